/** The middle half of some values. */
export interface Quartiles {
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
}

/** Linear between neighbours, as R's type 7 and numpy's default. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

export const quartiles = (values: readonly number[]): Quartiles => ({
  q1: quantile(values, 0.25),
  median: quantile(values, 0.5),
  q3: quantile(values, 0.75),
});

/** Where the median of all there could be lies, as far as some values tell. */
export interface MedianInterval {
  readonly low: number;
  readonly high: number;
}

/** Of both ends together, so sure is the interval. */
const DOUBT = 0.05;

/**
 * The interval of the median that contains it in 95 cases of 100 at least, by order statistics: it assumes nothing of how
 * values are distributed. Six values are the fewest that have one.
 */
export function medianInterval(values: readonly number[]): MedianInterval | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const count = sorted.length;
  let outside = 0;
  let chance = 0.5 ** count;
  let below = 0;
  while (below < count && outside + chance <= DOUBT / 2) {
    outside += chance;
    below += 1;
    chance *= (count - below + 1) / below;
  }
  const [low, high] = [sorted[below - 1], sorted[count - below]];
  return below === 0 || low === undefined || high === undefined ? undefined : { low, high };
}
