import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { IngestOptions } from '../src/ingest.ts';
import { bodyOf, ingestRig, makeEvent, now, post } from './ingest-rig.ts';
import { keptLog, pseudonymizer } from './world.ts';

const person = pseudonymizer.user('u1', 'o1');
const browser = `x${'0a'.repeat(16)}`;

const rigOf = (signedInAt: unknown, log = keptLog()) => {
  const options = { identity: () => ({ id: 'u1', orgId: 'o1' }), signedInAt, log: log.log } as Partial<IngestOptions>;
  return { ...ingestRig(options), lines: log.lines };
};

const at = (occurred_at: number, change: object = {}): object =>
  makeEvent({ occurred_at, anonymous_user_id: browser, ...change });

it.each([
  ['milliseconds', () => now - 1_000],
  ['a Date', () => new Date(now - 1_000)],
  ['a promise', () => Promise.resolve(now - 1_000)],
])('leaves what occurred before the sender signed in with the browser: %s', async (_what, signedInAt) => {
  const rig = rigOf(signedInAt);
  await rig.ingest(post(bodyOf([at(now - 1_001), at(now - 1_000), at(now - 999)])));
  const whose = (await rig.sent()).map(({ anonymousUserId, orgIdHash }) => [anonymousUserId, orgIdHash !== '']);
  expect(whose).toEqual([
    [browser, false],
    [person, true],
    [person, true],
  ]);
});

it('makes one event of a repeat at a process that remembers nothing, whoever sends it by then', async () => {
  const event = at(now - 2_000, { event_id: randomUUID() });
  const [before, after] = [ingestRig(), rigOf(() => now - 1_000)];
  await before.ingest(post(bodyOf([event])));
  await after.ingest(post(bodyOf([event])));
  const [first, second] = [await before.sent(), await after.sent()];
  // What the store knows an event by.
  const keyOf = ({ name, occurredAt, anonymousUserId, eventId }: (typeof first)[number]): unknown[] => [
    name,
    occurredAt,
    anonymousUserId,
    eventId,
  ];
  expect(second.map(keyOf)).toEqual(first.map(keyOf));
});

it('asks about no sender that is not known, and takes no answer for a session without a beginning', async () => {
  let asked = 0;
  const unknown = ingestRig({ identity: () => undefined, signedInAt: () => void (asked += 1) });
  await unknown.ingest(post(bodyOf([at(now)])));
  expect((await unknown.sent()).map(({ anonymousUserId }) => anonymousUserId)).toEqual([browser]);
  expect(asked).toBe(0);
  const known = rigOf(() => undefined);
  await known.ingest(post(bodyOf([at(now - 1_000)])));
  expect((await known.sent()).map(({ anonymousUserId }) => anonymousUserId)).toEqual([person]);
});

it.each([
  ['a throw', () => Promise.reject(new Error('store is down'))],
  ['seconds', () => Math.floor(now / 1_000)],
  ['an invalid Date', () => new Date('yesterday')],
  ['text', () => 'yesterday'],
  ['NaN', () => Number.NaN],
  ['null', () => null],
])('leaves a batch anonymous, and says so, for %s', async (_what, signedInAt) => {
  const rig = rigOf(signedInAt);
  await rig.ingest(post(bodyOf([at(now)])));
  expect((await rig.sent()).map(({ anonymousUserId }) => anonymousUserId)).toEqual([browser]);
  expect(rig.lines.map(({ message }) => message)).toEqual([expect.stringContaining('`signedInAt` failed')]);
});

it('refuses a `signedInAt` that is no function', () => {
  expect(() => rigOf(now)).toThrow('`signedInAt`');
});
