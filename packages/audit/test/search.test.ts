import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AuditQuery, type AuditStore, queryAudit } from '../src/index.ts';
import { postgresStore } from '../src/postgres.ts';
import { sqliteStore } from '../src/sqlite.ts';
import { rowOf } from './keep-support.ts';

const long = 'x'.repeat(250);

const wrong: readonly (readonly [string, object])[] = [
  ['after', { after: 'x' }],
  ['after', { after: '' }],
  ['subject', { subject: ['a', 'b'] }],
  ['actor', { actor: { $ne: 1 } }],
  ['org', { org: null }],
  ['from', { from: Number.NaN }],
  ['to', { to: '2026-01-01' }],
];

const stores: readonly (readonly [string, () => AuditStore])[] = [
  ['postgres', () => postgresStore(pg, { allowOwner: true })],
  ['sqlite', () => sqliteStore({ path: ':memory:' })],
];

let pg: PGlite;
beforeAll(async () => {
  pg = await PGlite.create();
});
afterAll(() => pg.close());

describe.each(stores)('a search in %s', (_kind, open) => {
  let store: AuditStore;
  beforeAll(async () => {
    store = open();
    await store.migrate();
    await store.append([rowOf(1, { actor: long, subject: 'a\0b' }), rowOf(2)]);
  });

  test.each(wrong)('that has a wrong `%s` is refused by that name: %o', async (name, query) => {
    const code = 'PLB_OPTION_INVALID';
    await expect(queryAudit(store, query as AuditQuery)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(`\`${name}\``) as string,
    });
  });

  test.each([{ actor: long }, { subject: 'a\0b' }])('finds an ID as its column has it: %o', async (query) => {
    expect((await queryAudit(store, query)).records).toHaveLength(1);
    expect(await store.count(query)).toBe(1);
  });

  test.each([
    [{ from: -1e20, to: Number.POSITIVE_INFINITY }, 2],
    [{ from: 1e20 }, 0],
    [{ to: -1e20 }, 0],
  ])('takes a time that no date has for the beginning or the end: %o', async (query, count) => {
    expect((await queryAudit(store, query)).records).toHaveLength(count);
  });

  test('by impersonator looks for nobody who only looks like a pattern', async () => {
    expect(await store.read({ limit: 5, impersonator: '%' })).toEqual([]);
  });
});
