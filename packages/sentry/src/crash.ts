import { inspect } from 'node:util';

/** Time that a dying process gives to its last error. */
export const CRASH_FLUSH_MS = 2_000;

/**
 * Reports an uncaught exception (or rejection, which Node raises as one). A listener takes Node's own ending away, so when
 * it is the only one it does the same: the error on stderr, then exit code 1. Another listener decides for itself.
 */
export function reportCrashes(
  report: (error: unknown) => void,
  flush: (timeoutMs: number) => Promise<unknown>,
): () => void {
  const event = 'uncaughtException';
  let dying = false;
  const end = async (error: unknown): Promise<void> => {
    process.stderr.write(`Uncaught ${inspect(error)}\n`);
    await flush(CRASH_FLUSH_MS);
    process.exit(1);
  };
  const listener = (error: unknown): void => {
    report(error);
    if (dying || process.listenerCount(event) > 1) return;
    dying = true;
    void end(error);
  };
  process.on(event, listener);
  return () => void process.off(event, listener);
}
