import assert from 'node:assert/strict';
import type { Adapter, SendOutcome } from '@plumbline/core';
import { RETRY_AFTER_SECONDS } from '../http/destination-fault.ts';
import { expectKind, expectStored, makeSealed, answerOf, NEVER_SHORT_MS, withAdapter } from './adapter-steps.ts';
import type { AdapterCheck, AdapterConcern, AdapterSubject, AdapterTraits } from './adapter-subject.ts';

/** Time enough for the request to arrive; the head of a dripping answer alone takes longer than anybody waits here. */
const DRIP_DEADLINE_MS = 500;

type Kinds = readonly SendOutcome['kind'][];

/** A fault after which the same batch has to arrive, once. */
interface Recovery {
  readonly how: AdapterConcern & ('down' | 'busy' | 'error' | 'throttled' | 'cut' | 'half_close');
  readonly name: string;
  /** What may be answered where a repeat does harm. */
  readonly kinds: Kinds;
}

/**
 * A gateway's answer may hide that the batch arrived; where repeating does no harm, `unknown` is as good as `retry`. Where
 * it does, `unknown` gives the batch up, so it is right only where nobody can know.
 */
const recoveries: readonly Recovery[] = [
  { how: 'down', name: 'asks for a retry when nobody listens', kinds: ['retry'] },
  { how: 'busy', name: 'asks for a retry when the destination is busy', kinds: ['retry'] },
  { how: 'error', name: 'does not give a batch up when the destination fails', kinds: ['retry', 'unknown'] },
  { how: 'throttled', name: 'asks for a retry when there are too many requests', kinds: ['retry'] },
  { how: 'cut', name: 'does not lose or double a batch when the connection is cut', kinds: ['unknown'] },
  {
    how: 'half_close',
    name: 'does not lose or double a batch when the connection ends unanswered',
    kinds: ['unknown'],
  },
];

const kindsOf = (adapter: Adapter, traits: AdapterTraits, how: AdapterConcern, kinds: Kinds): Kinds =>
  traits.expects?.[how]?.kinds ?? (adapter.capabilities.idempotent ? ['retry', 'unknown'] : kinds);

const recovers = ({ how, name, kinds }: Recovery): AdapterCheck => ({
  name,
  concern: how,
  run: (subject, traits) =>
    withAdapter(subject, async (adapter) => {
      // Opened first, so that the fault is that of the send.
      await adapter.open();
      const batch = makeSealed(3, traits);
      await subject.fail(how);
      expectKind(await answerOf(adapter.send(batch)), kindsOf(adapter, traits, how, kinds), how);
      await subject.fail('none');
      assert.deepEqual(await subject.storedIds(), [], 'the destination stored what it failed');
      expectKind(await adapter.send(batch), ['delivered'], `after ${how}`);
      await expectStored(subject, batch);
    }),
});

/** How long a request that the client gave up may take until it is stored. */
const LATE_MS = 5_000;

async function storedInTheEnd(subject: AdapterSubject, size: number): Promise<void> {
  const end = Date.now() + LATE_MS;
  while ((await subject.storedIds()).length < size && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Sends while the answer gets lost, and again where the adapter says that this does no harm. */
const unanswered = (how: 'lost_reply' | 'drip', name: string, kinds: Kinds, sendTimeoutMs?: number): AdapterCheck => ({
  name,
  concern: how,
  run: (subject, traits) =>
    withAdapter(
      subject,
      async (adapter) => {
        await adapter.open();
        const batch = makeSealed(3, traits);
        await subject.fail(how);
        const outcome = await answerOf(adapter.send(batch), sendTimeoutMs && NEVER_SHORT_MS);
        const { idempotent } = adapter.capabilities;
        expectKind(outcome, traits.expects?.[how]?.kinds ?? [...kinds, ...(idempotent ? ['retry' as const] : [])], how);
        await storedInTheEnd(subject, batch.events.length);
        await expectStored(subject, batch);
        await subject.fail('none');
        if (outcome.kind === 'delivered' || !idempotent) return;
        // The repeat has the time that a repeat has: the deadline above is for the fault alone.
        await withAdapter(subject, async (again) => {
          expectKind(await again.send(batch), ['delivered'], `after ${how}`);
          await expectStored(subject, batch);
        });
      },
      sendTimeoutMs === undefined ? {} : { sendTimeoutMs },
    ),
});

const retryAfter: AdapterCheck = {
  name: 'hands on how long a throttled destination wants to be left alone',
  concern: 'retry_after',
  run: (subject, traits) =>
    withAdapter(subject, async (adapter) => {
      await adapter.open();
      await subject.fail('throttled');
      const outcome = await adapter.send(makeSealed(1, traits));
      await subject.fail('none');
      const asked = outcome.kind === 'retry' ? outcome.retryAfterMs : undefined;
      assert.equal(asked, RETRY_AFTER_SECONDS * 1000, 'the wish of the destination is not in the outcome');
    }),
};

const tooLarge: AdapterCheck = {
  name: 'says when a batch is too large as a whole, and nothing of it is stored',
  concern: 'too_large',
  run: (subject, traits) =>
    withAdapter(subject, async (adapter) => {
      await adapter.open();
      const batch = makeSealed(2, traits);
      await subject.fail('too_large');
      expectKind(await adapter.send(batch), traits.expects?.too_large?.kinds ?? ['too_large'], 'too large');
      await subject.fail('none');
      assert.deepEqual(await subject.storedIds(), [], 'the destination stored what it refused');
    }),
};

const partly: AdapterCheck = {
  name: 'names the events that were refused, and no other',
  concern: 'partial',
  run: (subject, traits) =>
    withAdapter(subject, async (adapter) => {
      await adapter.open();
      const batch = makeSealed(3, traits);
      await subject.fail('partial');
      const outcome = await adapter.send(batch);
      await subject.fail('none');
      assert.equal(outcome.kind, 'partial', `a part was refused: answered ${outcome.kind}`);
      const [first, ...rest] = batch.events;
      await expectStored(subject, { ...batch, events: rest });
      assert.deepEqual(outcome.retry, [], 'what is refused for good must not be repeated');
      if (outcome.rejectedCount === undefined) assert.deepEqual(outcome.rejected, [first?.eventId]);
      else assert.deepEqual([outcome.rejected, outcome.rejectedCount], [[], 1]);
    }),
};

/** What becomes of a batch under every fault that a destination and the way to it can have. */
export const faultChecks: readonly AdapterCheck[] = [
  ...recoveries.map((recovery) => recovers(recovery)),
  unanswered('lost_reply', 'does not double what was stored when the answer is lost', ['unknown']),
  unanswered('drip', 'answers at its deadline when the answer only drips', ['unknown', 'delivered'], DRIP_DEADLINE_MS),
  retryAfter,
  tooLarge,
  partly,
];
