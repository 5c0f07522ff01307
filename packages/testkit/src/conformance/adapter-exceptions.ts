import assert from 'node:assert/strict';
import type { AdapterCheck, AdapterSubject, AdapterTraits } from './adapter-subject.ts';

/** A reason shorter than this says nothing. */
const LEAST_REASON = 20;

/** The reason for which a check does not apply; undefined for one that does. */
export const skipOf = ({ concern }: AdapterCheck, { skips }: AdapterTraits): string | undefined =>
  concern === undefined ? undefined : skips?.[concern];

/**
 * What is to be printed of the exceptions that an adapter makes, one line each. Throws a RangeError for one without a
 * reason, or about something that no check is about.
 */
export function exceptionLines(
  name: string,
  traits: AdapterTraits,
  checks: readonly AdapterCheck[],
): readonly string[] {
  const concerns = new Set(checks.map(({ concern }) => concern));
  const line = (concern: string, reason: string, words: string): string => {
    if (reason.trim().length < LEAST_REASON) throw new RangeError(`${name}: ${concern}: an exception needs a reason`);
    if (!concerns.has(concern as NonNullable<AdapterCheck['concern']>)) {
      throw new RangeError(`${name}: no check is about ${concern}`);
    }
    return `${name}: ${concern} ${words}: ${reason}`;
  };
  return [
    ...Object.entries(traits.skips ?? {}).map(([concern, reason]) => line(concern, reason, 'does not apply')),
    ...Object.entries(traits.expects ?? {}).map(([concern, { kinds, why }]) =>
      line(concern, why, `is answered by ${kinds.join(' or ')}`),
    ),
  ];
}

/** Runs a check that is skipped. Throws where the rule is kept after all: then the skip hides the next fault. */
export async function expectBroken(check: AdapterCheck, subject: AdapterSubject, traits: AdapterTraits): Promise<void> {
  const broken = await check.run(subject, traits).then(
    () => false,
    () => true,
  );
  assert.ok(broken, `it keeps the rule of ${check.concern}: the skip is not needed`);
}
