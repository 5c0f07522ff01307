import { kafka } from '@plumbline/adapter-kafka';
import { hashFor } from '@plumbline/core/context';
import { makeBatch, makeEvent } from '@plumbline/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSink } from '../src/sink-process.ts';
import { startWarehouse, type Warehouse } from '../src/stored.ts';
import { createTopic, readTopic } from '../src/topics.ts';
import { sleep, until } from '../src/until.ts';
import { startWorld, type World } from '../src/world.ts';

const allow = { page_viewed: ['feature'] };

let world: World;
let warehouse: Warehouse;
beforeAll(async () => {
  world = await startWorld();
  warehouse = await startWarehouse({ merges: false });
});
afterAll(async () => {
  await warehouse[Symbol.asyncDispose]();
  await world.stop();
});

/** The same user every 200 events. */
const eventAt = (index: number, name: string) =>
  makeEvent({ anonymousUserId: hashFor(name, String(index % 200)), payload: { feature: name } });

/** What became of the batches, and how many events were sent twice. */
interface Filled {
  readonly kinds: ReadonlySet<string>;
  readonly doubled: number;
}

/** Sends events in batches of 50, every tenth batch twice, as after a lost answer. */
async function fill(topic: string, total: number, pauseMs: number): Promise<Filled> {
  await using adapter = kafka({ brokers: world.brokers, topic, allow });
  const kinds = new Set<string>();
  let doubled = 0;
  for (let at = 0; at < total; at += 50) {
    const batch = makeBatch(Array.from({ length: 50 }, (_, index) => eventAt(at + index, topic)));
    const times = at % 500 === 0 ? 2 : 1;
    for (let time = 0; time < times; time += 1) kinds.add((await adapter.send(batch)).kind);
    doubled += 50 * (times - 1);
    await sleep(pauseMs);
  }
  return { kinds, doubled };
}

it.each([
  ['known', true, 10_000],
  // What the table merges away is there until it does.
  ['table-alone', false, Number.POSITIVE_INFINITY],
])(
  'fills ClickHouse exactly once while the sink is killed 25 times: %s',
  async (topic, known, mostRows) => {
    await createTopic(world.broker.direct, topic);
    const total = 10_000;
    const order = { brokers: world.brokers, topic, directory: warehouse.directory, known };
    let kills = 0;
    const state = { isFilled: false };
    const filling = fill(topic, total, 150).finally(() => (state.isFilled = true));
    while (kills < 25 || !state.isFilled) {
      // A restarted process under its own name goes on at once; without one it waits for the session of the dead.
      const sink = startSink({ ...order, ...(kills % 5 !== 4 && { instanceId: 'one' }) });
      await sink.joined;
      await sleep(Math.random() * 1_000);
      await sink.kill();
      kills += 1;
    }
    const { kinds, doubled } = await filling;
    expect(kinds).toEqual(new Set(['delivered']));
    await using last = startSink({ ...order, instanceId: 'one' });
    const where = `name = 'page_viewed' AND p_feature = '${topic}'`;
    await until(async () => (await warehouse.count(where)).events >= total);
    await sleep(2_000);
    const stored = await warehouse.count(where);
    const records = await readTopic(world.broker.direct, topic);
    process.stdout.write(`${topic}: ${JSON.stringify({ kills, onTopic: records.length, doubled, ...stored })}\n`);
    expect(records).toHaveLength(total + doubled);
    expect({ events: stored.events, final: stored.final }).toEqual({ events: total, final: total });
    expect(stored.raw).toBeLessThanOrEqual(mostRows);
    await last.close();
  },
  1_500_000,
);

it('carries an order to forget out, behind the events that it is about', async () => {
  const topic = 'forgetting';
  await using merging = await startWarehouse({ merges: true });
  await createTopic(world.broker.direct, topic);
  await using adapter = kafka({ brokers: world.brokers, topic, allow });
  const [ann, bob] = ['a'.repeat(32), 'b'.repeat(32)];
  const of = (anonymousUserId: string) => makeEvent({ anonymousUserId, payload: { feature: topic } });
  await adapter.send(makeBatch([of(ann), of(bob), of(ann)]));
  await using _sink = startSink({ brokers: world.brokers, topic, directory: merging.directory, known: true });
  const countOf = async (id: string): Promise<number> =>
    (await merging.count(`anonymous_user_id = '${hashFor('kafka', id)}'`)).raw;
  await until(async () => (await countOf(ann)) === 2);
  expect(await adapter.erase({ id: 'e', anonymousUserIds: [ann], requestedAt: Date.now() })).toMatchObject({
    kind: 'queued',
  });
  await adapter.send(makeBatch([of(bob)]));
  await until(async () => (await countOf(ann)) === 0 && (await countOf(bob)) === 2);
  // Somebody who comes back is a new person.
  await adapter.send(makeBatch([of(ann)]));
  await until(async () => (await countOf(ann)) === 1);
  expect(await countOf(bob)).toBe(2);
});
