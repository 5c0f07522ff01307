import { expect, test } from 'vitest';
import { createRecordIds } from '../src/record-id.ts';

test('IDs are UUIDv7 and grow, within a millisecond, past its counter, and when the clock is set back', () => {
  let now = Date.parse('2026-11-21T10:00:00.000Z');
  const newId = createRecordIds();
  const ids = Array.from({ length: 5_000 }, () => newId(now));
  now -= 3_600_000;
  ids.push(...Array.from({ length: 10 }, () => newId(now)));
  now += 7_200_000;
  ids.push(newId(now));
  expect(ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toBe(
    true,
  );
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.at(-1)?.slice(0, 13).replace('-', '')).toBe(now.toString(16).padStart(12, '0'));
});

test('62 bits of an ID are random', () => {
  const newId = createRecordIds();
  const digits = Array.from({ length: 16 }, () => new Set<string>());
  for (let n = 0; n < 2_000; n += 1) {
    const random = newId(1).slice(19).replace('-', '');
    for (const [at, seen] of digits.entries()) seen.add(random.charAt(at));
  }
  expect(digits.map((seen) => seen.size)).toEqual([4, ...Array.from({ length: 15 }, () => 16)]);
});
