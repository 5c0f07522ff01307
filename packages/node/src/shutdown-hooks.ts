import { type Log, toError } from '@plumbline/core';

/** What an application wants done around Plumbline's own shutdown. */
export interface ShutdownHooks {
  /** Runs first, after readiness turned false: stop taking requests and let the running ones end. */
  readonly before?: () => unknown;
  /** Runs last, when telemetry is flushed: close what it still needed, such as the database of the audit store. */
  readonly after?: () => unknown;
}

/** Hooks in the order they have to run. Neither method rejects. */
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
        log.error({ err: toError(error), hook: key }, 'a shutdown hook failed');
      }
    }
  };
  return { add: (hooks) => void added.push(hooks), before: () => runAll('before'), after: () => runAll('after') };
}
