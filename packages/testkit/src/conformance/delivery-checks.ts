import assert from 'node:assert/strict';
import type { OutboundBatch, SendOutcome } from '@plumbline/core';
import type { AdapterCheck } from './adapter-subject.ts';
import { expectStored, makeSealed, withAdapter } from './adapter-steps.ts';

/** Deadline of the adapter in the check of a silent destination. */
const SHORT_MS = 100;

/** Far beyond {@link SHORT_MS}: a send that is still running then has no deadline at all. */
const NEVER_MS = 2_000;

const expectKind = (outcome: SendOutcome, kinds: readonly SendOutcome['kind'][], when: string): void =>
  assert.ok(kinds.includes(outcome.kind), `${when}: answered ${outcome.kind}, expected ${kinds.join(' or ')}`);

/** Fails when nothing was answered long after the deadline. */
async function answerOf(sending: Promise<SendOutcome>): Promise<SendOutcome> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const never = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new assert.AssertionError({ message: 'no answer at the deadline' })), NEVER_MS);
  });
  try {
    return await Promise.race([sending, never]);
  } finally {
    clearTimeout(timer);
  }
}

/** Sends while the destination fails, then again once it does not: the same batch, which must arrive once. */
const recovers = (
  how: 'busy' | 'cut',
  kinds: (idempotent: boolean) => readonly SendOutcome['kind'][],
): AdapterCheck => ({
  name:
    how === 'busy'
      ? 'asks for a retry when the destination is busy'
      : 'does not lose or double a batch when the connection is cut',
  run: (subject, traits) =>
    withAdapter(subject, async (adapter) => {
      const batch: OutboundBatch = makeSealed(3, traits);
      subject.fail(how);
      expectKind(await adapter.send(batch), kinds(adapter.capabilities.idempotent), how);
      assert.deepEqual(await subject.storedIds(), [], 'the destination stored what it failed');
      subject.fail('none');
      expectKind(await adapter.send(batch), ['delivered'], `after ${how}`);
      await expectStored(subject, batch);
    }),
});

/** What becomes of a batch, for every way in which a destination can answer or fail to. */
export const deliveryChecks: readonly AdapterCheck[] = [
  {
    name: 'delivers each event of a full batch exactly once',
    run: (subject, traits) =>
      withAdapter(subject, async (adapter) => {
        const batch = makeSealed(adapter.capabilities.maxBatch, traits);
        expectKind(await adapter.send(batch), ['delivered'], 'a full batch');
        await expectStored(subject, batch);
      }),
  },
  // A gateway's 503 may hide that the batch arrived; where repeating does no harm, saying so is as good as "retry".
  recovers('busy', (idempotent) => (idempotent ? ['retry', 'unknown'] : ['retry'])),
  // Nobody knows whether a cut request arrived: "retry" promises that nothing did, unless repeating does no harm.
  recovers('cut', (idempotent) => (idempotent ? ['retry', 'unknown'] : ['unknown'])),
  {
    name: 'answers at its deadline when the destination is silent',
    run: (subject, traits) =>
      withAdapter(
        subject,
        async (adapter) => {
          // Opened first, so that the deadline is that of the send.
          await adapter.open();
          subject.fail('hang');
          expectKind(await answerOf(adapter.send(makeSealed(1, traits))), ['unknown'], 'silence');
          subject.fail('none');
        },
        { sendTimeoutMs: SHORT_MS },
      ),
  },
  {
    name: 'gives a batch up when the destination refuses it',
    run: (subject, traits) =>
      withAdapter(subject, async (adapter) => {
        subject.fail('refuse');
        expectKind(await adapter.send(makeSealed(1, traits)), ['rejected'], 'a refusal');
      }),
  },
];
