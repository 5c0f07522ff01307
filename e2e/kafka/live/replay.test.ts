import { kafka } from '@plumbline/adapter-kafka';
import { hashFor } from '@plumbline/core/context';
import { makeBatch, makeEvent } from '@plumbline/testkit';
import { startPosthogServer } from '@plumbline/testkit/servers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeApplication } from '../src/application.ts';
import { createTopic } from '../src/topics.ts';
import { startWorld, type World } from '../src/world.ts';

const HOUR = 3_600_000;
const FROM = Math.floor(Date.now() / HOUR) * HOUR - 2 * HOUR;

const [ann, bob] = ['a'.repeat(32), 'b'.repeat(32)];

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

it('replays one hour of a topic into PostHog: its locked fields, nobody who was to be forgotten, and twice is once', async () => {
  const topic = 'replayed';
  await createTopic(world.broker.direct, topic);
  await using server = await startPosthogServer();
  const brokers = JSON.stringify(world.brokers);
  const gate = (name: string): string => `${name}: { owner: '@privacy', review: 'DPR-1', expires: '2027-12-31' }`;
  using application = writeApplication({
    adapters: `clickhouse({ embedded: { directory: 'store' } }),
      kafka({ brokers: ${brokers}, topic: '${topic}', allow: { page_viewed: ['kind', 'round'], item_created: ['round'] } }),
      posthog.fromEnv({ host: '${server.url}', allow: { page_viewed: ['kind'] } })`,
    gates: ['clickhouse', 'kafka', 'posthog'].map((name) => gate(name)).join(', '),
  });
  const events = Array.from({ length: 300 }, (_, index) =>
    makeEvent({
      name: index % 3 === 0 ? 'item_created' : 'page_viewed',
      occurredAt: FROM - HOUR + index * (HOUR / 100),
      anonymousUserId: index % 10 === 0 ? ann : bob,
      payload: { feature: 'reports', surface: 'page', round: index, ...(index % 3 > 0 && { kind: 'list' }) },
    }),
  );
  await using adapter = kafka({
    brokers: world.brokers,
    topic,
    allow: { page_viewed: ['kind', 'round'], item_created: ['round'] },
  });
  await adapter.send(makeBatch(events));
  await adapter.send(makeBatch(events.slice(100, 150)));
  await adapter.erase({ id: 'e', anonymousUserIds: [ann], requestedAt: Date.now() });

  const env = { POSTHOG_API_KEY: ['phc', 'testkit'].join('_') };
  expect((await application.plumbline(['egress'], env)).code).toBe(0);
  const at = (ms: number): string => new Date(ms).toISOString();
  const range = ['--from', at(FROM), '--to', at(FROM + HOUR), '--source', 'kafka', '--into', 'posthog', '--json'];
  const within = events.filter(
    ({ occurredAt, anonymousUserId }) => occurredAt >= FROM && occurredAt < FROM + HOUR && anonymousUserId === bob,
  );
  const expected = new Set(within.filter(({ name }) => name === 'page_viewed').map(({ eventId }) => eventId));
  for (let time = 0; time < 2; time += 1) {
    const { code, stdout } = await application.plumbline(['events', 'replay', ...range], env);
    expect({ code, ...JSON.parse(stdout) }).toEqual({
      code: 0,
      read: within.length,
      listed: expected.size,
      delivered: expected.size,
      lost: {},
    });
    expect(server.events).toHaveLength(expected.size);
  }
  expect(new Set(server.events.map(({ uuid }) => uuid))).toEqual(expected);
  const keys = new Set(server.events.flatMap(({ properties }) => Object.keys(properties)));
  expect([...keys].filter((key) => !key.startsWith('$'))).toEqual(['kind']);
  // Not the person that the service itself would send: the topic has an ID of its own.
  expect(new Set(server.events.map(({ distinct_id: id }) => id))).toEqual(
    new Set([hashFor('posthog', hashFor('kafka', bob))]),
  );
}, 120_000);
