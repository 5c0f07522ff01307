import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { inspect } from 'node:util';
import { kafka, type KafkaOptions } from '@plumbline/adapter-kafka';
import { hashFor } from '@plumbline/core/context';
import { makeBatch, makeEvent } from '@plumbline/testkit';
import { startSchemaRegistry } from '@plumbline/testkit/servers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CREDENTIALS } from '../src/broker-settings.ts';
import { schemas } from '../src/subject.ts';
import { configure, createTopic, readTopic, type StoredRecord } from '../src/topics.ts';
import { sleep } from '../src/until.ts';
import { startWorld, type World } from '../src/world.ts';

const allow = { page_viewed: ['feature'] };
const DAY = 86_400_000;

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

let made = 0;

/** A topic of its own, and options that reach it. */
async function fresh(configs: Record<string, string> = {}, partitions = 4): Promise<KafkaOptions> {
  made += 1;
  const topic = `adapter-${made}`;
  await createTopic(world.broker.direct, topic, configs, partitions);
  return { allow, topic, brokers: world.brokers, sendTimeoutMs: 5_000 };
}

const read = (topic: string): Promise<readonly StoredRecord[]> => readTopic(world.broker.direct, topic);

const valueOf = ({ value }: StoredRecord): Record<string, unknown> =>
  JSON.parse(String(value)) as Record<string, unknown>;

const user = (index: number): string => String(index).padStart(32, 'a');

it.each(['compact', 'compact,delete'])('refuses a topic with cleanup.policy=%s at the start', async (policy) => {
  await using adapter = kafka(await fresh({ 'cleanup.policy': policy }));
  await expect(adapter.open()).rejects.toThrow(
    expect.objectContaining({ code: 'PLB_ADAPTER_OPTION', message: expect.stringMatching(/compacted/) }),
  );
});

it('says which topic is not there', async () => {
  await using adapter = kafka({ allow, topic: 'nowhere', brokers: world.brokers });
  await expect(adapter.open()).rejects.toThrow(/PLB_KAFKA_TOPIC.*nowhere/);
});

it('refuses a schema at the start that readers of the old one could not read, and sends nothing', async () => {
  await using registry = await startSchemaRegistry();
  const options = await fresh();
  await using first = kafka({ ...options, registry: { url: registry.url, schemas } });
  expect((await first.send(makeBatch(2))).kind).toBe('delivered');
  const [{ id } = { id: 0 }] = registry.schemas;
  const [record] = await read(options.topic);
  expect([...(record?.value?.subarray(0, 5) ?? [])]).toEqual([0, 0, 0, 0, id]);
  const narrower = {
    $defs: { page_viewed: { ...schemas.$defs['page_viewed'], properties: { feature: { type: 'integer' } } } },
  };
  await using second = kafka({ ...options, registry: { url: registry.url, schemas: narrower } });
  await expect(second.open()).rejects.toThrow(/PLB_REGISTRY.*409.*page_viewed/);
  expect((await second.send(makeBatch(1))).kind).toBe('retry');
  expect(await read(options.topic)).toHaveLength(2);
});

it.each(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const)(
  'signs in by %s, and says so where it may not',
  async (mechanism) => {
    const { topic } = await fresh();
    const brokers = [world.broker.signedIn];
    await using adapter = kafka({ allow, topic, brokers, sasl: { mechanism, ...CREDENTIALS } });
    expect((await adapter.send(makeBatch(2))).kind).toBe('delivered');
    expect(await read(topic)).toHaveLength(2);
    const password = ['another', 'word'].join('-');
    await using wrong = kafka({ allow, topic, brokers, sasl: { mechanism, username: CREDENTIALS.username, password } });
    const refused = await wrong.send(makeBatch(1));
    expect(refused.kind).toBe('retry');
    expect(inspect(refused, { depth: 12, showHidden: true })).not.toContain(password);
    await using nobody = kafka({ allow, topic, brokers, sendTimeoutMs: 2_000 });
    expect(['retry', 'unknown']).toContain((await nobody.send(makeBatch(1))).kind);
    expect(await read(topic)).toHaveLength(2);
  },
);

it('encrypts, and sends nothing to a broker that it cannot trust', async () => {
  const { topic } = await fresh();
  const { at, certificate } = world.broker.encrypted;
  const options = { allow, topic, brokers: [at], tls: true, sendTimeoutMs: 5_000, party: 'third-party' } as const;
  await using stranger = kafka(options);
  expect((await stranger.send(makeBatch(1))).kind).toBe('retry');
  const trusted = getCACertificates('default');
  setDefaultCACertificates([...trusted, certificate]);
  try {
    await using adapter = kafka(options);
    expect((await adapter.send(makeBatch(2))).kind).toBe('delivered');
  } finally {
    setDefaultCACertificates(trusted);
  }
  expect(await read(topic)).toHaveLength(2);
});

it('keeps the events of a user in one partition and in order', async () => {
  const options = await fresh();
  await using adapter = kafka(options);
  const events = Array.from({ length: 400 }, (_, index) => makeEvent({ anonymousUserId: user(index % 40) }));
  for (let at = 0; at < 400; at += 50) await adapter.send(makeBatch(events.slice(at, at + 50)));
  const records = await read(options.topic);
  expect(new Set(records.map(({ partition }) => partition)).size).toBe(4);
  for (let index = 0; index < 40; index += 1) {
    const mine = records.filter(({ key }) => key === hashFor('kafka', user(index)));
    expect(new Set(mine.map(({ partition }) => partition)).size).toBe(1);
    const sent = events.filter(({ anonymousUserId }) => anonymousUserId === user(index));
    expect(mine.map((record) => valueOf(record)['event_id'])).toEqual(sent.map(({ eventId }) => eventId));
  }
});

it('does not double on the topic what was stored and not answered, while the client itself may repeat it', async () => {
  // Longer than looking for what was stored takes, on a busy machine: only the broker's answers are lost.
  const options = { ...(await fresh()), sendTimeoutMs: 60_000 };
  await using adapter = kafka(options);
  await adapter.open();
  for (let round = 0; round < 5; round += 1) {
    const before = (await read(options.topic)).length;
    await world.proxy.set('lose-reply');
    const sending = adapter.send(makeBatch(20));
    // Stored by then: only the answer is lost.
    while ((await read(options.topic)).length < before + 20) await sleep(10);
    await world.proxy.set('pass');
    expect((await sending).kind).toBe('delivered');
  }
  expect(await read(options.topic)).toHaveLength(100);
});

it('asks for the events of a partition again that did not take them, and for no others', async () => {
  const options = await fresh({ 'max.message.bytes': '2500' });
  await using adapter = kafka(options);
  const many = Array.from({ length: 20 }, () => makeEvent({ anonymousUserId: user(1) }));
  const others = [2, 3, 4, 5, 6, 7].map((index) => makeEvent({ anonymousUserId: user(index) }));
  const outcome = await adapter.send(makeBatch([...many, ...others]));
  const stored = (await read(options.topic)).map((record) => valueOf(record)['event_id']);
  const left = [...many, ...others].map(({ eventId }) => eventId).filter((id) => !stored.includes(id));
  expect(stored.length).toBeGreaterThan(0);
  expect(left).toEqual(expect.arrayContaining(many.map(({ eventId }) => eventId)));
  expect(outcome).toMatchObject({ kind: 'partial', rejected: [] });
  expect(outcome.kind === 'partial' && outcome.retry.toSorted()).toEqual(left.toSorted());
  expect((await adapter.send(makeBatch(many))).kind).toBe('too_large');
});

it('writes down what the brokers refuse for good: key, ID and reason, and nothing else', async () => {
  const dlq = await fresh();
  const options = { ...(await fresh({ 'message.timestamp.before.max.ms': String(DAY) }, 1)), dlqTopic: dlq.topic };
  await using adapter = kafka(options);
  const old = makeEvent({ occurredAt: Date.now() - 2 * DAY, anonymousUserId: user(1), payload: { feature: 'canary' } });
  const young = [makeEvent(), makeEvent()];
  const outcome = await adapter.send(makeBatch([...young, old]));
  expect(outcome).toMatchObject({ kind: 'partial', rejected: [old.eventId] });
  expect(outcome.kind === 'partial' && outcome.retry).toEqual(young.map(({ eventId }) => eventId));
  expect(await read(options.topic)).toEqual([]);
  await configure(world.broker.direct, options.topic, { 'max.message.bytes': '200' });
  const large = makeEvent({ payload: { feature: 'canary' } });
  expect((await adapter.send(makeBatch([large]))).kind).toBe('too_large');
  const lines = await read(dlq.topic);
  expect(new Map(lines.map((record) => [record.key, valueOf(record)]))).toEqual(
    new Map([
      [hashFor('kafka', user(1)), { event_id: old.eventId, reason: 'INVALID_TIMESTAMP' }],
      [hashFor('kafka', large.anonymousUserId), { event_id: large.eventId, reason: 'MESSAGE_TOO_LARGE' }],
    ]),
  );
  expect(lines).toHaveLength(2);
  expect(lines.flatMap(({ headers }) => headers)).toEqual([]);
});

it('gives nothing up before that is written down', async () => {
  const options = { ...(await fresh({ 'message.timestamp.before.max.ms': String(DAY) })), dlqTopic: 'not-there' };
  await using adapter = kafka(options);
  const old = makeEvent({ occurredAt: Date.now() - 2 * DAY });
  expect((await adapter.send(makeBatch([old]))).kind).toBe('retry');
  await createTopic(world.broker.direct, 'not-there');
  expect((await adapter.send(makeBatch([old]))).kind).toBe('rejected');
  expect(await read('not-there')).toHaveLength(1);
});

it('orders to forget somebody behind their events, in every partition that has them, and says until when they stay', async () => {
  const dlq = await fresh();
  const options = { ...(await fresh({ 'retention.ms': String(30 * DAY) })), dlqTopic: dlq.topic };
  await using adapter = kafka(options);
  await adapter.send(makeBatch([1, 2, 1].map((index) => makeEvent({ anonymousUserId: user(index) }))));
  const now = Date.now();
  const outcome = await adapter.erase({ id: 'e', anonymousUserIds: [user(1), user(1)], requestedAt: now });
  expect(outcome.kind === 'queued' && Math.round(((outcome.until ?? 0) - now) / DAY)).toBe(30);
  const mine = (await read(options.topic)).filter(({ key }) => key === hashFor('kafka', user(1)));
  expect(mine.map(({ value }) => value === undefined)).toEqual([false, false, true]);
  expect(await read(dlq.topic)).toMatchObject([{ key: hashFor('kafka', user(1)), value: undefined }]);
});

it('reads a time range back: each event once, and nobody who was to be forgotten', async () => {
  const options = await fresh();
  await using adapter = kafka(options);
  const now = Date.now();
  const at = (minutes: number, index: number) =>
    makeEvent({ occurredAt: now - minutes * 60_000, anonymousUserId: user(index) });
  const inside = [at(30, 1), at(25, 2), at(20, 3)];
  const gone = at(28, 4);
  await adapter.send(makeBatch([at(50, 1), ...inside, gone, at(10, 2)]));
  await adapter.send(makeBatch([...inside, at(5, 1)]));
  await adapter.erase({ id: 'e', anonymousUserIds: [user(4)], requestedAt: now });
  const back = at(26, 4);
  await adapter.send(makeBatch([back]));
  const found: string[] = [];
  const range = { from: now - 40 * 60_000, to: now - 15 * 60_000 };
  for await (const page of adapter.read?.(range) ?? []) found.push(...page.map(({ eventId }) => eventId));
  expect(found.toSorted()).toEqual([...inside, back].map(({ eventId }) => eventId).toSorted());
  for await (const page of adapter.read?.({ from: now + DAY, to: now + 2 * DAY }) ?? []) expect(page).toEqual([]);
});
