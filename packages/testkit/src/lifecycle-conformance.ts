import { describe, expect, it } from 'vitest';
import { lifecycleChecks, type LifecycleSubject } from './conformance/lifecycle-checks.ts';

/** Runs every rule of a life on what `setup` makes anew for each of them, one test each. */
export function lifecycleConformance(name: string, setup: () => LifecycleSubject | Promise<LifecycleSubject>): void {
  describe(`lifecycle contract: ${name}`, () => {
    it.each(lifecycleChecks)('$name', async (check) => {
      const subject = await setup();
      try {
        await expect(check.run(subject)).resolves.toBeUndefined();
      } finally {
        await subject.stop?.();
      }
    });
  });
}
