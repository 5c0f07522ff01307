import { createIdMaker, type DropReason, type FieldValue, type OutboundEvent } from '@plumbline/core';
import type { Actor, ActorInput, RequestContext } from '@plumbline/core/context';
import type { CheckResult, EventSource } from '@plumbline/schema';
import { hasLongNumber } from '@plumbline/schema/runtime';
import type { EntranceCounter } from './count.ts';
import { createFillDimensions } from './dimensions.ts';
import type { AcceptResult, IncomingEvent } from './events.ts';
import { fillPlace } from './fill-place.ts';
import type { EventsOptions } from './options.ts';
import { createRouteMemo } from './route-memo.ts';

export interface EntranceOptions {
  readonly options: EventsOptions;
  readonly now: () => number;
  readonly counter: EntranceCounter;
  /** Why nothing can be taken now; undefined when open. */
  readonly barred: () => DropReason | undefined;
  /** Takes one event; the reason when there is no room. */
  readonly push: (event: OutboundEvent, ours: boolean) => DropReason | undefined;
  /** Told what is wrong with an event of the catalog or with an unknown one, and whether it is this process's own. */
  readonly onFault: (name: string, reason: DropReason, faults: readonly string[], ours: boolean) => void;
  /** Shows what would be sent. */
  readonly onValid: ((event: OutboundEvent) => void) | undefined;
}

/** Validation, consent and stamping: everything between a call and the queue. */
export interface Entrance {
  capture(name: string, fields: unknown, source: EventSource, context: RequestContext | undefined): void;
  accept(event: IncomingEvent, context: RequestContext | undefined): AcceptResult;
}

// A session ID may come from a header: only what a random ID looks like is kept.
const SESSION = /^[A-Za-z0-9_-]{8,64}$/;

/**
 * The session where it is one, else nothing; undefined where it looks like a personal number, which ingest refuses, too. All
 * events of a request say the same.
 */
function createSessionCheck(): (session: string | undefined) => string | undefined {
  let last: string | undefined;
  let checked: string | undefined = '';
  return (session) => {
    if (session === last) return checked;
    last = session;
    checked = session !== undefined && SESSION.test(session) ? session : '';
    if (hasLongNumber(checked)) checked = undefined;
    return checked;
  };
}

const PERSONAL_SESSION = ['the session ID of the request looks like a personal number'];

const OK: AcceptResult = { ok: true };

const isHashed = (actor: Actor | ActorInput): actor is Actor => 'hash' in actor && 'orgHash' in actor;

/** Makes the entrance of one client. */
export function createEntrance({ options, now, counter, barred, push, onFault, onValid }: EntranceOptions): Entrance {
  const { catalog, consent, usage, pseudonymizer, debug = false } = options;
  const fill = createFillDimensions(catalog.dimensions);
  const routeOf = createRouteMemo();
  const sessionOf = createSessionCheck();
  let time = 0;
  // The ID carries the same millisecond as the event, from one reading of the clock.
  const makeId = createIdMaker(() => time);

  const refuse = (reason: DropReason): AcceptResult => {
    counter.refuse(reason, 1);
    return { ok: false, reason };
  };
  const isAnalytics = (name: string): boolean => catalog.events[name]?.consent === 'analytics';
  const consented = (name: string, context: RequestContext | undefined): boolean => {
    if (consent === undefined || !isAnalytics(name)) return true;
    try {
      // The type asks for a boolean; the promise of an async function would be a yes to everything.
      const answer: unknown = consent(context);
      return answer === true;
    } catch {
      return false;
    }
  };
  const note = (name: string): void => {
    try {
      usage?.(name);
    } catch {
      // Counting usage is another layer: its failure costs no event.
    }
  };
  /** The same with what the request says of feature and surface; only where the call alone does not do, so that it costs nothing else. */
  const again = (
    name: string,
    fields: unknown,
    source: EventSource,
    context: RequestContext | undefined,
  ): CheckResult | undefined => {
    const filled = fillPlace(catalog.events[name], fields, context);
    return filled && catalog.check(name, filled, source);
  };
  /** The payload when the event may go on; else the reason, counted. */
  const admit = (
    name: string,
    fields: unknown,
    source: EventSource,
    context: RequestContext | undefined,
    ours: boolean,
    mayRecord = true,
  ): Record<string, FieldValue> | DropReason => {
    let checked = catalog.check(name, fields, source);
    if (!checked.ok && ours) checked = again(name, fields, source, context) ?? checked;
    if (!checked.ok) {
      onFault(name, checked.reason, checked.faults, ours);
      return checked.reason;
    }
    note(name);
    if ((mayRecord || !isAnalytics(name)) && consented(name, context)) return checked.payload;
    if (debug) onFault(name, 'consent', ['the `consent` option did not allow it'], ours);
    return 'consent';
  };
  const finish = (event: OutboundEvent, ours: boolean): AcceptResult => {
    onValid?.(event);
    const reason = barred() ?? push(event, ours);
    if (reason !== undefined) return refuse(reason);
    counter.accept(event.source);
    return OK;
  };
  const identityOf = (actor: Actor | ActorInput | undefined): { readonly hash: string; readonly orgHash: string } => {
    if (actor === undefined) return { hash: '', orgHash: '' };
    if (isHashed(actor)) return actor;
    return {
      hash: pseudonymizer?.user(actor.id, actor.orgId) ?? '',
      orgHash: actor.orgId === undefined ? '' : (pseudonymizer?.org(actor.orgId) ?? ''),
    };
  };
  return {
    capture(name, fields, source, context) {
      const payload = admit(name, fields, source, context, true);
      if (typeof payload === 'string') {
        refuse(payload);
        return;
      }
      const sessionId = sessionOf(context?.sessionId);
      if (sessionId === undefined) {
        onFault(name, 'pii_shape', PERSONAL_SESSION, true);
        refuse('pii_shape');
        return;
      }
      const actor = context?.actor;
      fill(payload, actor);
      time = now();
      finish(
        {
          eventId: makeId(),
          name,
          schemaVersion: catalog.version,
          occurredAt: time,
          ingestedAt: time,
          source,
          sessionId,
          anonymousUserId: actor?.hash ?? '',
          orgIdHash: actor?.orgHash ?? '',
          routePattern: routeOf(context?.routePattern),
          payload,
        },
        true,
      );
    },
    accept(event, context) {
      const payload = admit(event.name, event.payload, event.source, context, false, event.hasConsented);
      if (typeof payload === 'string') return refuse(payload);
      const { eventId, source, sessionId, occurredAt, actor } = event;
      fill(payload, actor);
      const { hash, orgHash } = identityOf(actor);
      return finish(
        {
          eventId,
          name: event.name,
          schemaVersion: catalog.version,
          occurredAt,
          ingestedAt: now(),
          source,
          sessionId,
          anonymousUserId: hash === '' ? event.anonymousUserId : hash,
          orgIdHash: orgHash,
          routePattern: routeOf(event.routePattern),
          payload,
        },
        false,
      );
    },
  };
}
