import { beforeAll, describe, expect, it } from 'vitest';
import { absenceChecks } from './absence/absence-checks.ts';
import { type AbsenceFindings, type AbsenceTraits, observeAbsence } from './absence/observe.ts';

/**
 * Proves that an adapter which is switched off is absent: a process of its own runs the entry, and imports nothing of the
 * vendor, arms no timer, opens no socket, asks no DNS, writes nothing, starts nothing and ends by itself.
 */
export function absenceConformance(name: string, traits: AbsenceTraits): void {
  describe(`absence contract: ${name}`, () => {
    let findings: AbsenceFindings;
    beforeAll(async () => {
      findings = await observeAbsence(traits);
    });
    it.each(absenceChecks)('$name', (check) => {
      expect(() => check.run(findings, traits)).not.toThrow();
    });
  });
}
