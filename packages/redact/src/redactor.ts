import type { Places } from './fields.ts';
import type { RedactionFinding } from './options.ts';

/** Removes secrets and personal data. No method throws or changes what it was given; what cannot be read becomes a mark. */
export interface Redactor {
  /** The value without what must not leave: the same reference when nothing was found and nothing had to be converted. */
  value(x: unknown): unknown;
  /** One text, cleaned. A caller without types who passes something else gets its {@link stringify}: a text in any case. */
  text(s: string): string;
  /** Plain data that shares nothing with the input: objects, arrays, strings, numbers, booleans and null, which `JSON.stringify` cannot fail on. */
  plain(x: unknown): unknown;
  /** JSON of {@link plain}, made in one pass; `null` where JSON has nothing for the value. */
  stringify(x: unknown): string;
  /**
   * The fields of an object as the members of a larger JSON object: for writers of log lines. Undefined when `x` is more than
   * its fields, or when one of their names is `taken`: then use {@link plain}.
   */
  members(x: object, places: Places): Members | undefined;
  /**
   * What would be removed, where, and by which rule; what an entry of `allow` or `allowKeys` lets through has `allowed`.
   * `onRedact` is not called.
   */
  explain(x: unknown): readonly RedactionFinding[];
}

/** Fields as JSON. */
export interface Members {
  /** Each with a comma in front. */
  readonly json: string;
  /** Those whose place is `apart`, with commas between them. */
  readonly apart: string;
}
