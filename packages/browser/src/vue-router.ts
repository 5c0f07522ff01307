import { type PageSink, toPattern, UNMATCHED } from './routes/to-pattern.ts';

/** A location of Vue Router 4, such as `useRoute()` answers. */
export interface MatchedRoute {
  readonly matched: readonly { readonly path: string }[];
}

/** The pattern of what was matched: the record that lies deepest has the whole path. */
export const vueRouterPattern = ({ matched }: MatchedRoute): string => {
  const path = matched.at(-1)?.path;
  return path === undefined ? UNMATCHED : toPattern(path || '/');
};

interface Location extends MatchedRoute {
  readonly path: string;
}

/** The part of `createRouter`'s router that is used. */
export interface VueRouter {
  afterEach(guard: (to: Location, from: Location, failure?: unknown) => void): () => void;
}

/**
 * Reports each page that Vue Router has arrived at; answers what ends it. Called before the router is given to the
 * application, or the page that is shown first is not told. Another query or fragment of the same path is the same page.
 */
export function trackVueRouter(router: VueRouter, events: PageSink): () => void {
  let shown: string | undefined;
  return router.afterEach((to, _from, failure) => {
    if (failure || to.path === shown) return;
    shown = to.path;
    events.pageViewed(vueRouterPattern(to));
  });
}
