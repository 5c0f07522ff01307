import { createContext, Script } from 'node:vm';

export type Outcome = { readonly output: string } | { readonly failure: 'threw' | 'stuck' };

/** Runs pieces of work that may throw, and stops one that never returns. */
export type Guard = (works: readonly (() => string)[]) => readonly Outcome[];

const attempt = (work: () => unknown): Outcome => {
  try {
    const output = work();
    return typeof output === 'string' ? { output } : { failure: 'threw' };
  } catch {
    return { failure: 'threw' };
  }
};

/**
 * The limit is for the whole list and of the wall clock, so it must be far beyond what a slow machine takes.
 * Work goes through the watched script in lists, because each start of it costs a thread.
 */
export function createGuard(limitMs: number): Guard {
  const context = createContext({ work: (): void => undefined });
  const script = new Script('work()');
  return (works) => {
    const outcomes: Outcome[] = [];
    context['work'] = (): void => {
      for (const work of works.slice(outcomes.length)) outcomes.push(attempt(work));
    };
    while (outcomes.length < works.length) {
      try {
        script.runInContext(context, { timeout: limitMs });
      } catch {
        outcomes.push({ failure: 'stuck' });
      }
    }
    return outcomes;
  };
}
