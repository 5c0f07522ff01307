import type { AnchoredRule, KeyRule, PatternRule, RuleClass } from './rule.ts';

/** `secrets`: what grants access. `pii`: what says who somebody is. `strict`: both. */
export type PresetName = 'secrets' | 'pii' | 'strict' | 'ip';

/**
 * What stands in place of a value. A hash keeps equal values comparable. It must be keyed and is tried at creation; of its result
 * up to 64 characters of `[A-Za-z0-9_-]` are kept. It is given the value as it was written, so `Jane@…` and `jane@…` differ.
 */
export type RedactionStyle = 'label' | 'mask' | { readonly hash: (value: string, rule: string) => string };

/** A rule of your own: a value with a fixed beginning, a value of a fixed form, or key names. */
export type CustomRule = Omit<AnchoredRule, 'lead' | 'tail' | 'starts'> | PatternRule | KeyRule;

/**
 * An exception: what these rules would hide under this name, or at this path, is shown. All other rules still hold there. It
 * reaches the value of the field and the entries of a list in it, and not the fields of an object below.
 */
export interface Allowance {
  /** The name of a field, at any depth and in any spelling: `checksum`. Either this or `path`. */
  readonly key?: string;
  /** The names from the value that the redactor is given: `user.email`; `*` is any one name or place in a list: `items.*.sku`. */
  readonly path?: string;
  /** Ids of the rules that are set aside here: of forms and of names. */
  readonly rules: readonly string[];
  /** Why that may be shown, for whoever reviews it: at least eight characters. */
  readonly reason: string;
}

/** One redaction: which rule, never the value. `limit` rules say that something was cut or could not be read. */
export interface RedactionFinding {
  readonly rule: string;
  readonly class: RuleClass;
  /** Where in the value, such as `user.notes[0]`; secrets in keys are hidden here too. Empty for the value itself. */
  readonly path: string;
  /** Set where the find stays, with the entry of the options that lets it through. */
  readonly allowed?: AllowedBy;
}

/** The entry of the options that lets a find through. */
export interface AllowedBy {
  /** Such as `allow[0]` or `allowKeys.session_id`. */
  readonly option: string;
  readonly reason: string;
}

export interface RedactionLimits {
  /** Containers within containers. @default 32 */
  readonly maxDepth?: number;
  /** Entries of one container. @default 1000 */
  readonly maxBreadth?: number;
  /** Containers in one value, so that a small graph with many shared parts stays small. @default 20000 */
  readonly maxNodes?: number;
  /** Characters of one text; the rest is cut off. A text that costs more than its share of work is cut earlier. @default 1048576 */
  readonly maxTextLength?: number;
}

export interface RedactorOptions {
  /** At least one of `secrets`, `pii` and `strict`. @default ['strict'] */
  readonly presets?: readonly PresetName[];
  /** Rules of your own; each must find its own examples. */
  readonly add?: readonly CustomRule[];
  /** Ids of rules to leave out, each of a preset in use. */
  readonly remove?: readonly string[];
  /**
   * Names that are no reason to hide the value, each with the written reason: in fields, lists of headers and text. Their values
   * are still searched for known forms.
   */
  readonly allowKeys?: Readonly<Record<string, string>>;
  /** Exceptions for single rules under one name or at one path, each with the written reason. */
  readonly allow?: readonly Allowance[];
  /** `label` writes `[redacted:<rule>]`, `mask` writes eight asterisks. @default 'label' */
  readonly style?: RedactionStyle;
  readonly limits?: RedactionLimits;
  /** What the name of an Error is called in its plain form. @default 'name' */
  readonly errorName?: 'name' | 'type';
  /** Called for each redaction, for counting. What it throws is ignored. */
  readonly onRedact?: (finding: { readonly rule: string; readonly class: RuleClass }) => void;
}
