import type { AnchoredRule } from '../rule.ts';
import { commerceRules } from './commerce.ts';
import { messagingRules } from './messaging.ts';
import { paymentRules } from './payment.ts';
import { platformRules } from './platforms.ts';
import { socialRules } from './social.ts';
import { workRules } from './work.ts';

/** Keys of payment, messaging, work and social services. */
export const serviceRules: readonly AnchoredRule[] = [
  ...paymentRules,
  ...commerceRules,
  ...messagingRules,
  ...workRules,
  ...socialRules,
  ...platformRules,
];
