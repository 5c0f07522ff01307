import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { Adapter, ErasureOutcome, ErasureRequest } from '@plumbline/core';
import type { DestinationFault } from '../../http/destination-fault.ts';
import { makeBatch, makeEvent } from '../../make-event.ts';
import { LISTED } from '../adapter-steps.ts';
import type { AdapterTraits, SubjectOptions } from '../adapter-subject.ts';

/** One adapter on its real client, with a destination of its own on this machine that can forget. */
export interface ErasureSubject {
  create(options: SubjectOptions): Adapter;
  /** How many events of a person the destination has; the ID is that of the event, whatever the destination makes of it. */
  countOf(anonymousUserId: string): number | Promise<number>;
  /** Carries out what the destination has queued, where it deletes later. */
  settle?(): void | Promise<void>;
  fail(how: DestinationFault): void | Promise<void>;
  stop(): Promise<void>;
}

/** One rule of erasure as a plain function that throws where it is broken. */
export interface ErasureCheck {
  readonly name: string;
  /** Whether it is about a destination that can forget; the others are for all. */
  readonly supported: boolean;
  run(subject: ErasureSubject, traits: Pick<AdapterTraits, 'event'>): Promise<void>;
}

const SEND_TIMEOUT_MS = 5_000;

const [ANN, BOB, CID] = ['a', 'b', 'c'].map((letter) => letter.repeat(32)) as [string, string, string];

/** Who is unknown has an empty ID, as has everybody else who is. */
const NOBODY = '';

const order = (...anonymousUserIds: readonly string[]): ErasureRequest => ({
  id: 'erasure-1',
  anonymousUserIds,
  requestedAt: Date.now(),
});

type Steps = (adapter: Adapter) => Promise<void>;

/** Stores two events of each of three people and two of nobody, and closes the adapter whatever happens. */
async function withPeople(
  subject: ErasureSubject,
  { event }: Pick<AdapterTraits, 'event'>,
  steps: Steps,
): Promise<void> {
  const adapter = subject.create({ allow: LISTED, sendTimeoutMs: SEND_TIMEOUT_MS });
  try {
    const people = [ANN, BOB, CID, NOBODY].flatMap((anonymousUserId) => [anonymousUserId, anonymousUserId]);
    const sent = await adapter.send(
      makeBatch(people.map((anonymousUserId) => makeEvent({ ...event, anonymousUserId }))),
    );
    assert.equal(sent.kind, 'delivered', 'the events did not arrive');
    await steps(adapter);
  } finally {
    await adapter.close();
  }
}

async function expectLeft(subject: ErasureSubject, expected: Readonly<Record<string, number>>): Promise<void> {
  await subject.settle?.();
  const counted = await Promise.all(Object.keys(expected).map(async (id) => [id, await subject.countOf(id)] as const));
  assert.deepEqual(Object.fromEntries(counted), expected, 'the wrong events are left');
}

const expectOutcome = (outcome: ErasureOutcome, kinds: readonly ErasureOutcome['kind'][], when: string): void =>
  assert.ok(kinds.includes(outcome.kind), `${when}: answered ${outcome.kind}, expected ${kinds.join(' or ')}`);

const done = ['erased', 'queued'] as const;

const supported: readonly Omit<ErasureCheck, 'supported'>[] = [
  {
    name: 'forgets the people that it is asked to, and nobody else',
    run: (subject, traits) =>
      withPeople(subject, traits, async (adapter) => {
        expectOutcome(await adapter.erase(order(ANN, BOB)), done, 'two people');
        await expectLeft(subject, { [ANN]: 0, [BOB]: 0, [CID]: 2, [NOBODY]: 2 });
      }),
  },
  {
    name: 'keeps what is of nobody',
    run: (subject, traits) =>
      withPeople(subject, traits, async (adapter) => {
        expectOutcome(await adapter.erase(order(NOBODY, ANN)), done, 'one person and nobody');
        await expectLeft(subject, { [ANN]: 0, [BOB]: 2, [NOBODY]: 2 });
      }),
  },
  {
    name: 'does not claim to have erased whom it does not know',
    run: (subject, traits) =>
      withPeople(subject, traits, async (adapter) => {
        const outcome = await adapter.erase(order('d'.repeat(32)));
        const nothing = outcome.kind === 'erased' && outcome.removed === 0;
        assert.ok(nothing || outcome.kind === 'nothing_found', `a stranger: answered ${outcome.kind}`);
        await expectLeft(subject, { [ANN]: 2, [BOB]: 2, [CID]: 2 });
      }),
  },
  {
    name: 'may be asked again',
    run: (subject, traits) =>
      withPeople(subject, traits, async (adapter) => {
        expectOutcome(await adapter.erase(order(ANN)), done, 'once');
        await expectLeft(subject, { [ANN]: 0 });
        expectOutcome(await adapter.erase(order(ANN)), [...done, 'nothing_found'], 'twice');
        await expectLeft(subject, { [ANN]: 0, [BOB]: 2, [CID]: 2 });
      }),
  },
  {
    name: 'asks to be asked again when the destination cannot do it now',
    run: (subject, traits) =>
      withPeople(subject, traits, async (adapter) => {
        for (const how of ['down', 'busy', 'throttled'] as const) {
          await subject.fail(how);
          expectOutcome(await adapter.erase(order(ANN)), ['retry'], how);
        }
        await subject.fail('none');
        await expectLeft(subject, { [ANN]: 2 });
        expectOutcome(await adapter.erase(order(ANN)), done, 'once it can');
        await expectLeft(subject, { [ANN]: 0, [BOB]: 2 });
      }),
  },
  {
    name: 'keeps the people out of its errors',
    run: (subject, traits) =>
      withPeople(subject, traits, async (adapter) => {
        for (const how of ['busy', 'refuse', 'cut'] as const) {
          await subject.fail(how);
          const outcome = await adapter.erase(order(ANN));
          assert.ok('error' in outcome, `${how}: answered ${outcome.kind}`);
          const text = inspect(outcome.error, { depth: 8, showHidden: true });
          assert.ok(!text.includes(ANN), `${how}: the error names the person`);
        }
        await subject.fail('none');
      }),
  },
];

const everywhere: readonly Omit<ErasureCheck, 'supported'>[] = [
  {
    name: 'answers as it declares',
    run: (subject, traits) =>
      withPeople(subject, traits, async (adapter) => {
        assert.ok(adapter.egress !== undefined, 'it declares nothing of what leaves');
        const { kind } = await adapter.erase(order(ANN));
        const kinds = { supported: done, 'none-kept': ['nothing_found'], 'not-possible': ['not_supported'] } as const;
        const declared: readonly string[] = kinds[adapter.egress.erasure];
        assert.ok(declared.includes(kind), `it declares ${adapter.egress.erasure} and answers ${kind}`);
      }),
  },
  {
    name: 'does nothing after it was closed',
    run: (subject, traits) =>
      withPeople(subject, traits, async (adapter) => {
        await adapter.close();
        expectOutcome(await adapter.erase(order(ANN)), ['failed', 'not_supported', 'nothing_found'], 'after close');
        await expectLeft(subject, { [ANN]: 2 });
      }),
  },
  {
    name: 'refuses an order that names nobody',
    run: (subject, traits) =>
      withPeople(subject, traits, async (adapter) => {
        expectOutcome(await adapter.erase(order(NOBODY)), ['failed'], 'nobody');
        expectOutcome(await adapter.erase(order()), ['failed'], 'an empty order');
        await expectLeft(subject, { [ANN]: 2, [NOBODY]: 2 });
      }),
  },
];

/** Every rule that an adapter keeps when people are to be forgotten. */
export const erasureChecks: readonly ErasureCheck[] = [
  ...supported.map((check) => ({ ...check, supported: true })),
  ...everywhere.map((check) => ({ ...check, supported: false })),
];
