import type { RequestContext } from '@plumbline/core/context';

/** Names that only the logger writes. A caller's field of such a name stands in `fields`. */
export const RESERVED: ReadonlySet<string> = new Set([
  'level',
  'time',
  'msg',
  'service',
  'request_id',
  'trace_id',
  'span_id',
  'actor_id',
  'actor_role',
  'route_pattern',
  'feature',
  'surface',
  'log_incomplete',
  'fields',
]);

export type Plain = Record<string, unknown>;

/** Plain, redacted fields of a caller, sorted into those that stand in the line and those that stand in `fields`. */
export interface Sorted {
  readonly own: Plain;
  readonly moved: Plain | undefined;
}

/** Moves reserved names out of the way. `__proto__` is moved as well, because the line is built by assignment. */
export function sortFields(fields: Plain): Sorted {
  const own: Plain = {};
  let moved: Plain | undefined;
  for (const key of Object.keys(fields)) {
    if (RESERVED.has(key)) {
      moved ??= {};
      moved[key] = fields[key];
    } else if (key === '__proto__') {
      moved ??= {};
      moved['proto'] = fields[key];
    } else {
      own[key] = fields[key];
    }
  }
  return { own, moved };
}

/** One over the other: the later one wins, and no name stands twice. */
export function joinSorted(under: Sorted, over: Sorted): Sorted {
  const moved = under.moved || over.moved ? { ...under.moved, ...over.moved } : undefined;
  return { own: { ...under.own, ...over.own }, moved };
}

/** What the request context gives to each line. Only hashes of identities, never the IDs themselves. */
export function contextFields(context: RequestContext | undefined, clean: (text: string) => string): Plain {
  if (context === undefined) return {};
  // A caller chooses these within bounds, so they are cleaned; IDs and hashes are made here.
  const out: Plain = { request_id: clean(context.requestId), trace_id: context.traceId, span_id: context.spanId };
  if (context.actor !== undefined) out['actor_id'] = context.actor.hash;
  if (context.actor?.role !== undefined) out['actor_role'] = clean(context.actor.role);
  if (context.routePattern !== undefined) out['route_pattern'] = clean(context.routePattern);
  if (context.feature !== undefined) out['feature'] = clean(context.feature);
  if (context.surface !== undefined) out['surface'] = clean(context.surface);
  return out;
}
