import { describe, expect, it } from 'vitest';
import { createRowReader } from '../src/gauges/read-rows.ts';
import { createLabelGuard } from '../src/index.ts';
import { sdkMeter } from './sdk-meter.ts';

const gauges = {
  items: { help: 'x', labels: { status: ['draft', 'approved'], kind: ['post', '1'] } },
  stale: { help: 'x' },
  oldest: { help: 'x', unit: 's', labels: { status: ['draft'] } },
};

function setUp() {
  const { meter, read } = sdkMeter();
  const rows = createRowReader({ gauges }, createLabelGuard({ meter }));
  /** Series of a sample, without those that are 0; or what is wrong. */
  const seen = (given: unknown): unknown => {
    const snapshot = rows(given);
    if ('fault' in snapshot) return snapshot.fault;
    return Array.from(snapshot).flatMap(([name, points]) =>
      points
        .filter(({ value }) => value !== 0)
        .map(({ labels, value }) => [name, ...Object.values(labels), value].join(' ')),
    );
  };
  const others = () => read('plumbline.metrics.other_labels');
  return { rows, seen, others };
}

describe('rows', () => {
  it('are a column for each gauge, or gauge and value, also mixed; numbers may be texts and bigints', () => {
    const { seen } = setUp();
    expect(
      seen([
        { status: 'draft', kind: 'post', items: '3', oldest: 7.5 },
        { gauge: 'items', value: 4n, status: 'approved', kind: 1 },
        { gauge: 'stale', value: 2 },
      ]),
    ).toEqual(['items draft post 3', 'items approved 1 4', 'stale 2', 'oldest draft 7.5']);
  });

  it('that are missing make 0, for every combination, and for `other` once it was there', () => {
    const { rows } = setUp();
    const read = (given: unknown) => {
      const snapshot = rows(given);
      return 'fault' in snapshot ? [] : (snapshot.get('items') ?? []).map((point) => point.value);
    };
    expect(read([])).toEqual([0, 0, 0, 0]);
    expect(read([{ status: 'draft', kind: 'post', items: 5 }])).toEqual([5, 0, 0, 0]);
    expect(read([{ status: 'gone', kind: 'post', items: 2 }])).toEqual([0, 0, 0, 0, 2]);
    expect(read([])).toEqual([0, 0, 0, 0, 0]);
  });

  it('with values outside of a list are `other`, added up, and counted', async () => {
    const { others, seen } = setUp();
    expect(await others()).toMatchObject({ 'instrument=plumbline.workflow.items,label=status': 0 });
    expect(
      seen([
        { status: 'gone', kind: 'post', items: 2 },
        { status: null, kind: 'post', items: 3 },
        { status: 'gone', oldest: 4 },
        { status: 'lost', oldest: 3 },
      ]),
    ).toEqual(['items other post 5', 'oldest other 4']);
    expect(await others()).toMatchObject({
      'instrument=plumbline.workflow.items,label=status': 2,
      'instrument=plumbline.workflow.items,label=kind': 0,
      'instrument=plumbline.workflow.oldest,label=status': 2,
    });
  });

  it('with NULL are 0 and no value of a label', async () => {
    const { others, seen } = setUp();
    expect(seen([{ items: null, status: null, kind: null, stale: 5 }])).toEqual(['stale 5']);
    expect(await others()).toMatchObject({ 'instrument=plumbline.workflow.items,label=status': 0 });
  });

  it.each([
    [undefined, 'the sample is no list of rows'],
    [[5], 'a row is no object'],
    [[{ stael: 5 }], 'the column `stael` is no gauge and no label of this set'],
    [[{ status: 'draft' }], 'a row names no gauge of this set'],
    [[{ gauge: 'itms', value: 3 }], 'the column `gauge` names no gauge of this set'],
    [[{ items: 3, status: 'draft' }], 'a row of `items` has no column `kind`'],
    [[{ stale: 'many' }], 'a value of `stale` is no number'],
    [[{ stale: '' }], 'a value of `stale` is no number'],
    [[{ gauge: 'stale' }], 'a value of `stale` is no number'],
    [[{ stale: Number.NaN }], 'a value of `stale` is no number'],
    [
      Array.from({ length: 10_001 }, () => ({ stale: 1 })),
      'the sample has more than 10000 rows; group them by the labels',
    ],
  ])('that are none are refused as a whole: %#', (given, fault) => {
    const { seen } = setUp();
    expect(seen(given)).toBe(fault);
    // Nothing of it is left for the next sample.
    expect(seen([{ stale: 1 }])).toEqual(['stale 1']);
  });

  it('of a sample that failed half way are forgotten', () => {
    const { seen } = setUp();
    expect(seen([{ stale: 5 }, { stale: 'x' }])).toBe('a value of `stale` is no number');
    expect(seen([{ stale: 2 }])).toEqual(['stale 2']);
  });
});
