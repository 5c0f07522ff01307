const hashOf = (column: string): string => `reinterpretAsUInt128(murmurHash3_128(${column}))`;

/**
 * Counts different texts. `uniqExact` of a text counts SipHashes of 128 bits; a Murmur hash of the same width takes a
 * fraction of the time, and no two texts share one of those by chance either. Whoever makes two that do can only make
 * themselves one less.
 */
export const countDistinct = (column: string): string => `uniqExact(${hashOf(column)})`;

/** The same of the rows that meet a condition. */
export const countDistinctIf = (column: string, condition: string): string =>
  `uniqExactIf(${hashOf(column)}, ${condition})`;

/** A statement of ours that counts the same faster. */
export const withFastCounts = (sql: string): string =>
  sql.replaceAll(
    /\b(uniqExact|uniqExactIf)\((\w+)(?=[),])/g,
    (_, name: string, column: string) => `${name}(${hashOf(column)}`,
  );
