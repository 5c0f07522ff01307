export { createRedactor, type Members, type Redactor } from './create-redactor.ts';
export type { Place, Places } from './fields.ts';
export type {
  CustomRule,
  PresetName,
  RedactionFinding,
  RedactionLimits,
  RedactionStyle,
  RedactorOptions,
} from './options.ts';
export { RedactError } from './redact-error.ts';
export type { AnchoredRule, KeyRule, RuleClass } from './rule.ts';
export { listRules, type RuleEntry } from './rules.ts';
