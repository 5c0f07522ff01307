import { afterAll, afterEach, beforeAll } from 'vitest';
import { type EgressWatch, watchEgress } from './egress/watch-egress.ts';

/**
 * Fails each test of this file during which something tried to leave the machine, and refuses the attempt. Call it at the
 * top of a test file, or in a set-up file for all of them. Unix sockets and loopback pass; child processes are not seen.
 */
export function egressGuard(): void {
  let watch: EgressWatch | undefined;
  let reported = 0;
  const report = (): void => {
    const fresh = watch?.attempts.slice(reported) ?? [];
    reported += fresh.length;
    if (fresh.length === 0) return;
    const lines = fresh.map(({ kind, target }) => `${kind} ${target}`).join(', ');
    throw new Error(`egress beyond loopback: ${lines}\n${fresh[0]?.stack ?? ''}`);
  };
  beforeAll(() => {
    reported = 0;
    watch = watchEgress();
  });
  afterEach(report);
  afterAll(() => {
    watch?.restore();
    report();
  });
}
