import { randomUUID } from 'node:crypto';
import { kafka, type KafkaOptions } from '@plumbline/adapter-kafka';
import type { Allowlist } from '@plumbline/core';
import { hashFor } from '@plumbline/core/context';
import {
  type AdapterSubject,
  type DestinationFault,
  type EgressSubject,
  type ErasureSubject,
  makeBatch,
  makeEvent,
  type WireRequest,
} from '@plumbline/testkit';
import { type SchemaRegistry, startSchemaRegistry } from '@plumbline/testkit/servers';
import { configure, createTopic, deleteTopic, readTopic, type StoredRecord } from './topics.ts';
import type { World } from './world.ts';

/** Schemas as `emitJsonSchema` of `@plumbline/schema` writes them. */
export const schemas: NonNullable<KafkaOptions['registry']>['schemas'] = {
  $defs: Object.fromEntries(
    ['page_viewed', 'item_created'].map((name) => [
      name,
      {
        title: name,
        description: 'What happened.',
        type: 'object',
        properties: {
          feature: { type: 'string', 'x-privacy-class': 'category' },
          surface: { type: 'string' },
          round: { type: 'integer', minimum: 0 },
          tags: { type: 'array', items: { type: 'string' } },
        },
        required: ['feature'],
      },
    ]),
  ),
};

interface Value {
  readonly event_id: string;
  readonly anonymous_user_id: string;
}

const jsonOf = ({ value }: StoredRecord): string => (value?.[0] === 0 ? value.subarray(5) : value)?.toString() ?? '';

/** What a consumer holds that knows events by their ID and carries orders to forget out, as the sink does. */
function consumed(records: readonly StoredRecord[]): readonly Value[] {
  const held = new Map<string, Value & { readonly key: string }>();
  for (const record of records) {
    if (record.value === undefined) {
      for (const [id, { key }] of held) if (key === record.key) held.delete(id);
      continue;
    }
    const value = JSON.parse(jsonOf(record)) as Value;
    held.set(value.event_id, { ...value, key: record.key });
  }
  return [...held.values()];
}

const wireOf = (topic: string, record: StoredRecord): WireRequest => ({
  method: 'PRODUCE',
  path: `/${topic}`,
  headers: Object.fromEntries(record.headers.map((header) => header.split('=') as [string, string])),
  body: JSON.stringify({
    key: record.key,
    timestamp: 0,
    ...(record.value && { value: JSON.parse(jsonOf(record)) as unknown }),
  }),
});

/** A schema is one fact: what stands in it has a test of its own. */
const published = ({ requests }: SchemaRegistry): readonly WireRequest[] =>
  requests.map((request) => ({
    ...request,
    body: JSON.stringify({ ...(JSON.parse(request.body) as object), schema: 'x' }),
  }));

/** A topic of its own on the broker, and the adapter on it through the proxy. */
export async function startSubject(
  world: World,
  dlqTopic?: string,
): Promise<AdapterSubject & EgressSubject & ErasureSubject> {
  const { broker, brokers, proxy } = world;
  const registry = await startSchemaRegistry();
  const topic = `events-${randomUUID()}`;
  const all = async (): Promise<readonly StoredRecord[]> => readTopic(broker.direct, topic);
  let deleted = false;
  const set = (name: string, value: string): Promise<void> => configure(broker.direct, topic, { [name]: value });
  const heal = async (): Promise<void> => {
    await proxy.set('pass');
    if (deleted) await createTopic(broker.direct, topic);
    deleted = false;
    await configure(broker.direct, topic, {
      'max.message.bytes': '1048588',
      'message.timestamp.before.max.ms': '9223372036854775807',
    });
  };
  const faults: Record<Exclude<DestinationFault, 'partial'>, () => Promise<void>> = {
    none: () => Promise.resolve(),
    down: () => proxy.set('refuse'),
    // What a broker does at its limit of connections.
    busy: () => proxy.set('reset'),
    throttled: () => proxy.set('reset'),
    async error() {
      await deleteTopic(broker.direct, topic);
      deleted = true;
    },
    too_large: () => set('max.message.bytes', '100'),
    refuse: () => set('message.timestamp.before.max.ms', '0'),
    cut: () => proxy.set({ kind: 'reset-after', bytes: 40 }),
    lost_reply: () => proxy.set('lose-reply'),
    half_close: () => proxy.set('half-close'),
    hang: () => proxy.set('hang'),
    drip: () => proxy.set({ kind: 'drip', bytesPerSecond: 10 }),
  };
  await createTopic(broker.direct, topic);
  return {
    create: (options) =>
      kafka({ ...options, brokers, topic, registry: { url: registry.url, schemas }, ...(dlqTopic && { dlqTopic }) }),
    received: async () => [
      ...registry.requests.map(({ path, headers, body }) => path + JSON.stringify(headers) + body),
      ...(await all()).map((record) => `${record.key} ${record.headers.join(' ')} ${jsonOf(record)}`),
    ],
    requests: async () => [...published(registry), ...(await all()).map((record) => wireOf(topic, record))],
    storedIds: async () => (deleted ? [] : consumed(await all()).map(({ event_id: id }) => id)),
    countOf: async (id) =>
      consumed(await all()).filter(({ anonymous_user_id: user }) => user === hashFor('kafka', id)).length,
    async fail(how) {
      if (how === 'partial') throw new Error('a broker takes all records of a partition or none');
      await heal();
      await faults[how]();
    },
    async stop() {
      await heal();
      await registry.close();
      if (registry.faults.length > 0) throw new Error(JSON.stringify(registry.faults));
      await deleteTopic(broker.direct, topic);
    },
  };
}

const DAY = 86_400_000;

/** The same with a topic for refused events, and one event that is refused, so that a run shows all that is declared. */
export async function startRefusingSubject(world: World, allow: Allowlist): Promise<EgressSubject> {
  const dlqTopic = `refused-${randomUUID()}`;
  await createTopic(world.broker.direct, dlqTopic);
  const subject = await startSubject(world, dlqTopic);
  return {
    ...subject,
    async requests() {
      const before = await subject.requests();
      await subject.fail('refuse');
      const adapter = subject.create({ allow, sendTimeoutMs: 5_000 });
      await adapter.send(makeBatch([makeEvent({ occurredAt: Date.now() - DAY })]));
      await adapter.close();
      await subject.fail('none');
      return [...before, ...(await readTopic(world.broker.direct, dlqTopic)).map((record) => wireOf(dlqTopic, record))];
    },
  };
}
