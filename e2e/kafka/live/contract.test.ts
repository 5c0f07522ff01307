import { kafka } from '@plumbline/adapter-kafka';
import {
  adapterConformance,
  type ErasureCheck,
  egressConformance,
  type EgressTraits,
  erasureChecks,
} from '@plumbline/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { schemas, startRefusingSubject, startSubject } from '../src/subject.ts';
import { startWorld, type World } from '../src/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const allow = { page_viewed: ['feature', 'surface', 'tags'], item_created: ['feature', 'round'] };
const deferred = kafka.fromEnv({ topic: 'events', allow, registry: { url: 'https://registry.example', schemas } });

adapterConformance(
  'kafka',
  {
    deferred,
    envelope: ['schemaVersion', 'routePattern'],
    skips: {
      partial: 'a broker takes all records of a partition or none; those beside a refused one are asked for again',
      retry_after: 'Kafka has no answer that says how long to wait: a throttled client is answered late',
    },
  },
  () => startSubject(world),
);

const names = ['page_viewed', 'item_created', 'role_changed'] as const;

const traits: EgressTraits = {
  allow,
  eventAt: 'value',
  sample: (index) => ({
    name: names[index % names.length] ?? 'page_viewed',
    payload: {
      feature: 'reports',
      plan: 'team',
      ...(index % 2 === 0 && { round: index }),
      ...(index % 5 === 0 && { tags: ['a', 'b'] }),
      ...(index % 7 === 0 && { surface: 'list' }),
    },
  }),
  unseen: {
    'key client_id': 'it stands in the head of each request, which is no record',
    'key client_software_name': 'it stands in the greeting of a connection, which is no record',
    'key client_software_version': 'it stands in the greeting of a connection, which is no record',
  },
};

egressConformance('kafka', traits, () => startSubject(world));
egressConformance('kafka with a topic for refused events', traits, () => startRefusingSubject(world, allow));

/** A topic cannot be asked whom it knows: an order to forget a stranger is taken like any other. */
const STRANGER = 'does not claim to have erased whom it does not know';

describe('erasure contract: kafka', () => {
  const run = async (check: ErasureCheck): Promise<void> => {
    const subject = await startSubject(world);
    try {
      await check.run(subject, {});
    } finally {
      await subject.stop();
    }
  };
  it.each(erasureChecks.filter(({ name }) => name !== STRANGER))('$name', async (check) => {
    await expect(run(check)).resolves.toBeUndefined();
  });
  it.each(erasureChecks.filter(({ name }) => name === STRANGER))('takes the order to forget anybody', async (check) => {
    await expect(run(check)).rejects.toThrow(/a stranger: answered queued/);
  });
});
