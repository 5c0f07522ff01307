/** A colour that means something, for series whose name has a word that says so. The last one that fits is taken. */
export interface Meaning {
  readonly colour: string;
  /** Without anchors or flags; upper and lower case are alike. */
  readonly words: string;
}

/** Success is green, failure red, a retry orange, on every board. */
export const MEANINGS: readonly Meaning[] = [
  { colour: 'green', words: String.raw`\bsuccess\b|\bdelivered\b|\bcommitted\b|\bactive\b|^2\d\d$|\bup$` },
  { colour: 'blue', words: String.raw`^3\d\d$|^p95` },
  { colour: 'light-blue', words: '^p50' },
  { colour: 'dark-blue', words: '^p99' },
  {
    colour: 'orange',
    words: String.raw`\bretry\b|\bdenied\b|\bwarn\b|^4\d\d$|\bleft out\b|\bkept aside\b|\brefused\b`,
  },
  {
    colour: 'red',
    words: String.raw`\bfailures?\b|\bfailed\b|\blost\b|^error$|^fatal$|\bdropped\b|\bmissed\b|^5\d\d$`,
  },
];

/** The colour that a series has for what its name says; undefined where it says nothing of that kind. */
export const meaningOf = (name: string): string | undefined =>
  MEANINGS.findLast(({ words }) => new RegExp(words, 'i').test(name))?.colour;
