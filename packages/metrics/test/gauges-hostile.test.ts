import { testClock } from '@plumbline/testkit';
import { expect, it } from 'vitest';
import { createGaugeSampler, defineGauges, type OpenEndingMeter } from '../src/gauges.ts';
import { createLink, endingRoad, lines, memoryLeases } from './gauges-support.ts';

const EVERY = 10_000;

const set = defineGauges({
  name: 'workflow',
  everySeconds: EVERY / 1_000,
  gauges: { items: { help: 'x' } },
  sample: 'SELECT',
});

/** One replica whose parts may be broken. */
function replica(rows: () => unknown, open?: (road: ReturnType<typeof endingRoad>) => OpenEndingMeter) {
  const world = testClock();
  const [road, log] = [endingRoad(), lines()];
  const sampler = createGaugeSampler({
    sets: [set],
    store: memoryLeases(world).storeFor(createLink(), rows),
    scope: 'approvals/test',
    openMeter: open?.(road) ?? road.open,
    log,
    clock: world,
  });
  return { world, road, log, sampler };
}

const broken = (): never => {
  throw new Error('canary');
};

it('a meter that cannot be opened ends neither the process nor the set', async () => {
  let opened = 0;
  const { log, road, sampler, world } = replica(
    () => [{ items: 3 }],
    ({ open }) =>
      (...args) =>
        (opened += 1) === 1 ? broken() : open(...args),
  );
  sampler.start();
  await world.advance(EVERY / 2);
  expect(log.said.at(-1)).toMatchObject({ level: 'warn', fields: { gauges: 'workflow', error_type: 'Error' } });
  expect(JSON.stringify(log.said)).not.toContain('canary');
  // The lease of the name that failed ends by itself.
  await world.advance(EVERY * 4);
  expect(await road.read('plumbline.workflow.items')).toEqual({ '': 3 });
});

it('a row that throws, and a rejection with nothing, are a failed sample of which nothing stays', async () => {
  const answers = [
    () => [{ items: 5 }, new Proxy({}, { ownKeys: broken })],
    () => Promise.reject(null),
    () => [{ items: 4 }],
  ];
  const { log, road, sampler, world } = replica(() => (answers.length > 1 ? answers.shift() : answers[0])?.());
  sampler.start();
  await world.advance(EVERY * 2.5);
  expect(log.said.filter(({ level }) => level === 'warn')).toMatchObject([
    { fields: { reason: 'invalid', what: 'a row cannot be read' } },
    { fields: { reason: 'query' } },
  ]);
  expect(await road.read('plumbline.workflow.items')).toEqual({ '': 4 });
});

it('a meter that cannot be ended is no reason to fail a shutdown, and no longer exported', async () => {
  const { road, sampler, world } = replica(
    () => [{ items: 3 }],
    ({ open }) =>
      (...args) => ({ ...open(...args), end: broken }),
  );
  sampler.start();
  await world.advance(EVERY / 2);
  const ending = sampler.shutdown();
  await world.advance(EVERY);
  await ending;
  expect(road.isOpen()).toBe(false);
});
