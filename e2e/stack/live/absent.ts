/**
 * What cannot be there in this run although the part that shows it runs, each with its reason. An entry that is there after
 * all fails the test, so that the list gets no longer than it must be.
 */
export const ABSENT: {
  readonly panels: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, string>>;
} = { panels: {}, metrics: {} };
