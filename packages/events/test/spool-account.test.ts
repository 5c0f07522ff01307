import { expect, it } from 'vitest';
import { createAccount } from '../src/spool/account.ts';
import type { FoundBatch } from '../src/spool/runs.ts';

const found = (id: string, size: number, total?: number): FoundBatch => ({ id, size, total, pieces: [], missing: 0 });

/** Finds batches as a reader does, who knows those that were found before. */
function reader(total: number) {
  const account = createAccount({ seq: 1, total, open: 0 });
  const known = new Set<string>();
  const find = (...batches: readonly FoundBatch[]): readonly (readonly [id: string, missing: number])[] => {
    const fresh = account.unmet(batches, (id) => known.has(id));
    for (const { id } of fresh) known.add(id);
    return fresh.map(({ id, missing }) => [id, missing]);
  };
  return { account, find };
}

it('says what is missing between two totals, also where rows of it lost their seal', () => {
  const { account, find } = reader(100);
  expect(find(found('a', 10, 10))).toEqual([['a', 0]]);
  expect(find(found('rows', 5), found('c', 20, 60))).toEqual([
    ['rows', 0],
    ['c', 25],
  ]);
  expect(find(found('d', 30, 100))).toEqual([['d', 10]]);
  expect([account.known, account.isShort({ seq: 1, total: 100, open: 0 })]).toEqual([100, false]);
});

it('takes nothing twice that it met under a seal that is damaged since, or gave up', () => {
  const { account, find } = reader(40);
  find(found('a', 10, 10));
  // Its rows are met again in front of the next one.
  expect(find(found('a:10', 10), found('b', 10, 20))).toEqual([['b', 0]]);
  expect(find(found('b:10', 10), found('b', 10, 20))).toEqual([]);
  account.close({ seq: 1, total: 40, open: 0 });
  expect([account.takeLost(), account.takeLost()]).toEqual([20, 0]);
  expect(find(found('c', 20, 40))).toEqual([]);
  expect(find(found('c:20', 20))).toEqual([]);
});

it('is short only while nothing is open, by what was written then', () => {
  const { account } = reader(10);
  expect(account.isShort({ seq: 1, total: 10, open: 1 })).toBe(false);
  expect(account.isShort({ seq: 1, total: 10, open: 0 })).toBe(true);
  account.close({ seq: 1, total: 10, open: 0 });
  expect(account.isShort({ seq: 1, total: 10, open: 0 })).toBe(false);
});
