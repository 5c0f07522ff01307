import process from 'node:process';
import {
  defineAdapter,
  delivered,
  type OutboundEvent,
  partial,
  rejected,
  retryLater,
  type SendOutcome,
} from '@plumbline/core';
import { honest } from './fake-adapter.ts';
import { around, changed, check, judged, type Mutant, spec } from './mutant-steps.ts';

const codeOf = (outcome: SendOutcome): unknown =>
  'error' in outcome ? (outcome.error as { code?: unknown }).code : undefined;

/** How often each batch was sent. */
const repeats = new Map<string, number>();

/** Bugs in what becomes of a batch under a fault, and in what is seen outside meanwhile. */
export const faultMutants: readonly Mutant[] = [
  [
    'gives up what nobody took',
    changed((outcome) =>
      codeOf(outcome) === 'ECONNREFUSED' && 'error' in outcome ? rejected(outcome.error) : outcome,
    ),
    [check.down],
  ],
  [
    'gives up when the destination fails',
    judged((outcome, status) => (status === 500 && 'error' in outcome ? rejected(outcome.error) : outcome)),
    [check.error],
  ],
  [
    'gives up what is throttled',
    judged((outcome, status) => (status === 429 && 'error' in outcome ? rejected(outcome.error) : outcome)),
    [check.throttled, check.retryAfter],
  ],
  [
    'forgets how long to wait',
    judged((outcome, status) => (status === 429 && 'error' in outcome ? retryLater(outcome.error) : outcome)),
    [check.retryAfter],
  ],
  [
    'takes seconds for milliseconds',
    judged((outcome, status) => (status === 429 && 'error' in outcome ? retryLater(outcome.error, 2) : outcome)),
    [check.retryAfter],
  ],
  [
    'gives up what is too large',
    judged((outcome) => (outcome.kind === 'too_large' ? rejected(outcome.error) : outcome)),
    [check.tooLarge],
  ],
  [
    'takes a part for the whole',
    judged((outcome) => (outcome.kind === 'partial' ? delivered() : outcome)),
    [check.partial],
  ],
  [
    'repeats the part that is refused for good',
    judged((outcome) => (outcome.kind === 'partial' ? partial(outcome.error, { retry: outcome.rejected }) : outcome)),
    [check.partial],
  ],
  [
    'claims success when the connection ends unanswered',
    changed((outcome) => (codeOf(outcome) === 'UND_ERR_SOCKET' ? delivered() : outcome)),
    [check.errors, check.halfClose],
  ],
  [
    'makes new IDs for a repeat',
    spec({
      send: (client, batch, signal) => {
        const seen = repeats.get(batch.id) ?? 0;
        repeats.set(batch.id, seen + 1);
        const again = (event: OutboundEvent): OutboundEvent => ({ ...event, eventId: `${event.eventId}-${seen}` });
        const events = seen === 0 ? batch.events : batch.events.map((event) => again(event));
        return honest.send(client, { ...batch, events }, signal);
      },
    }),
    [check.down, check.busy, check.error, check.throttled, check.cut, check.halfClose, check.lostReply, check.drip],
  ],
  [
    'waits for a dripping answer',
    around((inner, { url, allow }) => {
      const endless = defineAdapter(honest)({ url, allow, sendTimeoutMs: 60_000 });
      return {
        send: async (batch) => {
          const outcome = await inner.send(batch);
          const late = outcome.kind === 'unknown' && outcome.error.message.includes('did not answer');
          return late ? endless.send(batch) : outcome;
        },
        close: () => Promise.all([inner.close(), endless.close()]).then(() => undefined),
      };
    }),
    [check.drip, check.deadline],
  ],
  [
    'prints the batch that failed',
    spec({
      async send(client, batch, signal) {
        const outcome = await honest.send(client, batch, signal);
        if (outcome.kind !== 'delivered') process.stderr.write(`fake: failed ${JSON.stringify(batch.events)}\n`);
        return outcome;
      },
    }),
    [check.console],
  ],
  [
    'hands the batch that failed to the console',
    spec({
      async send(client, batch, signal) {
        const outcome = await honest.send(client, batch, signal);
        // oxlint-disable-next-line no-console -- what a vendor's client does.
        if (outcome.kind !== 'delivered') console.error('fake: failed', batch.events);
        return outcome;
      },
    }),
    [check.console],
  ],
  [
    'asks another server first',
    spec({
      async send(client, batch, signal) {
        await fetch('http://127.0.0.1:49151/').catch(() => undefined);
        return honest.send(client, batch, signal);
      },
    }),
    [check.elsewhere],
  ],
];
