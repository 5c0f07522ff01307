import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { defineAdapter, delivered, type Log, type LogFields, noopLog, type OutboundEvent } from '@plumbline/core';
import { checkRoutePattern } from '@plumbline/schema/runtime';
import type { testClock } from '@plumbline/testkit';
import { createEvents, type Events } from '../../src/index.ts';
import { createIngest, type Ingest, type IngestOptions } from '../../src/ingest.ts';
import { pseudonymizer } from '../world.ts';
import type { Body } from './bodies.ts';
import { foundIn, shapesIn } from './canaries.ts';
import { catalog, ROUTES } from './catalog.ts';

const ID = /^[A-Za-z0-9_-]{8,64}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const ROUTE_NAMES: ReadonlySet<string> = new Set([...ROUTES, 'unmatched']);

/** What is wrong with a stored event. */
function faultsOf(event: OutboundEvent, now: number, hasRoutes: boolean): readonly string[] {
  const { note = '', ...closed } = event.payload;
  const { role: _, ...said } = event.payload;
  const { anonymousUserId: user, routePattern: route } = event;
  const isTime = event.occurredAt > now - 7 * 86_400_000 && event.occurredAt < now + 300_001;
  return [
    ...foundIn(JSON.stringify({ ...event, payload: closed, routePattern: '' })),
    ...shapesIn(`${JSON.stringify(note)} ${route}`),
    ...(catalog.check(event.name, said, 'web').ok ? [] : ['a payload that the catalog refuses']),
    ...(UUID.test(event.eventId) && ID.test(event.sessionId) && (user === '' || ID.test(user)) ? [] : ['an ID']),
    ...(hasRoutes && !ROUTE_NAMES.has(route) ? ['a route that is not listed'] : []),
    ...(checkRoutePattern(route) === route ? [] : ['a route that is none']),
    ...(event.schemaVersion === catalog.version && event.source === 'web' ? [] : ['version or source']),
    ...(isTime ? [] : ['a time']),
  ];
}

/** A route under test. */
export interface FuzzRig {
  readonly ingest: Ingest;
  readonly events: Events<typeof catalog>;
  /** Everything that is wrong with what was stored or logged. */
  readonly faults: ReadonlySet<string>;
  readonly stored: () => number;
  /** All that stands in quarantine. */
  readonly kept: () => string;
}

function watchedLog(faults: Set<string>): Log {
  const write = (fields: LogFields | string, message = ''): void => {
    for (const found of foundIn(`${JSON.stringify(fields)} ${message}`)) faults.add(`the log says ${found}`);
  };
  return { ...noopLog, debug: write, info: write, warn: write, error: write };
}

const FULL: Partial<IngestOptions> = {
  routes: ROUTES,
  identity: ({ headers }) => (headers.get('cookie') === null ? undefined : { id: 'u1', orgId: 'o1', role: 'admin' }),
  consent: ({ headers }) => headers.get('cookie') !== 'sid=known',
};

const read = (folder: string): string => {
  try {
    return readdirSync(folder)
      .map((name) => readFileSync(path.join(folder, name), 'utf8'))
      .join('');
  } catch {
    return '';
  }
};

/** One route: with a spool and all that it can have, or with as little as possible. */
export async function fuzzRig(folder: string, isFull: boolean, clock: ReturnType<typeof testClock>): Promise<FuzzRig> {
  const faults = new Set<string>();
  let stored = 0;
  const store = defineAdapter({
    kind: 'store',
    role: 'source',
    capabilities: { maxBatch: 1_000, idempotent: true },
    destinations: () => [],
    open: async () => ({}),
    async send(_, { events: batch }) {
      stored += batch.length;
      for (const event of batch) for (const fault of faultsOf(event, clock.now(), isFull)) faults.add(fault);
      return delivered();
    },
  })({ allow: 'catalog' });
  const log = watchedLog(faults);
  const spool = { directory: path.join(folder, 'spool') };
  const quarantine = { directory: path.join(folder, 'quarantine') };
  const events = createEvents({ catalog, adapters: [store], clock, log, pseudonymizer, ...(isFull && { spool }) });
  await events.start();
  const rate = { perSessionPerMinute: 1_000_000, totalPerMinute: 1_000_000_000 };
  const ingest = createIngest({ catalog, events, clock, log, rate, ...(isFull && { ...FULL, quarantine }) });
  return { ingest, events, faults, stored: () => stored, kept: () => read(quarantine.directory) };
}

const STATUSES: ReadonlySet<number> = new Set([202, 400, 403, 413, 415]);

/** What an answer says of a batch that was taken. */
export interface Taken {
  readonly accepted: number;
  readonly rejected: readonly { readonly i: number; readonly reason: string }[];
}

/** Sends one body; what the answer says of its events. Anything else than an answer of the list throws. */
export async function sendBody({ ingest }: FuzzRig, { bytes, headers }: Body): Promise<Taken> {
  const answer = await ingest(new Request('http://app.test/_t', { method: 'POST', body: bytes, headers }));
  const text = await answer.text();
  if (!STATUSES.has(answer.status)) throw new Error(`status ${answer.status}`);
  if (foundIn(text).length > 0) throw new Error('the answer says what was sent');
  if (answer.status !== 202) return { accepted: 0, rejected: [] };
  const { events } = JSON.parse(bytes.toString()) as { readonly events: readonly unknown[] };
  const taken = JSON.parse(text) as Taken;
  if (taken.accepted + taken.rejected.length !== events.length) throw new Error('accepted and rejected are not all');
  return taken;
}
