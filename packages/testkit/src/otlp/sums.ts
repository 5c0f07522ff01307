import type { PlainAttributes, ReceivedPoint } from './received.ts';

const sortedJson = (attributes: PlainAttributes): string =>
  JSON.stringify(Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1)));

// A new start time is a process that began again at zero; a gauge's start time means nothing.
const seriesOf = (point: ReceivedPoint): string =>
  `${point.kind}|${sortedJson(point.resource)}|${sortedJson(point.attributes)}|${point.kind === 'gauge' ? '' : point.startMs}`;

const matches = (point: ReceivedPoint, attributes: PlainAttributes): boolean =>
  Object.entries(attributes).every(([key, value]) => point.attributes[key] === value);

function total(
  points: readonly ReceivedPoint[],
  name: string,
  attributes: PlainAttributes,
  amount: (point: ReceivedPoint) => number,
): number {
  const last = new Map<string, ReceivedPoint>();
  let sum = 0;
  for (const point of points) {
    if (point.name !== name || !matches(point, attributes)) continue;
    const series = seriesOf(point);
    if (point.temporality === 'delta') sum += amount(point);
    else if ((last.get(series)?.time ?? -1) <= point.time) last.set(series, point);
  }
  return [...last.values()].reduce((all, point) => all + amount(point), sum);
}

/**
 * The total of a metric over all series whose attributes include the given ones: the last value of each cumulative
 * series and service instance, plus every delta. A histogram counts with its sum.
 */
export const sumOf = (points: readonly ReceivedPoint[], name: string, attributes: PlainAttributes = {}): number =>
  total(points, name, attributes, (point) => point.value ?? point.sum ?? 0);

/** As {@link sumOf}, with the number of recordings of a histogram or summary. */
export const countOf = (points: readonly ReceivedPoint[], name: string, attributes: PlainAttributes = {}): number =>
  total(points, name, attributes, (point) => point.count ?? 0);
