import { type Log, PlumblineError, toError } from '@plumbline/core';

/** What an application wants done around Plumbline's own shutdown. */
export interface ShutdownHooks {
  /** Runs first, after readiness turned false: stop taking requests, `() => server.close()`. Those that run are waited for. */
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

const SHAPE = 'write `onShutdown({ before: () => server.close() })`, with `before`, `after` or both';

function faultsOf(hooks: unknown): string[] {
  if (typeof hooks !== 'object' || hooks === null) {
    return [
      `onShutdown: the argument must be an object of functions, not ${typeof hooks === 'function' ? 'a function' : 'this'}; ${SHAPE}`,
    ];
  }
  return Object.entries(hooks).flatMap(([name, hook]) => {
    if (name !== 'before' && name !== 'after') return [`onShutdown.${name}: is no option; ${SHAPE}`];
    return hook === undefined || typeof hook === 'function' ? [] : [`onShutdown.${name}: must be a function; ${SHAPE}`];
  });
}

/** Refuses what would never run: types say the same, and JavaScript has none. */
function checkHooks(hooks: unknown): void {
  const faults = faultsOf(hooks);
  if (faults.length > 0) throw new PlumblineError('PLB_CONFIG_INVALID', faults.join('; '));
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
  return {
    add(hooks) {
      checkHooks(hooks);
      added.push(hooks);
    },
    before: () => runAll('before'),
    after: () => runAll('after'),
  };
}
