export { createRedactor } from './create-redactor.ts';
export { createIdRedactor } from './id-redactor.ts';
export type { Place, Places } from './fields.ts';
export type {
  Allowance,
  AllowedBy,
  CustomRule,
  PresetName,
  RedactionFinding,
  RedactionLimits,
  RedactionStyle,
  RedactorOptions,
} from './options.ts';
export { RedactError, type RedactProblem } from './redact-error.ts';
export type { Members, Redactor } from './redactor.ts';
export type { AnchoredRule, KeyRule, PatternRule, RuleClass } from './rule.ts';
export { listRules, type RuleEntry } from './rules.ts';
