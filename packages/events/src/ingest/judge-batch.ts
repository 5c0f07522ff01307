import { type Clock, type Log, type Meter } from '@plumbline/core';
import { createQuarantine } from '../quarantine/keep.ts';
import { acceptBatch } from './accept-batch.ts';
import { type Answer, batchAnswer, refusal } from './answer.ts';
import type { IngestRequest } from './check-request.ts';
import type { IngestOptions } from './options.ts';
import { createRateLimit } from './rate-limit.ts';
import { createRecentIds } from './recent-ids.ts';
import { createEnvelopeLog, createUpcasterLog } from './refusal-log.ts';
import { createSenderCheck } from './sender.ts';

/** Judges what a body says: its form, its size in events, its rate, then each event. */
export type BatchJudge = (request: IngestRequest, value: unknown) => Promise<Answer>;

/** Time, log and meter, with their defaults. */
export interface Surroundings {
  readonly clock: Clock;
  readonly log: Log;
  readonly meter: Meter;
}

/** IDs remembered to count repeats once: with 50 in a batch, the last 200 batches. The store drops later ones. */
const RECENT_IDS = 10_000;

/** What a busy page sends in a minute: ten events a second. */
const PER_SESSION = 600;
/** Half of what one core takes. */
const TOTAL = 600_000;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The session that a batch counts against; senders that hide theirs share one budget. */
const sessionOf = ([first]: readonly unknown[]): string => {
  const session = isObject(first) ? first['session_id'] : undefined;
  return typeof session === 'string' && session.length <= 64 ? session : '';
};

/** The events of a batch; undefined where a body is none. */
const eventsOf = (value: unknown): readonly unknown[] | undefined => {
  const batch = isObject(value) && (value['v'] === undefined || value['v'] === 1) ? value['events'] : undefined;
  return Array.isArray(batch) && batch.length > 0 ? batch : undefined;
};

/** Makes the judge of one route. */
export function createBatchJudge(options: IngestOptions, surroundings: Surroundings): BatchJudge {
  const { catalog, events, maxEvents = 50 } = options;
  const { clock, log } = surroundings;
  const { perSessionPerMinute = PER_SESSION, totalPerMinute = TOTAL } = options.rate ?? {};
  const rate = createRateLimit({ perSessionPerMinute, totalPerMinute }, clock);
  const { actorOf, sinceOf, hasConsented } = createSenderCheck({
    identity: options.identity,
    signedInAt: options.signedInAt,
    consent: options.consent,
    log,
    clock,
  });
  const routes = options.routes && new Set(options.routes);
  const onUpcasterFault = createUpcasterLog(log, clock);
  const onUnread = createEnvelopeLog(log, clock, [
    catalog.version,
    ...(catalog.previous ? [catalog.previous.version] : []),
  ]);
  const quarantine = options.quarantine && createQuarantine(options.quarantine, surroundings);
  const recent = createRecentIds(RECENT_IDS);
  const limited = (seconds: number, count: number): Answer => {
    events.refuse('rate_limited', count);
    return refusal('rate_limited', { 'retry-after': `${seconds}` });
  };
  return async (request, value) => {
    const items = eventsOf(value);
    if (items === undefined) return refusal('malformed');
    if (items.length > maxEvents) {
      events.refuse('oversized', items.length);
      return refusal('too_large');
    }
    // Before anybody is asked who it is: a flood must not reach the store of sessions.
    const wait = rate.takeSession(sessionOf(items), items.length);
    if (wait > 0) return limited(wait, items.length);
    const actor = await actorOf(request);
    const waitForAll = rate.takeShare(actor !== undefined, items.length);
    if (waitForAll > 0) return limited(waitForAll, items.length);
    const since = await sinceOf(request, actor);
    const sender = { actor, since, hasConsented: await hasConsented(request, actor) };
    const now = clock.now();
    return batchAnswer(
      await acceptBatch(items, { catalog, events, recent, now, sender, routes, onUpcasterFault, onUnread, quarantine }),
      now,
    );
  };
}
