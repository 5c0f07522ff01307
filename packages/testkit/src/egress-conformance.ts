import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { egressChecks, type EgressSubject, type EgressTraits } from './conformance/egress/egress-checks.ts';

/**
 * Proves on the wire that what an adapter declares is what leaves, and all of it: samples of the whole catalog go through
 * the real client, one test for each rule. `setup` makes a fresh destination for each of them.
 */
export function egressConformance(name: string, traits: EgressTraits, setup: () => Promise<EgressSubject>): void {
  for (const [fact, reason] of Object.entries(traits.unseen ?? {})) {
    if (reason.trim().length < 20) throw new RangeError(`${name}: ${fact}: what is never seen needs a reason`);
    process.stderr.write(`${name}: ${fact} is declared and not seen here: ${reason}\n`);
  }
  describe(`egress contract: ${name}`, () => {
    it.each(egressChecks)('$name', { timeout: 120_000 }, async (check) => {
      const subject = await setup();
      try {
        await expect(check.run(subject, traits)).resolves.toBeUndefined();
      } finally {
        await subject.stop();
      }
    });
  });
}
