/** A colour that means something, for series whose name has a word that says so. The last one that fits is taken. */
export interface Meaning {
  readonly colour: string;
  /** Upper and lower case are alike. */
  readonly words: RegExp;
}

/** Success is green, failure red, a retry orange, on every board. */
export const MEANINGS: readonly Meaning[] = [
  { colour: 'green', words: /\bsuccess\b|\bdelivered\b|\bcommitted\b|\bactive\b|^2\d\d$|\bup$/i },
  { colour: 'blue', words: /^3\d\d$|^p95/i },
  { colour: 'light-blue', words: /^p50/i },
  { colour: 'dark-blue', words: /^p99/i },
  {
    colour: 'orange',
    words: /\bretry\b|\bdenied\b|\bwarn\b|^4\d\d$|\bleft out\b|\bkept aside\b|\brefused\b/i,
  },
  {
    colour: 'red',
    words: /\bfailures?\b|\bfailed\b|\blost\b|^error$|^fatal$|\bdropped\b|\bmissed\b|^5\d\d$/i,
  },
];

/** The colour that a series has for what its name says; undefined where it says nothing of that kind. */
export const meaningOf = (name: string): string | undefined =>
  MEANINGS.findLast(({ words }) => words.test(name))?.colour;
