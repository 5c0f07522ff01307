/** What stands for a route that is not known as a pattern. */
export const UNMATCHED = 'unmatched';

/** Longer ones are paths with data in them, or attacks on a low-cardinality column. */
const MAX_ROUTE = 200;

// Literal, :param (with Express's modifiers), {param}, [param], [...param], (group), $param, * and @slot.
const SEGMENT =
  /^(?:[A-Za-z0-9_~.-]+|:[A-Za-z_]\w*[?*+]?|\{[A-Za-z_*.]\w*\??\}|\[{1,2}(?:\.{3})?[A-Za-z_]\w*\]{1,2}|\([\w.]+\)|\$\w*|@\w+|\*\w*)$/;

// What an ID looks like where a parameter should stand: digits, also as dates, addresses and phone numbers write them, a
// UUID, a long hex or mixed token.
const ID_SEGMENT =
  /^(?:\d+|\d(?:[._~-]?\d){5,}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22,}|(?=[^/]*\d)[0-9a-f]{12,}|(?=[^/]*\d)(?=[^/]*[A-Za-z])[A-Za-z0-9_]{20,})$/i;
// A token in base64url or with signs between its parts: readable names do not mix all three kinds over 12 characters.
const MIXED = /^(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9_.~-]{12,}$/;
/** A word with a number behind it, such as `emailAddress2`: however long, it is a name. */
const NUMBERED_NAME = /^[A-Za-z_][A-Za-z_.~-]*\d{0,2}$/;
const JWT = /^eyJ[\w-]{6,}/;
/** An address of the web where a segment belongs: somebody wrote a slash before it. */
const HOST = /^www\./i;
const LONG_NUMBER = /\d{6,}/;
/** Around the name of a parameter, a group or a slot: what stands inside is judged like a literal. */
const MARKS = /^[:{[($@*.]+|[\])}?*+]+$/g;

const looksLikeId = (segment: string): boolean => {
  const name = segment.replace(MARKS, '');
  if (NUMBERED_NAME.test(name)) return JWT.test(name) || HOST.test(name);
  return HOST.test(name) || JWT.test(name) || ID_SEGMENT.test(name) || MIXED.test(name) || LONG_NUMBER.test(name);
};

/** Pages that frameworks name by their status. */
const STATUS_PAGE = /^\/[45]\d\d$/;

const JOB = /^job:[A-Za-z0-9_.:-]{1,100}$/;

/**
 * A route pattern such as `/orgs/:id` as it is, anything else as `unmatched`: a URL, a query, a fragment, more than 200
 * characters, or a path with an ID where the parameter should stand. `job:<name>` stands for background work.
 */
export function checkRoutePattern(route: unknown): string {
  if (typeof route !== 'string' || route.length === 0 || route.length > MAX_ROUTE) return UNMATCHED;
  if (route === '/' || STATUS_PAGE.test(route)) return route;
  if (JOB.test(route)) return looksLikeId(route.slice('job:'.length)) ? UNMATCHED : route;
  if (!route.startsWith('/')) return UNMATCHED;
  const segments = route.slice(1).split('/');
  if (segments.at(-1) === '') segments.pop();
  return segments.every((segment) => SEGMENT.test(segment) && !looksLikeId(segment)) ? route : UNMATCHED;
}
