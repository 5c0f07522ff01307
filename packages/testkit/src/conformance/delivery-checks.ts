import type { AdapterCheck } from './adapter-subject.ts';
import {
  answerOf,
  expectKind,
  expectStored,
  makeSealed,
  NEVER_SHORT_MS,
  SHORT_MS,
  withAdapter,
} from './adapter-steps.ts';
import { faultChecks } from './fault-checks.ts';

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
  ...faultChecks,
  {
    name: 'answers at its deadline when the destination is silent',
    concern: 'hang',
    run: (subject, traits) =>
      withAdapter(
        subject,
        async (adapter) => {
          // Opened first, so that the deadline is that of the send.
          await adapter.open();
          await subject.fail('hang');
          expectKind(await answerOf(adapter.send(makeSealed(1, traits)), NEVER_SHORT_MS), ['unknown'], 'silence');
          await subject.fail('none');
        },
        { sendTimeoutMs: SHORT_MS },
      ),
  },
  {
    name: 'gives a batch up when the destination refuses it',
    concern: 'refuse',
    run: (subject, traits) =>
      withAdapter(subject, async (adapter) => {
        await subject.fail('refuse');
        const kinds = traits.expects?.refuse?.kinds ?? ['rejected'];
        expectKind(await adapter.send(makeSealed(1, traits)), kinds, 'a refusal');
      }),
  },
];
