import type { AnchoredRule } from '../src/rule.ts';
import { aiRules } from '../src/shapes/ai.ts';
import { cloudRules } from '../src/shapes/cloud.ts';
import { deliveryRules } from '../src/shapes/delivery.ts';
import { developerRules } from '../src/shapes/developer.ts';
import { serviceRules } from '../src/shapes/service.ts';

/** Every rule for a vendor's form. */
export const vendorRules: readonly AnchoredRule[] = [
  ...cloudRules,
  ...developerRules,
  ...deliveryRules,
  ...serviceRules,
  ...aiRules,
];
