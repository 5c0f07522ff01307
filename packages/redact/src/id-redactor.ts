import { createRedactor } from './create-redactor.ts';
import type { RedactorOptions } from './options.ts';
import type { Redactor } from './redactor.ts';

/** The rule for texts of much chance, which most IDs are. */
const CHANCE = 'high-entropy';

function withoutChance(options: RedactorOptions): RedactorOptions {
  const { presets, remove = [] } = options;
  const isThere = presets === undefined || presets.includes('secrets') || presets.includes('strict');
  return isThere && !remove.includes(CHANCE) ? { ...options, remove: [...remove, CHANCE] } : options;
}

/**
 * Makes a function for texts that are IDs and nothing else, such as an incoming request ID: it hides what a redactor with
 * these options hides, but for texts that only look random, as good IDs do. An ID that comes back changed is none to hand on.
 * Nothing is made before the first ID.
 */
export function createIdRedactor(options: RedactorOptions = {}): (id: string) => string {
  const policy = withoutChance(options);
  let redactor: Redactor | undefined;
  return (id) => (redactor ??= createRedactor(policy)).text(id);
}
