/** Made-up values: a fixed pseudo-random sequence, so that every run sees the same corpus. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export const ALNUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
export const LOWER_HEX = '0123456789abcdef';
export const UPPER_ALNUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
export const URL_SAFE = `${ALNUM}-_`;
export const DIGITS = '0123456789';

export interface Make {
  chars(length: number, alphabet?: string): string;
  pick<T>(list: readonly T[]): T;
  uuid(): string;
}

export function createMake(seed: number): Make {
  const random = createRandom(seed);
  const chars = (length: number, alphabet: string = ALNUM): string => {
    let out = '';
    while (out.length < length) out += alphabet[Math.floor(random() * alphabet.length)];
    return out;
  };
  const uuid = (): string =>
    [8, 4, 4, 4, 12]
      .map((length) => chars(length, LOWER_HEX))
      .join('-')
      .replace(/^(.{14})./, '$14')
      .replace(/^(.{19})./, '$1a');
  return { chars, uuid, pick: <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T };
}

/** Where a fact can stand in what an application logs. */
export const positions: Readonly<Record<string, (value: string) => unknown>> = {
  value: (value) => ({ note: value }),
  deep: (value) => ({ a: [{ b: { c: [value] } }] }),
  message: (value) => `upstream refused ${value} at step 3`,
  query: (value) => `https://app.example.com/cb?x=${encodeURIComponent(value)}&page=2`,
  json: (value) => JSON.stringify({ body: { note: value } }),
  jsonTwice: (value) => JSON.stringify({ body: JSON.stringify({ note: value }) }),
  error: (value) => new Error(`request failed: ${value}`),
  cause: (value) => new Error('outer', { cause: new TypeError(`inner ${value}`) }),
  map: (value) => new Map([['note', new Set([value])]]),
  headers: (value) => ['Host', 'example.com', 'X-Note', value],
  key: (value) => ({ [value]: 1 }),
  encoded: (value) => `path /items/${encodeURIComponent(value)}/edit`,
};
