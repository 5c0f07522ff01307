/** What stands for a page that has no pattern. */
export const UNMATCHED = 'unmatched';

/** The part of the client that a router tells. */
export interface PageSink {
  pageViewed(pattern?: string): void;
}

/** Takes out what stands in round brackets: groups of folders, and the expressions of parameters. */
function withoutGroups(route: string): string {
  let depth = 0;
  let out = '';
  for (let at = 0; at < route.length; at += 1) {
    const sign = route.charAt(at);
    if (sign === '\\') at += 1;
    else if (sign === '(') depth += 1;
    else if (sign === ')') depth -= 1;
    else if (depth === 0) out += sign;
  }
  return depth === 0 ? out : UNMATCHED;
}

const named = (name: string, sign: string): string => `:${name.replaceAll(/\W/g, '_')}${sign}`;

/** One segment of a route file or a route table; undefined for what is no part of the path. */
export function toSegment(segment: string): string | undefined {
  if (segment === '' || segment.startsWith('@')) return undefined;
  if (segment === '*' || segment === '$') return '*';
  const colon = /^:([\w-]+)([?*+]?)$/.exec(segment);
  if (colon) return named(colon[1] ?? '', colon[2] ?? '');
  const optional = /^\[\[(\.{3})?([\w-]+)(?:=\w+)?\]\]$/.exec(segment);
  if (optional) return named(optional[2] ?? '', optional[1] ? '*' : '?');
  const rest = /^\[\.{3}([\w-]+)(?:=\w+)?\]$/.exec(segment);
  if (rest) return named(rest[1] ?? '', '*');
  // A parameter with something around it is the parameter: its value could stand in the rest.
  const inner =
    /[[{]([\w-]+)(?:=\w+)?[\]}]/.exec(segment) ?? /^[$*]([\w-]+)$/.exec(segment) ?? /:([\w-]+)/.exec(segment);
  if (inner) return named(inner[1] ?? '', segment.startsWith('*') ? '*' : '');
  return segment.replace(/\?$/, '');
}

/**
 * A route as a router declares it (`/orgs/[id]`, `/orgs/{id}`, `/orgs/$id`, `/orgs/:id(\\d+)`), as the one form of pattern:
 * `/orgs/:id`. It is for routes that were declared, never for a path: nothing tells an ID from a name there.
 */
export function toPattern(route: string | null | undefined): string {
  if (!route?.startsWith('/')) return UNMATCHED;
  const plain = withoutGroups(route);
  if (!plain.startsWith('/')) return UNMATCHED;
  const segments = plain.split('/').map(toSegment);
  return `/${segments.filter((segment) => segment !== undefined).join('/')}`;
}
