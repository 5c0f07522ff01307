import assert from 'node:assert/strict';
import {
  type Adapter,
  type Allowlist,
  type ErrorCode,
  isPlumblineError,
  type OutboundBatch,
  type SendOutcome,
} from '@plumbline/core';
import { makeBatch, makeEvent } from '../make-event.ts';
import type { AdapterSubject, AdapterTraits, SubjectOptions } from './adapter-subject.ts';

/** The allowlist the checks run under: one event with one field. */
export const LISTED: Allowlist = { page_viewed: ['feature'] };

/** Longer than any answer of a server on this machine; only a send that hangs reaches it. */
const SEND_TIMEOUT_MS = 5_000;

/** Deadline of the adapter in the checks of a destination that does not answer. */
export const SHORT_MS = 100;

/** Far beyond {@link SEND_TIMEOUT_MS}: a send that is still running then has no deadline at all. */
const NEVER_MS = 7_000;

/** The same for {@link SHORT_MS}. */
export const NEVER_SHORT_MS = 2_000;

/** Fails unless the outcome is one of these. */
export const expectKind = (outcome: SendOutcome, kinds: readonly SendOutcome['kind'][], when: string): void =>
  assert.ok(kinds.includes(outcome.kind), `${when}: answered ${outcome.kind}, expected ${kinds.join(' or ')}`);

/** Fails when nothing was answered long after the deadline. */
export async function answerOf(sending: Promise<SendOutcome>, neverMs = NEVER_MS): Promise<SendOutcome> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const never = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new assert.AssertionError({ message: 'no answer at the deadline' })), neverMs);
  });
  try {
    return await Promise.race([sending, never]);
  } finally {
    clearTimeout(timer);
  }
}

/** A batch of listed events. */
export const makeSealed = (size: number, { event }: AdapterTraits): OutboundBatch =>
  makeBatch(Array.from({ length: size }, () => makeEvent(event)));

/** Makes an adapter, runs the steps, and closes it whatever happens. */
export async function withAdapter(
  subject: AdapterSubject,
  steps: (adapter: Adapter) => Promise<void>,
  options: Partial<SubjectOptions> = {},
): Promise<void> {
  const adapter = subject.create({ allow: LISTED, sendTimeoutMs: SEND_TIMEOUT_MS, ...options });
  try {
    await steps(adapter);
  } finally {
    await adapter.close();
  }
}

/** Fails unless `fn` throws a PlumblineError with this code. */
export function expectCode(code: ErrorCode, fn: () => unknown): void {
  try {
    fn();
  } catch (error) {
    assert.ok(isPlumblineError(error), `it threw something other than a PlumblineError`);
    assert.equal(error.code, code);
    return;
  }
  assert.fail(`it did not throw ${code}`);
}

/** Fails unless the destination stored exactly these events, each once. */
export async function expectStored(subject: AdapterSubject, batch: OutboundBatch): Promise<void> {
  const stored = [...(await subject.storedIds())].toSorted();
  const expected = batch.events.map(({ eventId }) => eventId).toSorted();
  assert.deepEqual(stored, expected, 'the destination did not store each event exactly once');
}
