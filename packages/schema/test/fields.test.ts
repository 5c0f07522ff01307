import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  categories,
  category,
  count,
  duration,
  type Field,
  flag,
  freeText,
  looksPersonal,
  opaqueId,
} from '../src/index.ts';

const justification = 'Users explain why in their own words.';
const fields: Readonly<Record<string, Field>> = {
  category: category(['approved', 'rejected']),
  categories: categories(['a', 'b', 'c']),
  count: count({ max: 100 }),
  defaultCount: count(),
  duration: duration({ maxMs: 5_000 }),
  flag: flag(),
  opaqueId: opaqueId(),
  freeText: freeText({ justification, maxLength: 30 }),
};

/** Values near the borders of every class, and anything else. */
const value = fc.oneof(
  fc.anything(),
  fc.constantFrom(
    'approved',
    'rejected',
    'a',
    '',
    'itm_1',
    'a@b',
    '4111-1111-1111-1111',
    'https://x',
    'Bearer abcdefghijk',
  ),
  fc.constantFrom(0, -0, -1, 100, 101, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2_147_483_647, 2_147_483_648, 5_000),
  fc.array(fc.constantFrom('a', 'b', 'c', 'd', 1), { maxLength: 4 }),
  fc.uuid(),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.stringMatching(/^[A-Za-z0-9_-]{0,70}$/),
  fc.boolean(),
  fc.constantFrom(undefined, null),
);

describe('the compiled rule is the zod schema', () => {
  it.each(Object.entries(fields))('%s', (_, field) => {
    fc.assert(
      fc.property(value, (given) => {
        expect(field.accepts(given) === undefined).toBe(field.schema.safeParse(given).success);
        const optional = field.optional();
        expect(optional.accepts(given) === undefined).toBe(optional.schema.safeParse(given).success);
      }),
      { numRuns: 2_000 },
    );
  });
});

it.each(Object.entries(fields))('%s takes its own sample and says what it is', (_, field) => {
  expect(field.accepts(field.sample)).toBeUndefined();
  expect(field.optional().optional()).toBe(field.optional());
  expect(field.type).toMatch(/^[a-z-]+(\(.+\))?$/);
});

it.each([
  [opaqueId(), 'joe@example.com'],
  [opaqueId(), 'https://example.com/?a=b'],
  [opaqueId(), '4111-1111-1111-1111'],
  [opaqueId(), '491701234567'],
  [opaqueId(), 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln'],
  [freeText({ justification, maxLength: 200 }), 'call me at +49 170 1234567'],
  [freeText({ justification, maxLength: 200 }), 'see www.example.com'],
  [freeText({ justification, maxLength: 200 }), 'Authorization: Bearer 3f9a1c77d2'],
  [freeText({ justification, maxLength: 200 }), 'mail joe@example.com'],
  [freeText({ justification, maxLength: 200 }), 'it says access_token=3f9a1c77d2'],
  [freeText({ justification, maxLength: 200 }), 'my_api_key: 3f9a1c77d2'],
  [freeText({ justification, maxLength: 200 }), 'id_eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln'],
  [freeText({ justification, maxLength: 200 }), 'my_www.example.com'],
  [freeText({ justification, maxLength: 200 }), 'joe＠example．com'],
  [freeText({ justification, maxLength: 200 }), 'card ４１１１　１１１１　１１１１　１１１１'],
  [freeText({ justification, maxLength: 200 }), 'card ٤١١١١١١١١١١١١١١١'],
  [freeText({ justification, maxLength: 200 }), '+49 170\u200b 123\u2060 4567'],
])('refuses personal shapes, and never shows them', (field, secret) => {
  const fault = field.accepts(secret);
  expect(fault).toBeDefined();
  expect(fault).not.toContain(secret);
  expect(field.looksPersonal(secret)).toBe(true);
});

it('takes what only resembles them', () => {
  const field = freeText({ justification, maxLength: 200 });
  for (const text of [
    'Größe fehlt, 12 Stück',
    'Ⅷ. Kapitel',
    '日本語のメモ',
    'tokens are fine',
    'awww. nice',
    '👩‍👩‍👧 family',
  ]) {
    expect(field.accepts(text)).toBeUndefined();
  }
});

it('never mistakes a UUID for a number', () => {
  fc.assert(
    fc.property(fc.uuid(), (id) => {
      expect(opaqueId().accepts(id)).toBeUndefined();
      expect(looksPersonal(id)).toBe(false);
    }),
    { numRuns: 5_000 },
  );
});

it.each([
  () => category([] as unknown as ['a']),
  () => category(['a', 'a']),
  () => category(['has space']),
  () => categories(['https://x']),
  () => count({ max: 0 }),
  () => duration({ maxMs: 1.5 }),
  () => freeText({ justification: 'short', maxLength: 10 }),
  () => freeText({ justification, maxLength: 5_000 }),
])('refuses a declaration that cannot work: %s', (declare) => {
  expect(declare).toThrow(expect.objectContaining({ code: 'PLB_CATALOG_INVALID' }));
});
