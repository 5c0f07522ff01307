import type { AnchoredRule, KeyRule, RuleClass } from './rule.ts';

/** `secrets`: what grants access. `pii`: what says who somebody is. `strict`: both. */
export type PresetName = 'secrets' | 'pii' | 'strict' | 'ip';

/** What stands in place of a value. A hash keeps equal values comparable; it must be keyed, and only `[A-Za-z0-9_-]` of it is kept. */
export type RedactionStyle = 'label' | 'mask' | { readonly hash: (value: string, rule: string) => string };

/** A rule of your own: a value with a fixed beginning, or key names. */
export type CustomRule = Omit<AnchoredRule, 'lead'> | KeyRule;

/** One redaction: which rule, never the value. `limit` rules say that something was cut or could not be read. */
export interface RedactionFinding {
  readonly rule: string;
  readonly class: RuleClass;
  /** Where in the value, such as `user.notes[0]`; secrets in keys are hidden here too. Empty for the value itself. */
  readonly path: string;
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
  /** @default ['strict'] */
  readonly presets?: readonly PresetName[];
  /** Rules of your own; each must find its own examples. */
  readonly add?: readonly CustomRule[];
  /** Ids of rules to leave out. */
  readonly remove?: readonly string[];
  /** Keys whose name is no reason to hide the value, each with the written reason. Their values are still searched for known forms. */
  readonly allowKeys?: Readonly<Record<string, string>>;
  /** `label` writes `[redacted:<rule>]`, `mask` writes eight asterisks. @default 'label' */
  readonly style?: RedactionStyle;
  readonly limits?: RedactionLimits;
  /** What the name of an Error is called in its plain form. @default 'name' */
  readonly errorName?: 'name' | 'type';
  /** Called for each redaction, for counting. What it throws is ignored. */
  readonly onRedact?: (finding: { readonly rule: string; readonly class: RuleClass }) => void;
}
