import type { Log } from '@plumbline/core';
import { toError } from '@plumbline/core';

/** What an application wants done around Plumbline's own shutdown. */
export interface ShutdownHooks {
  /** Runs first, after readiness turned false: stop taking requests and let the running ones end. */
  readonly before?: () => unknown;
  /** Runs last, when telemetry is flushed: close what it still needed, such as the database of the audit store. */
  readonly after?: () => unknown;
}

export interface ShutdownSequence {
  add(hooks: ShutdownHooks): void;
  before(): Promise<void>;
  after(): Promise<void>;
}

/** Collects hooks and runs them in reverse order of their adding; a failing one is logged and the next one runs. */
export function createShutdownSequence(log: Log): ShutdownSequence {
  const added: ShutdownHooks[] = [];
  const runAll = async (key: keyof ShutdownHooks): Promise<void> => {
    for (const hooks of added.toReversed()) {
      try {
        await hooks[key]?.();
      } catch (error) {
        log.error({ err: toError(error) }, `shutdown hook failed (${key})`);
      }
    }
  };
  return { add: (hooks) => void added.push(hooks), before: () => runAll('before'), after: () => runAll('after') };
}

/** Ends the process in good order on SIGTERM and SIGINT. Returns what takes the listeners away again. */
export function installSignals(shutdown: () => Promise<unknown>): () => void {
  const onSignal = (signal: NodeJS.Signals): void => {
    void shutdown().finally(() => {
      remove();
      // The signal again, without a listener of ours: the parent sees the true cause of the end.
      process.kill(process.pid, signal);
    });
  };
  const remove = (): void => {
    process.off('SIGTERM', onSignal);
    process.off('SIGINT', onSignal);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  return remove;
}
