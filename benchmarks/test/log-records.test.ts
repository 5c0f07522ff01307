import { describe, expect, test } from 'vitest';
import { KINDS, makeEntries } from '../src/log/records.ts';

const fieldsIn = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce((sum: number, each) => sum + fieldsIn(each), 0)
    : 1;

/** Levels of names; a list has none of its own. */
const depthOf = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 0;
  const below = Math.max(...Object.values(value).map(depthOf));
  return Array.isArray(value) ? below : below + 1;
};

const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
};

const SIZE = { small: { fields: 2, depth: 1 }, request: { fields: 20, depth: 3 }, large: { fields: 200, depth: 6 } };

describe.each(KINDS)('%s', (kind) => {
  test.each([false, true])('has as many fields and levels as it says; planted: %s', (planted) => {
    for (const { fields } of makeEntries({ kind, planted, count: 20, seed: 1 })) {
      expect({ fields: fieldsIn(fields), depth: depthOf(fields) }).toEqual(SIZE[kind]);
    }
  });

  test('secrets stand in a planted record, and a clean one has none', () => {
    for (const { fields, message, secrets } of makeEntries({ kind, planted: true, count: 20, seed: 1 })) {
      expect(secrets.length).toBeGreaterThan(1);
      for (const secret of secrets) expect([message, ...textsIn(fields)].join('\n')).toContain(secret);
    }
    for (const { secrets } of makeEntries({ kind, planted: false, count: 20, seed: 1 })) expect(secrets).toEqual([]);
  });

  test('no two are alike, nor those of two seeds; the same seed gives the same', () => {
    const first = makeEntries({ kind, planted: true, count: 50, seed: 1 });
    const second = makeEntries({ kind, planted: true, count: 50, seed: 2 });
    expect(makeEntries({ kind, planted: true, count: 50, seed: 1 })).toEqual(first);
    const secrets = [...first, ...second].flatMap((entry) => entry.secrets);
    expect(new Set(secrets).size).toBe(secrets.length);
    expect(new Set([...first, ...second].map(({ message }) => message)).size).toBe(100);
  });
});
