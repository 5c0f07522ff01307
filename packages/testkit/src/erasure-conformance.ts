import { describe, expect, it } from 'vitest';
import type { AdapterTraits } from './conformance/adapter-subject.ts';
import { erasureChecks, type ErasureSubject } from './conformance/erasure/erasure-checks.ts';

/** What the suite has to know of an adapter. */
export interface ErasureTraits extends Pick<AdapterTraits, 'event'> {
  /** What its declaration says; where it cannot forget, only the rules for all apply. */
  readonly erasure: 'supported' | 'none-kept' | 'not-possible';
}

/** Runs every rule of erasure on a real client against a local destination, one test each. */
export function erasureConformance(name: string, traits: ErasureTraits, setup: () => Promise<ErasureSubject>): void {
  describe(`erasure contract: ${name}`, () => {
    const applying = erasureChecks.filter((check) => traits.erasure === 'supported' || !check.supported);
    it.each(applying)('$name', async (check) => {
      const subject = await setup();
      try {
        await expect(check.run(subject, traits)).resolves.toBeUndefined();
      } finally {
        await subject.stop();
      }
    });
    it(`declares that erasure is ${traits.erasure}`, async () => {
      const subject = await setup();
      try {
        const adapter = subject.create({ allow: { page_viewed: ['feature'] }, sendTimeoutMs: 1_000 });
        expect(adapter.egress?.erasure).toBe(traits.erasure);
        await adapter.close();
      } finally {
        await subject.stop();
      }
    });
  });
}
