import { kafka } from '@plumbline/adapter-kafka';
import { makeBatch, makeEvent } from '@plumbline/testkit';
import { expect, it } from 'vitest';
import { startBroker } from '../src/broker.ts';
import { readTopic, spreadTopic } from '../src/topics.ts';
import { until } from '../src/until.ts';

it('asks for the events of a broker that is gone again, and for no others', async () => {
  await using first = await startBroker();
  await using second = await startBroker({ joins: first });
  const topic = 'spread';
  await until(
    () =>
      spreadTopic(first.direct, topic, [1, 2, 1, 2]).then(
        () => true,
        () => false,
      ),
    500,
  );
  await using adapter = kafka({
    brokers: [`127.0.0.1:${first.port}`, `127.0.0.1:${second.port}`],
    topic,
    allow: { page_viewed: ['feature'] },
  });
  const batchOf = (): ReturnType<typeof makeBatch> =>
    makeBatch(
      Array.from({ length: 60 }, (_, index) => makeEvent({ anonymousUserId: String(index).padStart(32, 'a') })),
    );
  await until(async () => (await adapter.send(batchOf())).kind === 'delivered', 500);
  const before = await readTopic(first.direct, topic);
  expect(new Set(before.map(({ partition }) => partition))).toEqual(new Set([0, 1, 2, 3]));

  await second.kill();
  const batch = batchOf();
  const outcome = await adapter.send(batch);
  expect(outcome).toMatchObject({ kind: 'partial', rejected: [] });
  const again = batch.events.filter(({ eventId }) => outcome.kind === 'partial' && outcome.retry.includes(eventId));
  expect(again.length).toBeGreaterThan(0);
  expect(again.length).toBeLessThan(batch.events.length);
  expect(['retry', 'unknown']).toContain((await adapter.send(makeBatch(again))).kind);

  await second.restart();
  await until(async () => (await adapter.send(makeBatch(again))).kind === 'delivered', 500);
  const ids = (await readTopic(first.direct, topic)).map(
    ({ value }) => (JSON.parse(String(value)) as { event_id: string }).event_id,
  );
  const mine = ids.filter((id) => batch.events.some(({ eventId }) => eventId === id));
  expect(mine).toHaveLength(batch.events.length);
  expect(new Set(mine).size).toBe(batch.events.length);
}, 180_000);
