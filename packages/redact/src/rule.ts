/** `secret`: grants access. `personal`: says who somebody is. `limit`: a bound of the walk, not a find. */
export type RuleClass = 'secret' | 'personal' | 'limit';

/** What a finding is counted under: never the value. */
export interface RuleName {
  readonly id: string;
  readonly class: RuleClass;
}

interface RuleFacts extends RuleName {
  readonly class: 'secret' | 'personal';
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
  /** Characters before the anchor that belong to the value. */
  readonly lead?: number;
}

/** A form that needs a checksum or a look at its surroundings: found by code that reads each character a bounded number of times. */
export interface ScanRule extends RuleFacts {
  readonly kind: 'scan';
  /** Features without all of which the text cannot hold the form: see `features.ts`. */
  readonly needs: number;
  readonly scan: (text: string, emit: Emit) => void;
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
  /** In text the value reaches to the end of the line, as in `Cookie: a=1; b=2`. */
  readonly line?: boolean;
}

export type ShapeRule = AnchoredRule | ScanRule;

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
