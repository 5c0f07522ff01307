import type { RequestContext } from '@plumbline/core/context';
import type { AuditActor } from './action-spec.ts';
import { type Fault, isActorType } from './check-input.ts';

/** More characters than a record has bytes. */
const MAX_TEXT = 16_384;

/** What a record takes from its request, as it is. */
export type Place = Readonly<
  Partial<Record<'feature' | 'requestId' | 'routePattern' | 'surface' | 'traceId', string | undefined>>
>;

const NOWHERE: Place = {};
const ANONYMOUS: AuditActor = { id: '', type: 'anonymous' };

const isText = (value: unknown): boolean => typeof value === 'string' && value.length <= MAX_TEXT;
const isTextIfAny = (value: unknown): boolean => value === undefined || value === null || isText(value);

/**
 * The texts of a request context, each read once: a context of the application's own can hold anything, and what is no text
 * would be refused by the store after it was accepted. Their characters are not judged; they are escaped in the body.
 */
export function checkScope(scope: RequestContext | undefined): Place | Fault {
  if (!scope) return NOWHERE;
  const { feature, requestId, routePattern, surface, traceId } = scope;
  const fits =
    isTextIfAny(feature) &&
    isTextIfAny(requestId) &&
    isTextIfAny(routePattern) &&
    isTextIfAny(surface) &&
    isTextIfAny(traceId);
  if (!fits) return 'the request context holds what is no text, or one longer than a record';
  return {
    feature: feature ?? undefined,
    requestId: requestId ?? undefined,
    routePattern: routePattern ?? undefined,
    surface: surface ?? undefined,
    traceId: traceId ?? undefined,
  };
}

/** Who acts in a request or job, in canonical key order. */
export function actorOf(scope: RequestContext | undefined): AuditActor | Fault {
  const actor = scope?.actor;
  if (actor) {
    const { id, impersonatorId, role, type } = actor;
    const isNamed = isText(id) && (!impersonatorId || isText(impersonatorId)) && (!role || isText(role));
    if (!isNamed || !isActorType(type)) return 'the actor of the request context cannot be kept';
    return { id, ...(impersonatorId && { impersonator: impersonatorId }), ...(role && { role }), type };
  }
  if (scope?.kind !== 'job') return ANONYMOUS;
  const id = scope.routePattern ?? 'job';
  return isText(id) ? { id, type: 'system' } : 'the route of the request context is no text';
}
