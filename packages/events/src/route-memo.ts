import { checkRoutePattern, UNMATCHED } from '@plumbline/schema/runtime';

/** A service has hundreds of routes; more distinct values than this are paths, and checking them anew is enough. */
const MAX_REMEMBERED = 1_000;

/** `checkRoutePattern` for the hot path: a service says the same few patterns again and again. */
export function createRouteMemo(): (route: string | undefined) => string {
  const known = new Map<string, string>();
  return (route) => {
    if (route === undefined) return UNMATCHED;
    const remembered = known.get(route);
    if (remembered !== undefined) return remembered;
    const checked = checkRoutePattern(route);
    if (known.size < MAX_REMEMBERED && route.length <= 200) known.set(route, checked);
    return checked;
  };
}
