/** `secret`: grants access. `personal`: says who somebody is. `network`: addresses of machines, off unless asked for. `limit`: a bound of the walk, not a find. */
export type RuleClass = 'secret' | 'personal' | 'network' | 'limit';

/** What a finding is counted under: never the value. */
export interface RuleName {
  readonly id: string;
  readonly class: RuleClass;
}

interface RuleFacts extends RuleName {
  readonly class: 'secret' | 'personal' | 'network';
  /** Where the form is documented: a vendor's page or a standard. */
  readonly source: string;
  /** Values the rule must find; creation fails when it does not. Secrets are built from parts, never written out. */
  readonly examples: readonly string[];
}

/**
 * A value with a known beginning, such as a vendor's API key. The engine looks for each anchor where no letter or
 * digit stands before it, and only then tries `body` right behind it. Cost is linear as long as `body` is
 * bounded, so `*`, `+` and `{n,}` are refused.
 */
export interface AnchoredRule extends RuleFacts {
  readonly kind: 'anchored';
  /** Literal beginnings, at least three characters each. */
  readonly anchors: readonly string[];
  /** What follows the anchor: a regular expression source with bounded quantifiers only. */
  readonly body: string;
  /** Letters of the anchors and of the body stand for both cases. @default false */
  readonly ignoreCase?: boolean;
  /** Characters before the anchor that belong to the value. */
  readonly lead?: number;
  /** Characters that belong to the value as long as they go on behind the body, as a table: of a rule of one's own. */
  readonly tail?: Uint8Array;
  /** There are no anchors: the body is tried at each of these characters that does not stand within a word. */
  readonly starts?: Uint8Array;
}

/** How far a body can read, and the steps that it may take for each character that it does read. */
export interface Effort {
  /** The characters it reads, as a table. */
  readonly reads: Uint8Array;
  readonly most: number;
  readonly steps: number;
}

/** An anchored rule as it is searched for. */
export interface SearchedRule extends AnchoredRule {
  /** What an attempt may take that fails: of a rule of one's own. */
  readonly effort?: Effort;
}

/**
 * A value without a fixed beginning, such as a number of an employee. It is tried wherever a word begins, so it must be short,
 * of at least six characters, and no letter or digit may stand beside it.
 */
export interface PatternRule extends RuleFacts {
  readonly kind: 'pattern';
  /** A regular expression source with bounded quantifiers only: `[A-Z]{2}[0-9]{6}`. */
  readonly pattern: string;
  /** Letters stand for both cases. @default false */
  readonly ignoreCase?: boolean;
}

/** A form that needs a checksum or a look at its surroundings: found by code that reads each character a bounded number of times. */
export interface ScanRule extends RuleFacts {
  readonly kind: 'scan';
  /** Features without all of which the text cannot hold the form: see `features.ts`. */
  readonly needs: number;
  /** Where it reads what stands around a word or a sign, it says so to `spend`, so that no text is full of such places. */
  readonly scan: (text: string, emit: Emit, spend: Spend) => void;
}

/** Key names whose values are hidden whatever they look like. */
export interface KeyRule extends RuleFacts {
  readonly kind: 'key';
  /** Words in lower case, separated by spaces: `api key` means apiKey, api_key, API-KEY, x-api-key and apikey. */
  readonly keys: readonly string[];
  /** Only the whole key counts: `pass` but not `boardingPass`. */
  readonly whole?: boolean;
  /** Keep numbers: `token: 512` is a count, `pin: 1234` is not. */
  readonly keepNumbers?: boolean;
  /** A name that means many things: as a field it hides values of this look alone. `name` is the field's, its words joined. */
  readonly only?: (value: string, name: string) => boolean;
  /** In text the value reaches to the end of the line, as in `Cookie: a=1; b=2`. */
  readonly line?: boolean;
}

export type ShapeRule = AnchoredRule | ScanRule;

/** Counts work: so many steps for what begins at this place. The scan ends there where it was too much. */
export type Spend = (steps: number, at: number) => void;

/** Reports that `text.slice(start, end)` must go; `name` says under which rule where it is not the scanning one. */
export type Emit = (start: number, end: number, name?: RuleName) => void;

const BODY = 'aB3dE5fG7hJ9kL2mN4pQ6rS8tU1vW0xY';

/** A made-up value of a documented form: the prefix and then `length` characters that are nobody's key. */
export function sample(prefix: string, length: number, alphabet: string = BODY): string {
  let out = prefix;
  for (let i = 0; i < length; i++) out += alphabet[(i * 7 + 3) % alphabet.length];
  return out;
}

export const HEX = '0a1b2c3d4e5f6978';

const HEX_DIGITS = '0123456789abcdef';
const LETTERS_AND_DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Anchors for a form whose own beginning is too short for one: the beginning with each letter or digit that may follow. */
export function eachAfter(prefix: string, alphabet: 'hex' | 'alnum'): readonly string[] {
  const chars = alphabet === 'hex' ? HEX_DIGITS : LETTERS_AND_DIGITS;
  return chars.split('').map((char) => prefix + char);
}

/** A made-up UUID behind a prefix. */
export function sampleUuid(prefix: string): string {
  return `${sample(prefix, 8, HEX)}-0a1b-4c2d-8e3f-${sample('', 12, HEX)}`;
}

/** What may not follow a value whose length is fixed: with more behind it, it is something else. */
export const END = '(?![A-Za-z0-9])';

/** A UUID as part of a form. */
export const UUID = '[a-fA-F0-9]{8}(?:-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}';

// These look ahead before a body reads. Each refuses a row of exactly `length` characters, so that nothing is tried twice;
// `length` is at most the shortest body.

/** Two words of a name with a sign between them, in either case of letters. */
const JOINED_WORDS = '[a-z]{3,16}[_./-][a-z]{3}|[A-Z]{3,16}[_-][A-Z]{3}';
/** Two words of a name in camel case. */
const CAMEL_WORDS = '[a-z]{0,16}(?:[A-Z][a-z]{3,16}){2}|[a-z]{6,16}[A-Z][a-z]{4}';

/** Of so many random letters and digits, one row in 200 has no digit; shorter rows are not asked for words in camel case. */
const CAMEL_LENGTH = 30;

/**
 * Random characters and no name: not all of the first `length` are letters of one case, they do not begin with two words
 * that a sign joins, and 30 without any digit do not begin with two words in camel case. Of random letters and digits,
 * one row in 10,000 is taken for a name.
 */
export function mixed(length: number): string {
  return `(?![a-z_.-]{${length}})(?![A-Z_.-]{${length}})(?!${JOINED_WORDS})(?!(?=[A-Za-z]{${Math.max(length, CAMEL_LENGTH)}})(?:${CAMEL_WORDS}))`;
}

/** Stricter, for beginnings that are words too, such as `test_`: a letter in upper case and a digit among the first. */
export function capitalAndDigit(length: number): string {
  return `(?![a-z0-9_-]{${length}})(?![A-Za-z_-]{${length}})(?!${JOINED_WORDS}|${CAMEL_WORDS})`;
}

/**
 * The anchors, and the same in upper case: a system that writes values in upper case destroys most tokens, but one
 * whose body is hexadecimal can still be used.
 */
export function bothCases(...anchors: readonly string[]): readonly string[] {
  return [...new Set([...anchors, ...anchors.map((anchor) => anchor.toUpperCase())])];
}

/**
 * The source of a rule whose vendor documents that such a credential exists but not how it is written: prefix, length and
 * alphabet are what the public rule sets named in `docs/decisions/0008` agree on.
 */
export function compared(documentation: string): string {
  return `${documentation} (form: public secret scanners)`;
}

/** Declares one vendor form; the value must end where the body ends. */
export function vendor(
  id: string,
  source: string,
  anchors: readonly string[],
  body: string,
  ...examples: readonly string[]
): AnchoredRule {
  return { kind: 'anchored', id, class: 'secret', source, anchors, body, examples };
}
