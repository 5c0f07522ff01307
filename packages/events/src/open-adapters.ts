import { type Adapter, type Clock, isPlumblineError, type Log, toError } from '@plumbline/core';
import { within } from './within.ts';

/** Errors of `open` that no later attempt can end: they fail the start. */
const FINAL: ReadonlySet<string> = new Set([
  'PLB_ADAPTER_DEPENDENCY',
  'PLB_ADAPTER_OPTION',
  'PLB_ADAPTER_ALLOWLIST',
  'PLB_OPTION_INVALID',
  'PLB_CONFIG_INVALID',
  'PLB_REGISTRY_REFUSED',
]);

/** A destination that has not opened by then goes on opening while the application starts. */
const OPEN_WAIT_MS = 10_000;

/**
 * Opens all adapters at once. A wrong option, a missing client or a refused schema fails the start; an unreachable destination does not:
 * events wait in the queue, and every attempt to send opens anew.
 */
export async function openAdapters(adapters: readonly Adapter[], clock: Clock, log: Log): Promise<void> {
  const open = async (adapter: Adapter): Promise<void> => {
    try {
      await adapter.open();
    } catch (error) {
      if (isPlumblineError(error) && FINAL.has(error.code)) throw error;
      log.warn({ destination: adapter.kind, err: toError(error) }, 'event destination is not reachable yet');
    }
  };
  const opened = Promise.all(adapters.map(open));
  await within(clock, OPEN_WAIT_MS, () => opened);
  // A failure that comes after the wait has nobody else to see it.
  opened.catch((error: unknown) => log.error({ err: toError(error) }, 'event destination cannot be opened'));
}
