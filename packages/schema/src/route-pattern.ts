/** What stands for a route that is not known as a pattern. */
export const UNMATCHED = 'unmatched';

/** Longer ones are paths with data in them, or attacks on a low-cardinality column. */
const MAX_ROUTE = 200;

// Literal, :param (with Express's modifiers), {param}, [param], [...param], (group), $param, * and @slot.
const SEGMENT =
  /^(?:[A-Za-z0-9_~.-]+|:[A-Za-z_]\w*[?*+]?|\{[A-Za-z_*.]\w*\??\}|\[{1,2}(?:\.{3})?[A-Za-z_]\w*\]{1,2}|\([\w.]+\)|\$\w*|@\w+|\*\w*)$/;

// What an ID looks like where a parameter should stand: digits, a UUID, a long hex or mixed token.
const ID_SEGMENT =
  /^(?:\d+|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22,}|(?=[^/]*\d)[0-9a-f]{12,}|(?=[^/]*\d)(?=[^/]*[A-Za-z])[A-Za-z0-9_]{20,})$/i;

/** Pages that frameworks name by their status. */
const STATUS_PAGE = /^\/[45]\d\d$/;

const JOB = /^job:[A-Za-z0-9_.:-]{1,100}$/;

/**
 * A route pattern such as `/orgs/:id` as it is, anything else as `unmatched`: a URL, a query, a fragment, more than 200
 * characters, or a path with an ID where the parameter should stand. `job:<name>` stands for background work.
 */
export function checkRoutePattern(route: unknown): string {
  if (typeof route !== 'string' || route.length === 0 || route.length > MAX_ROUTE) return UNMATCHED;
  if (route === '/' || STATUS_PAGE.test(route) || JOB.test(route)) return route;
  if (!route.startsWith('/')) return UNMATCHED;
  const segments = route.slice(1).split('/');
  if (segments.at(-1) === '') segments.pop();
  return segments.every((segment) => SEGMENT.test(segment) && !ID_SEGMENT.test(segment)) ? route : UNMATCHED;
}
