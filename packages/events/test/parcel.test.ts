import { makeEvent } from '@plumbline/testkit';
import { partial, tooLarge } from '@plumbline/core';
import { expect, it } from 'vitest';
import { partName } from '../src/parcel-name.ts';
import { judgeParcel, outboundOf, type Parcel, parcelsOf } from '../src/parcel.ts';

const parcelOf = (size: number): Parcel => {
  const events = Array.from({ length: size }, () => makeEvent());
  const batch = { id: 'b', size, events };
  return { id: 'b', batch, at: [...events.keys()], attempts: 0, halved: false, failing: undefined };
};
const error = new Error('no');

it('gives up one event that is too large alone, and halves a parcel that may fit in parts', () => {
  for (const idempotent of [true, false]) {
    expect(judgeParcel(parcelOf(1), tooLarge(error), idempotent)).toEqual({
      delivered: 0,
      lost: { oversized: 1 },
      rest: [],
    });
    const { delivered, lost, rest } = judgeParcel(parcelOf(3), tooLarge(error), idempotent);
    expect([delivered, lost, rest.map(({ id, at }) => [id, at])]).toEqual([
      0,
      {},
      [
        ['b~0-1', [0, 1]],
        ['b~2', [2]],
      ],
    ]);
  }
});

it('counts those that were rejected without a name, and never more than there were', () => {
  const parcel = parcelOf(4);
  const [first = '', second = ''] = parcel.batch.events.map(({ eventId }) => eventId);
  const judged = (rejectedCount: number) =>
    judgeParcel(parcel, { ...partial(error, { retry: [first], rejected: [second] }), rejectedCount } as never, true);
  expect(judged(1)).toMatchObject({ delivered: 1, lost: { rejected: 2 }, rest: [{ id: 'b~0', at: [0] }] });
  expect(judged(9)).toMatchObject({ delivered: 0, lost: { rejected: 3 } });
  expect(judged(-9)).toMatchObject({ delivered: 2, lost: { rejected: 1 } });
});

it('slices what is left of a batch as it sliced the whole, so that a slice keeps its ID', () => {
  const { batch } = parcelOf(5);
  const adapter = { allow: 'catalog', capabilities: { maxBatch: 2, idempotent: true } } as never;
  const idsOf = (...open: number[]): unknown =>
    parcelsOf(batch, Uint8Array.from(open), adapter).parcels.map(({ id, at }) => [id, at]);
  const [zero, one, two] = [
    ['b.0', [0, 1]],
    ['b.1', [2, 3]],
    ['b.2', [4]],
  ];
  expect(idsOf(1, 1, 1, 1, 1)).toEqual([zero, one, two]);
  expect(idsOf(0, 0, 1, 1, 1)).toEqual([one, two]);
  expect(idsOf(0, 1, 1, 1, 0)).toEqual([['b.0~1', [1]], one]);
});

it('makes events of rows only for who asks', () => {
  let made = 0;
  const events = [makeEvent(), makeEvent()];
  const batch = {
    id: 'b',
    size: 2,
    rows: ['0', '1'],
    get events() {
      made += 1;
      return events;
    },
  };
  const parcel: Parcel = { id: 'b~1', batch, at: [1], attempts: 0, halved: false, failing: undefined };
  const outbound = outboundOf(parcel);
  expect([outbound.rows, made]).toEqual([['1'], 0]);
  expect([outbound.events, outbound.events, made]).toEqual([[events[1]], [events[1]], 1]);
});

it('names each set of members apart, and the same set the same', () => {
  const names = new Set<string>();
  for (let set = 1; set < 4_096; set += 1) {
    const at = Array.from({ length: 300 }, (_, place) => place).filter((place) => (set >> (place % 12)) & 1);
    names.add(partName('b', at));
    expect(partName('b~0-1', at)).toBe(partName('b', at));
  }
  expect(names.size).toBe(4_095);
});
