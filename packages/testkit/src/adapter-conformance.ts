import { describe, expect, it } from 'vitest';
import { adapterChecks } from './conformance/adapter-checks.ts';
import type { AdapterSubject, AdapterTraits } from './conformance/adapter-subject.ts';

/**
 * Runs every rule of the adapter contract on a real client against a local destination, one test each. `setup` makes a
 * fresh destination for each of them.
 */
export function adapterConformance(name: string, traits: AdapterTraits, setup: () => Promise<AdapterSubject>): void {
  describe(`adapter contract: ${name}`, () => {
    it.each(adapterChecks)('$name', async (check) => {
      const subject = await setup();
      try {
        await expect(check.run(subject, traits)).resolves.toBeUndefined();
      } finally {
        await subject.stop();
      }
    });
  });
}
