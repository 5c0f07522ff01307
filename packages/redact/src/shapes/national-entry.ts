/** Words in lower case, the number's form and, where the form or the word names too much alone, its check. */
export type Entry = readonly [words: string, form: string, check?: (value: string) => boolean];

/** What one part of the world announces. */
export interface Region {
  readonly entries: readonly Entry[];
  /** Words that mean the number of a person and nothing else: any number behind them goes. */
  readonly sure: string;
}

/** Digits in groups of these sizes, with or without one sign between. */
export function groups(...sizes: readonly number[]): string {
  return sizes.map((size) => String.raw`\d{${size}}`).join('[-. /]?');
}
