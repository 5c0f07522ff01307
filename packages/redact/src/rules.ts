import type { PresetName } from './options.ts';
import { shippedForms } from './packed-forms.ts';
import type { KeyIndex } from './keys.ts';
import type { KeyRule, RuleClass, RuleName, ShapeRule } from './rule.ts';
import { authorizationRules } from './shapes/authorization.ts';
import { financialRules } from './shapes/financial.ts';
import { personalKeyRules, secretKeyRules } from './shapes/key-rules.ts';
import { markedRules } from './shapes/marked.ts';
import { labelledRules } from './shapes/labelled.ts';
import { personalRules } from './shapes/personal.ts';
import { tokenRules } from './shapes/token.ts';
import { urlRules } from './shapes/url.ts';

/** Which classes a preset turns on. */
export const PRESETS: Readonly<Record<PresetName, readonly RuleClass[]>> = {
  secrets: ['secret'],
  pii: ['personal'],
  strict: ['secret', 'personal'],
  ip: ['network'],
};

/** Every key rule that ships. */
export const keyRules: readonly KeyRule[] = [...secretKeyRules, ...personalKeyRules];

/** Every shape rule that ships. Those that read labels and queries share the policy's key names. Earlier rules name a finding where two overlap. */
export function shapeRules(keys: KeyIndex): readonly ShapeRule[] {
  const { before, behind } = shippedForms();
  return [
    ...tokenRules,
    ...before,
    ...markedRules,
    ...behind,
    ...urlRules(keys),
    ...authorizationRules,
    ...labelledRules(keys),
    ...personalRules,
    ...financialRules,
  ];
}

/** One line of the list of rules: for reviewers and for the generated page. */
export interface RuleEntry {
  readonly id: string;
  readonly kind: 'anchored' | 'scan' | 'key';
  readonly class: RuleClass;
  readonly source: string;
  readonly examples: readonly string[];
}

const NONE: KeyIndex = { decide: () => undefined, endsAt: () => false };

/** What the rules that ship are called. */
export const ruleNames = (): readonly RuleName[] => [...shapeRules(NONE), ...keyRules];

/** All rules that ship, as data. */
export function listRules(): readonly RuleEntry[] {
  return [...shapeRules(NONE), ...keyRules].map(({ id, kind, class: name, source, examples }) => ({
    id,
    kind,
    class: name,
    source,
    examples,
  }));
}
