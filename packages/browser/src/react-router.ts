import { type PageSink, toPattern, UNMATCHED } from './routes/to-pattern.ts';

/** A match of React Router 6.4 or later: of `router.state.matches`, or of `matchRoutes(routes, location)`. */
export interface RouteMatch {
  readonly route: { readonly path?: string | undefined };
}

/** The pattern of what was matched, from the paths that the routes declare. */
export function reactRouterPattern(matches: readonly RouteMatch[] | null | undefined): string {
  if (!matches || matches.length === 0) return UNMATCHED;
  let full = '';
  for (const { route } of matches) {
    // A path that begins at the root holds its parents' already.
    if (route.path?.startsWith('/')) full = route.path;
    else if (route.path) full += `/${route.path}`;
  }
  return toPattern(full.replaceAll(/\/{2,}/g, '/') || '/');
}

interface RouterState {
  /** False until the first page has what it needs: it can still send elsewhere, or turn out not to be there. */
  readonly initialized: boolean;
  readonly location: { readonly pathname: string };
  readonly navigation: { readonly state: string };
  readonly matches: readonly RouteMatch[];
  readonly errors?: Readonly<Record<string, unknown>> | null;
}

/** The part of `createBrowserRouter`'s router that is used. */
export interface DataRouter {
  readonly state: RouterState;
  subscribe(listener: (state: RouterState) => void): () => void;
}

const isNotFound = (error: unknown): boolean => (error as { status?: unknown } | undefined)?.status === 404;

/**
 * Reports each page of a data router, the one that is shown first; answers what ends it. Another query or fragment of the
 * same path is the same page.
 */
export function trackReactRouter(router: DataRouter, events: PageSink): () => void {
  let shown: string | undefined;
  const report = ({ initialized, location, navigation, matches, errors }: RouterState): void => {
    if (!initialized || navigation.state !== 'idle' || location.pathname === shown) return;
    shown = location.pathname;
    events.pageViewed(Object.values(errors ?? {}).some(isNotFound) ? UNMATCHED : reactRouterPattern(matches));
  };
  report(router.state);
  return router.subscribe(report);
}
