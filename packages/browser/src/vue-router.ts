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

/** The part of `createRouter`'s router that is used. */
export interface VueRouter {
  afterEach(guard: (to: MatchedRoute, from: MatchedRoute, failure?: unknown) => void): () => void;
}

/** Reports each page that Vue Router has arrived at; answers what ends it. */
export const trackVueRouter = (router: VueRouter, events: PageSink): (() => void) =>
  router.afterEach((to, _from, failure) => {
    if (!failure) events.pageViewed(vueRouterPattern(to));
  });
