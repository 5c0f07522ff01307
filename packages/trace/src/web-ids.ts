import type { IdPool } from './id-pool.ts';

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function randomHex(bytes: number): string {
  let text = '';
  for (const byte of crypto.getRandomValues(new Uint8Array(bytes))) text += HEX[byte];
  return text;
}

/** IDs where there is no `node:crypto`. Workers allow random values within a request only, so none are kept in stock. */
export const webIds: IdPool = { traceId: () => randomHex(16), spanId: () => randomHex(8) };
