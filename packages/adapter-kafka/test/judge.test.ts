import { NetworkError, MultipleErrors, ResponseError } from '@platformatic/kafka';
import { expect, it } from 'vitest';
import { judge, readFates } from '../src/judge.ts';

const TOPIC = 'events';

interface Answer {
  readonly [partition: number]: number | { readonly code: number; readonly at: readonly number[] };
}

/** What the client throws for an answer to Produce, with the broker's number for each partition. */
function answered(answer: Answer): Error {
  const partitionResponses = Object.entries(answer).map(([index, given]) => {
    const { code, at }: { readonly code: number; readonly at: readonly number[] } =
      typeof given === 'number' ? { code: given, at: [] } : given;
    return { index: Number(index), errorCode: code, recordErrors: at.map((batchIndex) => ({ batchIndex })) };
  });
  const errors = Object.fromEntries(
    partitionResponses
      .filter(({ errorCode }) => errorCode !== 0)
      .map(({ errorCode }, at) => [`/${at}`, [errorCode, 'quoted']]),
  );
  const response = { responses: [{ name: TOPIC, partitionResponses }] };
  return new ResponseError(0, 11, errors as never, response);
}

const cut = (): Error => new NetworkError('Connection closed');

const notThere = (): Error =>
  new NetworkError('Connection to kafka failed.', { cause: Object.assign(new Error('no'), { code: 'ECONNREFUSED' }) });

const many = (...errors: Error[]): Error => new MultipleErrors('produce failed', errors);

/** Two events in partition 0, two in partition 1. */
const records = ['a', 'b', 'c', 'd'].map((id, index) => ({ id, partition: Math.floor(index / 2) }));

const outcomeOf = (thrown: unknown) => judge(records, readFates(thrown, TOPIC)).outcome;

it.each([
  ['nobody was there', notThere(), { kind: 'retry' }],
  ['nobody was there, several times', many(notThere(), many(notThere())), { kind: 'retry' }],
  ['the connection was cut', cut(), { kind: 'unknown' }],
  ['it was cut, and then nobody was there', many(cut(), notThere()), { kind: 'unknown' }],
  ['a leader moved', answered({ 0: 6, 1: 6 }), { kind: 'retry' }],
  ['the broker knows the repeat', answered({ 0: 46, 1: 0 }), { kind: 'delivered' }],
  ['replicas did not answer in time', answered({ 0: 7, 1: 20 }), { kind: 'unknown' }],
  ['all is too large', answered({ 0: 10, 1: 18 }), { kind: 'too_large' }],
  ['all is refused', answered({ 0: 87, 1: 43 }), { kind: 'rejected' }],
  ['one partition fails', answered({ 0: 0, 1: 6 }), { kind: 'partial', retry: ['c', 'd'], rejected: [] }],
  ['one partition is too large', answered({ 0: 10, 1: 0 }), { kind: 'partial', retry: ['a', 'b'], rejected: [] }],
  ['one partition is refused', answered({ 0: 0, 1: 87 }), { kind: 'partial', retry: [], rejected: ['c', 'd'] }],
  [
    'one record is at fault',
    answered({ 0: { code: 32, at: [1] }, 1: 0 }),
    { kind: 'partial', retry: ['a'], rejected: ['b'] },
  ],
  [
    'a later attempt stored it',
    many(answered({ 0: 6, 1: 0 }), cut(), answered({ 0: 0, 1: 46 })),
    { kind: 'delivered' },
  ],
  [
    'an attempt stored a part, the next were cut',
    many(answered({ 0: 6, 1: 0 }), cut()),
    { kind: 'partial', retry: ['a', 'b'] },
  ],
  [
    'what an earlier attempt stored is answered otherwise later',
    many(answered({ 0: 0, 1: 6 }), answered({ 0: 6, 1: 6 })),
    { kind: 'partial', retry: ['c', 'd'], rejected: [] },
  ],
  ['something that is no error of the client', 'thrown', { kind: 'retry' }],
])('%s', (_what, thrown, expected) => {
  const outcome = outcomeOf(thrown);
  expect(outcome).toMatchObject(expected);
  expect('error' in outcome ? outcome.error.message : '').not.toMatch(/quoted/);
});

it('names who was refused, and by which code', () => {
  const { refused } = judge(records, readFates(answered({ 0: { code: 32, at: [1] }, 1: 87 }), TOPIC));
  expect(refused).toEqual([
    { id: 'b', code: 'INVALID_TIMESTAMP' },
    { id: 'c', code: 'INVALID_RECORD' },
    { id: 'd', code: 'INVALID_RECORD' },
  ]);
});

it('takes what another broker stored from what the client says it produced', () => {
  const thrown = Object.assign(many(cut()), { produced: { offsets: [{ topic: TOPIC, partition: 1, offset: 3n }] } });
  expect(outcomeOf(thrown)).toMatchObject({ kind: 'partial', retry: ['a', 'b'], rejected: [] });
});
