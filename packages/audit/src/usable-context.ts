import type { Actor, RequestContext } from '@plumbline/core/context';
import { isId } from './check-input.ts';

const MAX_TEXT = 200;
const TRACE_ID = /^[0-9a-f]{32}$/;

/** Text that fits a record; what stores cannot print is escaped in the body and replaced in the columns. */
const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= MAX_TEXT;
const isOpaque = (value: unknown): value is string => isText(value) && !value.includes('@');
const isTraceId = (value: unknown): value is string => typeof value === 'string' && TRACE_ID.test(value);

const isKind = (value: unknown): value is RequestContext['kind'] => value === 'request' || value === 'job';
const isType = (value: unknown): value is Actor['type'] => value === 'user' || value === 'service';

/** Parts of the context that a refusal may have to leave out. */
export const OMITTABLE = [
  'actor',
  'feature',
  'impersonator',
  'org',
  'request',
  'role',
  'route',
  'surface',
  'trace',
] as const;

export interface UsableContext {
  readonly context: RequestContext | undefined;
  /** What was there and cannot be kept, sorted. */
  readonly omitted: readonly (typeof OMITTABLE)[number][];
}

type Part = (typeof OMITTABLE)[number];
type Take = <T extends string>(name: Part, fits: (value: unknown) => value is T, get: () => unknown) => T | undefined;

/** Reads what fits and notes what does not. */
function taker(omitted: Set<Part>): Take {
  return (name, fits, get) => {
    try {
      const value = get();
      if (value === undefined || value === '') return undefined;
      if (fits(value)) return value;
    } catch {
      // A getter that throws is as unusable as a wrong value.
    }
    omitted.add(name);
    return undefined;
  };
}

function usableActor(given: RequestContext, take: Take): Actor | undefined {
  const id = take('actor', isOpaque, () => given.actor?.id);
  const orgId = take('org', isId, () => given.actor?.orgId);
  const impersonatorId = take('impersonator', isId, () => given.actor?.impersonatorId);
  const role = take('role', isText, () => given.actor?.role);
  if (id === undefined) return undefined;
  return {
    id,
    type: take('actor', isType, () => given.actor?.type) ?? 'user',
    hash: '',
    orgHash: '',
    ...(orgId !== undefined && { orgId }),
    ...(impersonatorId !== undefined && { impersonatorId }),
    ...(role !== undefined && { role }),
  };
}

/**
 * The request context without the parts that no record can hold. It is for the record of a refusal, which must not fail
 * for the reason that the refused record failed for. It never throws.
 */
export function usableContext(read: () => RequestContext | undefined): UsableContext {
  let given: RequestContext | undefined;
  try {
    given = read();
  } catch {
    return { context: undefined, omitted: ['request'] };
  }
  if (!given) return { context: undefined, omitted: [] };
  const scope = given;
  const omitted = new Set<Part>();
  const take = taker(omitted);
  const context = {
    kind: take('request', isKind, () => scope.kind),
    requestId: take('request', isText, () => scope.requestId),
    traceId: take('trace', isTraceId, () => scope.traceId),
    routePattern: take('route', isText, () => scope.routePattern),
    feature: take('feature', isText, () => scope.feature),
    surface: take('surface', isText, () => scope.surface),
    actor: usableActor(scope, take),
  } as RequestContext;
  return { context, omitted: [...omitted].toSorted() };
}
