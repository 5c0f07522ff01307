import { makeEvent } from '@plumbline/testkit';
import { partial, tooLarge } from '@plumbline/core';
import { expect, it } from 'vitest';
import { judgeParcel, type Parcel } from '../src/parcel.ts';

const parcelOf = (size: number): Parcel => ({ id: 'b', events: Array.from({ length: size }, () => makeEvent()) });
const error = new Error('no');

it('gives up one event that is too large alone, and nothing of a parcel that may fit in parts', () => {
  for (const idempotent of [true, false]) {
    expect(judgeParcel(parcelOf(1), tooLarge(error), idempotent)).toEqual({
      delivered: 0,
      rejected: 1,
      rest: undefined,
    });
    const parcel = parcelOf(2);
    expect(judgeParcel(parcel, tooLarge(error), idempotent)).toEqual({ delivered: 0, rejected: 0, rest: parcel });
  }
});

it('counts those that were rejected without a name, and never more than there were', () => {
  const parcel = parcelOf(4);
  const [first = '', second = ''] = parcel.events.map(({ eventId }) => eventId);
  const judged = (rejectedCount: number) =>
    judgeParcel(parcel, { ...partial(error, { retry: [first], rejected: [second] }), rejectedCount } as never, true);
  expect(judged(1)).toMatchObject({ delivered: 1, rejected: 2, rest: { events: [parcel.events[0]] } });
  expect(judged(9)).toMatchObject({ delivered: 0, rejected: 3 });
  expect(judged(-9)).toMatchObject({ delivered: 2, rejected: 1 });
});
