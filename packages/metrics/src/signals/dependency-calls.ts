import { createCounter, createHistogram } from '@plumbline/core';
import { OTHER } from '../label-guard.ts';
import { createFailureLines } from './failure-lines.ts';
import { type Outcome, OUTCOMES, SECOND_MS, type Setting } from './setting.ts';

/** Each dependency with the closed list of operations that are called on it. */
export type Dependencies = Readonly<Record<string, readonly string[]>>;

/** Ends one call: counted, timed, and a failure told to the log by class and code of its error. Only the first time counts. */
export type EndCall = (outcome: Outcome, error?: unknown) => void;

/** Begins one call of a dependency. */
export type BeginCall = (dependency: string, operation: string) => EndCall;

/** `plumbline.dependency.calls` and `plumbline.dependency.duration`, started at 0 for every declared operation. */
export function createDependencyCalls(setting: Setting, dependencies: Dependencies): BeginCall {
  const { meter, guard, clock } = setting;
  const name = 'plumbline.dependency.calls';
  const calls = createCounter(meter, name);
  const duration = createHistogram(meter, 'plumbline.dependency.duration');
  const dependencyOf = guard(name, 'dependency', Object.keys(dependencies));
  const operationGuards = new Map(
    Object.entries(dependencies).map(([dependency, operations]) => [dependency, guard(name, 'operation', operations)]),
  );
  for (const [dependency, operations] of Object.entries(dependencies)) {
    for (const operation of operations) {
      for (const outcome of OUTCOMES) calls.add(0, { dependency, operation, outcome });
    }
  }
  const tell = createFailureLines(setting, 'a call of a dependency failed');
  return (given, called) => {
    const dependency = dependencyOf(given);
    const operation = operationGuards.get(dependency)?.(called) ?? OTHER;
    const began = clock.monotonic();
    let ended = false;
    return (ending, error) => {
      if (ended) return;
      ended = true;
      const outcome = ending === 'success' ? 'success' : 'failure';
      calls.add(1, { dependency, operation, outcome });
      duration.record((clock.monotonic() - began) / SECOND_MS, { dependency, outcome });
      if (outcome === 'failure') tell({ dependency, operation }, error);
    };
  };
}

/** Runs what was begun; only a settled promise has an outcome, so a synchronous throw is turned into a rejection first. */
export async function runCall<T>(end: EndCall, fn: () => Promise<T> | T): Promise<T> {
  try {
    const result = await fn();
    end('success');
    return result;
  } catch (error) {
    end('failure', error);
    throw error;
  }
}
