import { type RequestContext, type SpanIds, spanIdsOf } from '@plumbline/core/context';
import { partOf, type Plain } from './record.ts';

/** Everything of a context that a line shows, as it is before it is cleaned. */
interface Shown {
  readonly requestId: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly actorHash: string | undefined;
  readonly actorRole: string | undefined;
  readonly routePattern: string | undefined;
  readonly feature: string | undefined;
  readonly surface: string | undefined;
}

interface Memo extends Shown {
  /** The members that it makes. */
  readonly json: string;
}

const isSame = (memo: Memo, context: RequestContext, ids: SpanIds): boolean =>
  memo.spanId === ids.spanId &&
  memo.requestId === context.requestId &&
  memo.traceId === ids.traceId &&
  memo.routePattern === context.routePattern &&
  memo.actorHash === context.actor?.hash &&
  memo.actorRole === context.actor?.role &&
  memo.feature === context.feature &&
  memo.surface === context.surface;

/** Requests that are remembered: those that run at one time in a busy process. A power of two. */
const SLOTS = 64;

/** A place of its own for most spans that run at one time: their IDs are random in every digit. */
function slotOf(spanId: string): number {
  const { length } = spanId;
  return ((spanId.charCodeAt(length - 1) << 3) ^ spanId.charCodeAt(length - 2)) & (SLOTS - 1);
}

/** Routes, roles, features and surfaces are closed lists; more values than this are none. */
const MAX_KNOWN = 512;

/** Remembers texts that had nothing to hide, so that a name of a closed list is searched once and not in every request. */
function rememberClean(clean: (text: string) => string): (text: string) => string {
  const known = new Set<string>();
  return (text) => {
    if (known.has(text)) return text;
    const out = clean(text);
    if (out === text) {
      if (known.size >= MAX_KNOWN) known.clear();
      known.add(text);
    }
    return out;
  };
}

/**
 * Makes what the request context gives to each line, as JSON members with a comma in front of each: once for the lines of a request, and again in another span and when its
 * route, actor, feature or surface has changed. Only hashes of identities, never the IDs themselves.
 */
export function createContextPart(
  clean: (text: string) => string,
  cleanId: (id: string) => string,
): (context: RequestContext | undefined) => string {
  const cleanName = rememberClean(clean);
  // Remembered by what they say and not by the object: a weak map of contexts costs more than the work it saves.
  const memos: (Memo | undefined)[] = Array.from({ length: SLOTS });

  // A caller chooses the request ID within bounds and others may choose the names, so they are cleaned; the other IDs and
  // the hashes are made here.
  function fieldsOf({
    requestId,
    traceId,
    spanId,
    actorHash,
    actorRole,
    routePattern,
    feature,
    surface,
  }: Shown): Plain {
    const out: Plain = { request_id: cleanId(requestId), trace_id: traceId, span_id: spanId };
    if (actorHash !== undefined) out['actor_id'] = actorHash;
    if (actorRole !== undefined) out['actor_role'] = cleanName(actorRole);
    if (routePattern !== undefined) out['route_pattern'] = cleanName(routePattern);
    if (feature !== undefined) out['feature'] = cleanName(feature);
    if (surface !== undefined) out['surface'] = cleanName(surface);
    return out;
  }
  return (context) => {
    if (context === undefined) return '';
    const ids = spanIdsOf(context);
    const { traceId, spanId } = ids;
    const slot = slotOf(spanId);
    const memo = memos[slot];
    if (memo !== undefined && isSame(memo, context, ids)) return memo.json;
    const { requestId, actor, routePattern, feature, surface } = context;
    const { hash: actorHash, role: actorRole } = actor ?? {};
    const shown: Shown = { requestId, traceId, spanId, actorHash, actorRole, routePattern, feature, surface };
    const { json } = partOf(fieldsOf(shown));
    memos[slot] = { ...shown, json };
    return json;
  };
}
