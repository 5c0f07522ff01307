import { createClient } from '@clickhouse/client';
import { clickhouse } from '@plumbline/adapter-clickhouse';
import { startEmbedded } from '@plumbline/adapter-clickhouse/embedded';
import { kafka } from '@plumbline/adapter-kafka';
import { createClickhouseSink, knownIn } from '@plumbline/adapter-kafka/consumer';
import { createPseudonymizer, createRequestContext, type RequestContext } from '@plumbline/core/context';
import { createEvents } from '@plumbline/events';
import { count, defineCatalog, defineEvent } from '@plumbline/schema';
import type { ProxyFaultName } from '@plumbline/testkit/servers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWarehouse } from '../src/stored.ts';
import { createTopic, readTopic, type StoredRecord } from '../src/topics.ts';
import { sleep, until } from '../src/until.ts';
import { startWorld, type World } from '../src/world.ts';

const TOTAL = 200_000;
const USERS = 1_000;
/** Captured every hundred milliseconds. */
const SLICE = 400;

const catalog = defineCatalog({
  version: '2026-11-telemetry-v1',
  events: {
    item_created: defineEvent({
      description: 'Something happened.',
      owner: '@team',
      purpose: 'To count what is lost.',
      consent: 'essential',
      feature: 'items',
      surfaces: ['api'],
      sources: ['api'],
      expires: '2027-12-31',
      review: 'docs/privacy.md',
      fields: { sequence: count() },
    }),
  },
});

const pseudonymizer = createPseudonymizer('k'.repeat(32));

const contexts: readonly RequestContext[] = Array.from({ length: USERS }, (_, user) =>
  createRequestContext({
    kind: 'request',
    requestId: `request-${user}`,
    traceId: '0'.repeat(32),
    spanId: '0'.repeat(16),
    routePattern: '/items/:id',
    actor: { id: `user-${user}`, type: 'user', hash: pseudonymizer.user(`user-${user}`), orgHash: '' },
  } as never),
);

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** Each in turn, until it is told to stop and all were there: a broker killed and started again, and every way to lose a connection. */
async function trouble(isOver: () => boolean): Promise<Record<string, number>> {
  const { broker, proxy } = world;
  const seen: Record<string, number> = {};
  const during = async (name: string, fault: ProxyFaultName, ms: number): Promise<void> => {
    await proxy.set(fault);
    await sleep(ms);
    await proxy.set('pass');
    seen[name] = (seen[name] ?? 0) + 1;
  };
  const kinds: readonly (() => Promise<void>)[] = [
    async () => {
      await broker.kill();
      await sleep(500);
      await broker.restart();
      seen['broker killed'] = (seen['broker killed'] ?? 0) + 1;
    },
    () => during('reset', 'reset', 300),
    () => during('lost reply', 'lose-reply', 500),
    () => during('cut amid a request', { kind: 'reset-after', bytes: 20_000 }, 700),
    () => during('hang', 'hang', 1_500),
    () => during('half close', 'half-close', 300),
    () => during('lost reply, long', 'lose-reply', 4_000),
    () => during('refused', 'refuse', 1_000),
  ];
  // However long a busy machine takes to start the broker again: each kind, and the broker killed twice.
  for (let at = 0; at <= kinds.length || !isOver(); at += 1) {
    await kinds[at % kinds.length]?.();
    await sleep(1_000);
  }
  return seen;
}

interface Read {
  readonly event_id: string;
  readonly payload: { readonly sequence: number };
}

/** How many are there, and how often an event comes before an older one of its user. */
function judge(records: readonly StoredRecord[]): { readonly events: number; readonly outOfOrder: number } {
  const seen = new Set<string>();
  const last = new Map<string, number>();
  let outOfOrder = 0;
  for (const { key, value } of records) {
    const { event_id: id, payload } = JSON.parse(String(value)) as Read;
    // A repeat is dropped by whoever reads.
    if (seen.has(id)) continue;
    seen.add(id);
    if (payload.sequence < (last.get(key) ?? -1)) outOfOrder += 1;
    last.set(key, payload.sequence);
  }
  return { events: seen.size, outOfOrder };
}

it(`loses none of ${TOTAL} events while the broker is killed and connections fail`, async () => {
  const { broker, brokers } = world;
  const topic = 'loss';
  await createTopic(broker.direct, topic);
  await using truth = await startWarehouse({ merges: true });
  await using warehouse = await startWarehouse({ merges: false });
  let context: RequestContext | undefined;
  const events = createEvents({
    catalog,
    adapters: [
      clickhouse({ embedded: { directory: truth.directory } }),
      kafka({ brokers, topic, allow: { item_created: ['sequence'] }, sendTimeoutMs: 5_000 }),
    ],
    context: () => context,
    retry: { baseMs: 100, maxMs: 2_000 },
  });
  await events.start();
  let captured = 0;
  const troubled = trouble(() => captured >= TOTAL);
  const began = Date.now();
  while (captured < TOTAL) {
    for (let index = 0; index < SLICE; index += 1) {
      context = contexts[captured % USERS];
      events.capture('item_created', { sequence: captured });
      captured += 1;
    }
    await sleep(100);
  }
  const faults = await troubled;
  await until(async () => (await events.flush({ timeoutMs: 5_000 })).pending === 0);
  const took = Date.now() - began;
  const tally = await events.shutdown();
  const records = await readTopic(broker.direct, topic);
  const { events: onTopic, outOfOrder } = judge(records);

  const server = await startEmbedded({ directory: warehouse.directory });
  const client = createClient(server.clientOptions());
  const sink = createClickhouseSink({
    brokers,
    topic,
    groupId: 'loss',
    into: clickhouse({ embedded: { directory: warehouse.directory } }),
    known: knownIn(client),
  });
  const drainedFrom = Date.now();
  await sink.start();
  await until(() => sink.read().read >= records.length);
  const drained = Date.now() - drainedFrom;
  const stored = await warehouse.count();
  await sink.close();
  await client.close();
  await server.release();
  const found = {
    captured,
    tally,
    onTopic,
    lost: captured - onTopic,
    doubledOnTopic: records.length - onTopic,
    outOfOrder,
  };
  process.stdout.write(`${JSON.stringify({ faults, took, ...found, stored, drained, sink: sink.read() })}\n`);
  expect(Object.values(faults).reduce((sum, each) => sum + each, 0)).toBeGreaterThan(8);
  expect(found).toMatchObject({ lost: 0, outOfOrder: 0 });
  expect((await truth.count()).final).toBe(TOTAL);
  expect(stored).toEqual({ events: TOTAL, raw: TOTAL, final: TOTAL });
}, 1_500_000);
