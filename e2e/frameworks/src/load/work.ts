// What every service of the load does with a request: all layers, with pauses of several kinds between them.
import { appendFileSync } from 'node:fs';
import process from 'node:process';
import { PassThrough, type Readable } from 'node:stream';
import { defineActions } from '@plumbline/audit';
import { type AdapterOptions, defineAdapter, defineConfig, delivered } from '@plumbline/core';
import { currentContext } from '@plumbline/core/context';
import type { BaselineOf } from '@plumbline/node';
import { category, count, defineCatalog, defineEvent } from '@plumbline/schema';
import { accountOf, fails, hasJob, isAnonymous, isAudited, jobAccountOf, leaves, orgOf } from './requests.ts';

const about = {
  owner: '@team-orders',
  review: 'docs/privacy.md',
  expires: '2027-12-31',
  consent: 'essential',
} as const;
const catalog = defineCatalog({
  version: '2026-11-load-v1',
  events: {
    order_seen: defineEvent({
      ...about,
      description: 'An order was worked on.',
      purpose: 'Says whose event it is.',
      feature: 'orders',
      surfaces: ['api'],
      fields: { order: count(), place: category(['request', 'job']) },
    }),
  },
});

const actions = defineActions({
  'order.placed': {
    description: 'An order was placed.',
    owner: '@team-orders',
    class: 'data',
    level: 'metadata',
    subject: 'order',
  },
});

/** Writes each event to a file, as a destination in the same process would get it. */
const witness = defineAdapter<AdapterOptions & { readonly file: string }, string>({
  kind: 'witness',
  role: 'source',
  capabilities: { maxBatch: 1000, idempotent: true },
  destinations: () => [],
  open: ({ file }) => Promise.resolve(file),
  send: (file, { events }) => {
    appendFileSync(file, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    return Promise.resolve(delivered());
  },
});

export const config = defineConfig({
  service: { name: process.env['SERVICE_NAME'] ?? 'load', version: '1.0.0' },
  catalog,
  events: { adapters: [witness({ allow: 'catalog', file: process.env['EVENTS_FILE'] ?? '' })] },
  audit: { actions },
  trace: { sampleRatio: 1, propagateTo: ['env:NEXT_SERVICE_URL'] },
  egress: {
    propagation: { party: 'first-party' },
    collector: { party: 'first-party' },
    errors: { origin: 'env:SENTRY_DSN', party: 'first-party' },
  },
});

export type LoadBaseline = BaselineOf<typeof config>;

/** Which request this is, and who acts in it, as far as anybody has said. */
const here = (): readonly [id: string | undefined, account: string | undefined] => {
  const { requestId, actor } = currentContext() ?? {};
  return [requestId, actor?.id];
};

/** A pause of one of the kinds that let others run: a microtask, an immediate, a timer. */
const pause = (turn: number): Promise<void> =>
  turn % 3 === 0
    ? Promise.resolve()
    : new Promise((done) => void (turn % 3 === 1 ? setImmediate(done) : setTimeout(done, turn % 5)));

let waiting: (() => void)[] = [];

/** As pools of connections and batches do: one callback, in the context of whoever came first, goes on with all that wait. */
export function together(fn: () => void): void {
  if (waiting.push(fn) > 1) return;
  setImmediate(() => {
    const all = waiting;
    waiting = [];
    for (const one of all) one();
  });
}

export const pooled = (): Promise<void> => new Promise(together);

type MakeAgent = new (options: object) => object;

/** From here on calls of `fetch` wait for one another: two connections for each host, as where the next service is slow. */
async function narrowFetch(): Promise<void> {
  // Node loads its `fetch` with the first call.
  await fetch('data:,');
  for (const version of [1, 2]) {
    const symbol = Symbol.for(`undici.globalDispatcher.${version}`);
    const dispatchers = globalThis as unknown as Record<symbol, object | undefined>;
    const { constructor } = dispatchers[symbol] ?? {};
    if (constructor?.name === 'Agent') dispatchers[symbol] = new (constructor as MakeAgent)({ connections: 2 });
  }
}

let narrowed: Promise<void> | undefined;

/** Calls the next service, and one that is none of ours with the request's own ID on it, which must not arrive. */
async function callOthers(order: number): Promise<void> {
  await (narrowed ??= narrowFetch());
  const origin = new URL(process.env['NEXT_SERVICE_URL'] ?? '');
  const own = { 'x-request-id': currentContext()?.requestId ?? '' };
  const calls = [
    fetch(`${origin.origin}/ours/${order}`),
    fetch(`http://localhost:${origin.port}/theirs/${order}`, { headers: own }),
  ];
  for (const answer of await Promise.all(calls)) await answer.text();
}

async function besideJob({ events, identify, logger }: LoadBaseline, order: number): Promise<unknown> {
  const before = here();
  await pause(order + 1);
  identify({ id: jobAccountOf(order), orgId: orgOf(order), role: 'machine' });
  await pooled();
  logger.info({ order }, 'job');
  events.capture('order_seen', { order, place: 'job' });
  await pause(order + 2);
  return [before[1] ?? null, here()[1], here()[0] === before[0]];
}

/** One request: who acts is said late, by some not at all, and a job runs beside it. */
export async function work(plumbline: LoadBaseline, id: string): Promise<object> {
  const { audit, events, identify, logger, runJob } = plumbline;
  const order = Number(id);
  logger.info({ order }, 'begun');
  const before = here();
  await pause(order);
  if (!isAnonymous(order)) identify({ id: accountOf(order), orgId: orgOf(order), role: 'clerk' });
  const job = hasJob(order) ? runJob('beside', () => besideJob(plumbline, order)) : undefined;
  await pooled();
  await callOthers(order);
  events.capture('order_seen', { order, place: 'request' });
  if (isAudited(order)) audit.record('order.placed', { subject: { type: 'order', id: String(order) } });
  await pause(order + 1);
  const beside = await job;
  if (fails(order)) throw new RangeError('no such order');
  logger.info({ order }, 'done');
  return { before, after: here(), job: beside ?? null };
}

/** A body whose second part comes later; for some clients, which go away, it never comes. */
export function drip({ events, identify, logger }: LoadBaseline, id: string): Readable {
  const order = Number(id);
  const stream = new PassThrough();
  identify({ id: accountOf(order), orgId: orgOf(order), role: 'clerk' });
  stream.write('first ');
  void (async () => {
    await pooled();
    await pause(order);
    logger.info({ order }, 'part');
    events.capture('order_seen', { order, place: 'request' });
    if (!leaves(order)) stream.end(JSON.stringify(here()));
  })();
  return stream;
}
