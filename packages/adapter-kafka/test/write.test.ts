import {
  type Adapter,
  defineAdapter,
  delivered,
  type ErasureOutcome,
  type OutboundBatch,
  type OutboundEvent,
  partial,
  rejected,
  retryLater,
  type SendOutcome,
  systemClock,
  unknown,
} from '@plumbline/core';
import { makeEvent } from '@plumbline/testkit';
import { expect, it } from 'vitest';
import type { KafkaMessage } from '../src/client.ts';
import type { Counting, SinkOptions } from '../src/consumer/options.ts';
import { writePartition } from '../src/consumer/write.ts';
import { encodeValue, keyOf } from '../src/encode.ts';
import { userOf } from '../src/user-of.ts';

type Step = { readonly stored: readonly string[]; readonly id: string } | { readonly forgot: readonly string[] };

interface Store {
  readonly into: Adapter;
  readonly steps: Step[];
}

/** A source of truth in memory that answers as the test says, and keeps what it was asked in order. */
function store(
  answer: (batch: OutboundBatch, attempt: number) => SendOutcome = delivered,
  erasing: (attempt: number) => ErasureOutcome = () => ({ kind: 'erased' }),
): Store {
  const steps: Step[] = [];
  let attempts = 0;
  let orders = 0;
  const into = defineAdapter<{ allow: 'catalog' }, object>({
    kind: 'truth',
    role: 'source',
    capabilities: { maxBatch: 1_000, idempotent: true },
    destinations: () => [],
    open: async () => ({}),
    async send(_client, batch) {
      attempts += 1;
      const outcome = answer(batch, attempts);
      steps.push({ id: batch.id, stored: batch.events.map(({ eventId }) => eventId) });
      return outcome;
    },
    async erase(_client, { anonymousUserIds }) {
      orders += 1;
      steps.push({ forgot: anonymousUserIds });
      return erasing(orders);
    },
  })({ allow: 'catalog' });
  return { into, steps };
}

const message = (key: string, value: Buffer | undefined, offset: number): KafkaMessage => ({
  topic: 'events',
  partition: 3,
  offset: BigInt(offset),
  timestamp: 0n,
  key: Buffer.from(key),
  value,
  leaderEpoch: 0,
});

const recordOf = (event: OutboundEvent, offset = 0): KafkaMessage => message(keyOf(event), encodeValue(event), offset);

async function write(
  { into }: Store,
  messages: readonly KafkaMessage[],
  options: Partial<SinkOptions> = {},
): Promise<Counting> {
  const counts: Counting = { read: 0, stored: 0, repeated: 0, malformed: 0, rejected: 0, erasures: 0, restarts: 0 };
  // Waits end at once: nothing here is about how long they last.
  const clock = {
    ...systemClock,
    after: (_ms: number, fn: () => void) => systemClock.after(0, fn, { keepAlive: true }),
  };
  const writing = {
    options: { into, topic: 'events', ...options },
    counts,
    clock,
    signal: new AbortController().signal,
  };
  await writePartition(writing, 3, messages);
  return counts;
}

const events = Array.from({ length: 8 }, () => makeEvent());
const ids = events.map(({ eventId }) => eventId);
const records = events.map((event, index) => recordOf(event, index));

it('stores a batch once, under a token that names its events', async () => {
  const [first, again, other] = [store(), store(), store()];
  expect(await write(first, records)).toMatchObject({ stored: 8, repeated: 0 });
  await write(again, records);
  await write(other, records.slice(1));
  expect(first.steps).toEqual([{ id: expect.stringMatching(/^events\/3\/[\da-f]{16}$/), stored: ids }]);
  expect(again.steps).toEqual(first.steps);
  expect(other.steps).not.toMatchObject([{ id: (first.steps[0] as { id: string }).id }]);
});

it('leaves out repeats, what is stored already and what is no event', async () => {
  const known = async (asked: readonly OutboundEvent[]): Promise<ReadonlySet<string>> =>
    new Set(asked.slice(0, 3).map(({ eventId }) => eventId));
  const held = store();
  const junk = [message('k', Buffer.from('junk'), 8), message('k', Buffer.from('{}'), 9)];
  expect(await write(held, [...records, ...records.slice(0, 2), ...junk], { known })).toMatchObject({
    stored: 5,
    repeated: 5,
    malformed: 2,
  });
  expect(held.steps).toMatchObject([{ stored: ids.slice(3) }]);
});

it.each([
  ['is busy', () => retryLater(new Error('busy'))],
  ['does not answer', () => unknown(new Error('silent'))],
])('sends the same again under the same token while the store %s', async (_what, answer) => {
  const held = store((_batch, attempt) => (attempt < 4 ? answer() : delivered()));
  expect(await write(held, records)).toMatchObject({ stored: 8 });
  expect(held.steps).toHaveLength(4);
  expect(new Set(held.steps.map((step) => JSON.stringify(step))).size).toBe(1);
});

it('finds the one event that the store refuses, and stores the others', async () => {
  const bad = ids[5];
  const held = store(({ events: sent }) =>
    sent.some(({ eventId }) => eventId === bad) ? rejected(new Error('no')) : delivered(),
  );
  expect(await write(held, records)).toMatchObject({ stored: 7, rejected: 1 });
});

it('takes a partial answer at its word', async () => {
  const held = store((batch, attempt) =>
    attempt === 1 ? partial(new Error('some'), { retry: [ids[0] ?? ''], rejected: [ids[1] ?? ''] }) : delivered(),
  );
  expect(await write(held, records)).toMatchObject({ stored: 7, rejected: 1 });
  expect(held.steps[1]).toMatchObject({ stored: [ids[0]] });
});

it('forgets after what came before is stored, and before what came after', async () => {
  const held = store();
  const [before, after] = [makeEvent(), makeEvent()];
  const key = userOf(before.anonymousUserId);
  const counts = await write(held, [recordOf(before, 0), message(key, undefined, 1), recordOf(after, 2)]);
  expect(counts).toMatchObject({ stored: 2, erasures: 1 });
  expect(held.steps).toMatchObject([{ stored: [before.eventId] }, { forgot: [key] }, { stored: [after.eventId] }]);
});

it('asks again until somebody is forgotten, and stops where that cannot be', async () => {
  const order = message('key', undefined, 0);
  const late = store(delivered, (attempt) =>
    attempt < 3 ? { kind: 'retry', error: new Error('busy') } : { kind: 'nothing_found' },
  );
  expect(await write(late, [order])).toMatchObject({ erasures: 1 });
  expect(late.steps).toHaveLength(3);
  const never = store(delivered, () => ({ kind: 'failed', error: new Error('no right') }));
  await expect(write(never, [order, recordOf(makeEvent(), 1)])).rejects.toThrow(/PLB_ERASURE/);
  expect(never.steps).toEqual([{ forgot: ['key'] }]);
});
