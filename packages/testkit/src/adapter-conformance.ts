import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { adapterChecks } from './conformance/adapter-checks.ts';
import { exceptionLines, expectBroken, skipOf } from './conformance/adapter-exceptions.ts';
import type { AdapterCheck, AdapterSubject, AdapterTraits } from './conformance/adapter-subject.ts';

/**
 * Runs every rule of the adapter contract on a real client against a local destination, one test each. `setup` makes a
 * fresh destination for each of them. Exceptions are printed with their reasons, and each of them has to be needed.
 */
export function adapterConformance(name: string, traits: AdapterTraits, setup: () => Promise<AdapterSubject>): void {
  const withSubject = async (steps: (subject: AdapterSubject) => Promise<void>): Promise<void> => {
    const subject = await setup();
    try {
      await steps(subject);
    } finally {
      await subject.stop();
    }
  };
  for (const line of exceptionLines(name, traits, adapterChecks)) process.stderr.write(`${line}\n`);
  describe(`adapter contract: ${name}`, () => {
    const applies = (check: AdapterCheck): boolean => skipOf(check, traits) === undefined;
    it.each(adapterChecks.filter((check) => applies(check)))('$name', async (check) => {
      await expect(withSubject((subject) => check.run(subject, traits))).resolves.toBeUndefined();
    });
    const skipped = adapterChecks.filter((check) => !applies(check));
    it.for(skipped)('breaks the rule of $concern, as its skip says: $name', async (check) => {
      await expect(withSubject((subject) => expectBroken(check, subject, traits))).resolves.toBeUndefined();
    });
  });
}
