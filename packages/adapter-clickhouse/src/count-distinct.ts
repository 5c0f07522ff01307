/**
 * Counts different texts. `uniqExact` of a text counts SipHashes of 128 bits; a Murmur hash of the same width takes a
 * fraction of the time, and no two texts share one of those by chance either. Whoever makes two that do can only make
 * themselves one less.
 */
export const countDistinct = (column: string): string => `uniqExact(reinterpretAsUInt128(murmurHash3_128(${column})))`;

/** A statement of ours that counts the same faster. */
export const withFastCounts = (sql: string): string =>
  sql.replaceAll(/\buniqExact\((\w+)\)/g, (_, column: string) => countDistinct(column));
