import type { VueRouter } from '@plumbline/browser/vue-router';

type Guard = Parameters<VueRouter['afterEach']>[0];
type Location = Parameters<Guard>[0];

/** Where the page is, told as Vue Router tells it: what was matched, and what kept it from arriving. */
export interface Place {
  readonly router: VueRouter;
  go(pattern: string, path: string): void;
}

export function createPlace(): Place {
  const guards: Guard[] = [];
  let at: Location = { path: '/', matched: [] };
  return {
    router: {
      afterEach(guard) {
        guards.push(guard);
        return () => {};
      },
    },
    go(pattern, path) {
      const from = at;
      at = { path, matched: [{ path: pattern }] };
      const failure = from.path === path && from.matched.length > 0 ? new Error('duplicated') : undefined;
      for (const guard of guards) guard(at, from, failure);
    },
  };
}
