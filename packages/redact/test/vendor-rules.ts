import type { AnchoredRule, ScanRule, ShapeRule } from '../src/rule.ts';
import { aiRules } from '../src/shapes/ai.ts';
import { cloudRules } from '../src/shapes/cloud.ts';
import { deliveryRules } from '../src/shapes/delivery.ts';
import { developerRules } from '../src/shapes/developer.ts';
import { serviceRules } from '../src/shapes/service.ts';

const rules: readonly ShapeRule[] = [...cloudRules, ...developerRules, ...deliveryRules, ...serviceRules, ...aiRules];

/** Every rule for a vendor's form that has a beginning of its own. */
export const vendorRules: readonly AnchoredRule[] = rules.filter((rule) => rule.kind === 'anchored');
/** Those that a mark within the key tells. */
export const markedRules: readonly ScanRule[] = rules.filter((rule) => rule.kind === 'scan');
