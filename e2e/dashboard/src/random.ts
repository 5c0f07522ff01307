/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** At least 0 and less than 1. */
  next(): number;
  whole(least: number, most: number): number;
  pick<T>(weighted: readonly (readonly [value: T, weight: number])[]): T;
  /** Around `middle`, with a long tail to the right, as times and counts have it. */
  spread(middle: number, width: number): number;
}

/** Mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const pick = <T>(weighted: readonly (readonly [value: T, weight: number])[]): T => {
    let at = next() * weighted.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [value, weight] of weighted) {
      at -= weight;
      if (at < 0) return value;
    }
    return weighted[0]![0];
  };
  const spread = (middle: number, width: number): number => {
    const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
    return middle * Math.exp(normal * width);
  };
  return { next, whole: (least, most) => least + Math.floor(next() * (most - least + 1)), pick, spread };
}
