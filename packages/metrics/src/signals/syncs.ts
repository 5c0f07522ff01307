import { createCounter } from '@plumbline/core';
import { createFailureLines } from './failure-lines.ts';
import type { Setting } from './setting.ts';

/** How one operation of a synchronisation ended; `retry`: it failed and will be tried again. */
export type SyncOutcome = 'success' | 'failure' | 'retry';

/** One synchronisation. */
export interface SyncMetrics {
  /** Counts one operation. */
  readonly operation: (outcome: SyncOutcome) => void;
  /** Counts items that were made offline and have arrived now. @default 1 */
  readonly recovered: (items?: number) => void;
  /** Runs one operation and counts how it ended; a failure that `willRetry` says yes to is a `retry`. */
  readonly run: <T>(
    fn: () => Promise<T> | T,
    options?: { readonly willRetry?: (error: unknown) => boolean },
  ) => Promise<T>;
}

const OUTCOMES = ['success', 'failure', 'retry'] as const satisfies readonly SyncOutcome[];

/** Whoever cannot say whether it will be tried again must not put its own error in the place of the first one. */
function asked(willRetry: (error: unknown) => boolean, error: unknown): boolean {
  try {
    return willRetry(error);
  } catch {
    return false;
  }
}

/** `plumbline.sync.operations` and `plumbline.sync.recovered`, started at 0 for every declared synchronisation. */
export function createSyncs(setting: Setting, syncs: readonly string[]): (name: string) => SyncMetrics {
  const { meter, guard } = setting;
  const name = 'plumbline.sync.operations';
  const operations = createCounter(meter, name);
  const arrived = createCounter(meter, 'plumbline.sync.recovered');
  const tell = createFailureLines(setting, 'an operation of a synchronisation failed');
  const syncOf = guard(name, 'sync', syncs);
  const outcomeOf = guard(name, 'outcome', OUTCOMES);
  for (const sync of syncs) {
    for (const outcome of OUTCOMES) operations.add(0, { sync, outcome });
    arrived.add(0, { sync });
  }
  return (given) => {
    const sync = syncOf(given);
    const operation: SyncMetrics['operation'] = (outcome) => operations.add(1, { sync, outcome: outcomeOf(outcome) });
    return {
      operation,
      recovered(items = 1) {
        if (Number.isFinite(items) && items > 0) arrived.add(items, { sync });
      },
      async run(fn, { willRetry = () => false } = {}) {
        try {
          const result = await fn();
          operation('success');
          return result;
        } catch (error) {
          const isFinal = !asked(willRetry, error);
          operation(isFinal ? 'failure' : 'retry');
          if (isFinal) tell({ sync }, error);
          throw error;
        }
      },
    };
  };
}
