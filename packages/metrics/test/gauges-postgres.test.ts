import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrations } from '../src/cli.ts';
import {
  applyGaugeTable,
  type PostgresDatabase,
  planGaugeTable,
  postgresGaugeGrants,
  postgresGauges,
  postgresGaugeTable,
} from '../src/gauges.ts';

let pg: PGlite;
beforeAll(async () => {
  pg = await PGlite.create();
  await pg.exec('CREATE ROLE app; CREATE TABLE item (status text, body text)');
  await pg.exec("INSERT INTO item VALUES ('draft', 'a'), ('draft', 'b'), ('approved', 'c')");
});
afterAll(() => pg.close());
beforeEach(async () => {
  await pg.exec('RESET ROLE; DROP TABLE IF EXISTS plumbline_gauge_lease; DROP SCHEMA IF EXISTS "Own" CASCADE');
  await pg.exec(postgresGaugeTable());
});

/** Moves the end of a lease. */
const end = (interval: string) =>
  pg.query(`UPDATE plumbline_gauge_lease SET until = clock_timestamp() + '${interval}'`);

describe('a lease', () => {
  it('is taken, kept from others, renewed, and taken over after its end by the clock of the database', async () => {
    const store = postgresGauges(pg);
    const first = await store.bid('a/w', 'one', 60_000);
    const now = await pg.query<{ now: number }>('SELECT extract(epoch FROM clock_timestamp())::float8 AS now');
    expect(first).toMatchObject({ held: true });
    expect(Math.abs(('at' in first ? first.at : 0) - (now.rows[0]?.now ?? 0))).toBeLessThan(60);
    const refused = await store.bid('a/w', 'two', 60_000);
    expect(refused.held).toBe(false);
    expect('waitMs' in refused && refused.waitMs > 0 && refused.waitMs <= 60_000).toBe(true);
    expect(await store.bid('a/other', 'two', 60_000)).toMatchObject({ held: true });
    expect(await store.bid('a/w', 'one', 60_000)).toMatchObject({ held: true });
    await end('-1 second');
    expect(await store.bid('a/w', 'two', 60_000)).toMatchObject({ held: true });
    expect(await store.bid('a/w', 'one', 60_000)).toMatchObject({ held: false });
  });

  it('that was taken while the clock of the database was far ahead keeps nobody away', async () => {
    const store = postgresGauges(pg);
    await store.bid('a/w', 'one', 259_200_000);
    expect(await store.bid('a/w', 'two', 259_200_000)).toMatchObject({ held: false });
    await end('5 days');
    expect(await store.bid('a/w', 'two', 60_000)).toMatchObject({ held: true });
  });

  it('is given back by who holds it, and by nobody else', async () => {
    const store = postgresGauges(pg);
    await store.bid('a/w', 'one', 60_000);
    await store.release('a/w', 'two');
    expect(await store.bid('a/w', 'two', 60_000)).toMatchObject({ held: false });
    await store.release('a/w', 'one');
    expect(await store.bid('a/w', 'two', 60_000)).toMatchObject({ held: true });
  });

  it('says how long to wait, and not less than nothing', async () => {
    const store = postgresGauges(pg);
    await store.bid('a/w', 'one', 60_000);
    await end('20 seconds');
    const refused = await store.bid('a/w', 'two', 1);
    expect('waitMs' in refused && refused.waitMs > 0 && refused.waitMs <= 20_000).toBe(true);
  });

  it('is in a schema of its own where one is named', async () => {
    await pg.exec('CREATE SCHEMA "Own"');
    await pg.exec(postgresGaugeTable('Own'));
    expect(await postgresGauges(pg, { schema: 'Own' }).bid('a/w', 'one', 1_000)).toMatchObject({ held: true });
    expect((await pg.query('SELECT FROM plumbline_gauge_lease')).rows).toEqual([]);
    expect(() => postgresGauges(pg, { schema: 'a"b' })).toThrow(/`schema` must be 1 to 63 letters/);
  });

  it('needs no more rights than those that are named', async () => {
    for (const grant of postgresGaugeGrants('app')) await pg.exec(grant);
    await pg.exec('SET ROLE app');
    const store = postgresGauges(pg);
    expect(await store.bid('a/w', 'one', 60_000)).toMatchObject({ held: true });
    expect(await store.bid('a/w', 'one', 60_000)).toMatchObject({ held: true });
    await store.release('a/w', 'one');
    expect(await store.bid('a/w', 'two', 60_000)).toMatchObject({ held: true });
    await expect(pg.query('DELETE FROM plumbline_gauge_lease')).rejects.toThrow(/permission denied/);
    await expect(pg.query("UPDATE plumbline_gauge_lease SET name = 'x'")).rejects.toThrow(/permission denied/);
    await pg.exec('RESET ROLE');
    expect(postgresGaugeGrants('a"b', 'Own')).toEqual([
      'GRANT USAGE ON SCHEMA "Own" TO "a""b"',
      'GRANT SELECT, INSERT, UPDATE (holder, until) ON "Own".plumbline_gauge_lease TO "a""b"',
    ]);
  });
});

describe('a sample', () => {
  const counts = [
    { status: 'approved', items: 1 },
    { status: 'draft', items: 2 },
  ];
  const sql = 'SELECT status, count(*)::int AS items FROM item GROUP BY status ORDER BY status -- counted;';

  it('is read in a transaction that may change nothing, within the time of the database', async () => {
    const store = postgresGauges(pg);
    expect(await store.rows(sql, 500)).toEqual(counts);
    expect(await store.rows('SHOW statement_timeout', 1_234.5)).toEqual([{ statement_timeout: '1235ms' }]);
    expect((await pg.query('SHOW statement_timeout')).rows).toEqual([{ statement_timeout: '0' }]);
    await expect(store.rows('DELETE FROM item RETURNING status', 500)).rejects.toMatchObject({ code: '25006' });
    expect((await pg.query('SELECT FROM item')).rows).toHaveLength(3);
  });

  it('comes as each driver gives the answers to several statements', async () => {
    const answer = async (given: unknown) => {
      const texts: string[] = [];
      const database: PostgresDatabase = { query: async (text) => (texts.push(text), given) };
      const rows = await postgresGauges(database).rows('SELECT 1', 500);
      expect(texts).toEqual(['SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = 500; SELECT 1']);
      return rows;
    };
    expect(await answer([{ rows: [] }, { rows: [] }, { rows: counts }])).toEqual(counts);
    expect(await answer({ rows: counts })).toEqual(counts);
    expect(await answer({ rows: [[], [], counts] })).toEqual(counts);
    expect(await answer([[], [], counts])).toEqual(counts);
    expect(await answer([{ rows: [] }, { rows: [] }, { rows: [] }])).toEqual([]);
  });
});

describe('plumbline migrate', () => {
  it('makes the table once, and changes none that differs', async () => {
    await pg.exec('DROP TABLE plumbline_gauge_lease');
    const steps = await planGaugeTable(pg);
    expect(steps).toEqual([{ id: '1 gauge leases', checksum: 'none', statement: postgresGaugeTable() }]);
    await applyGaugeTable(pg, steps);
    expect(await planGaugeTable(pg)).toEqual([]);
    expect(await postgresGauges(pg).bid('a/w', 'one', 1_000)).toMatchObject({ held: true });
    await pg.exec('ALTER TABLE plumbline_gauge_lease ADD COLUMN more int');
    const differing = await planGaugeTable(pg);
    expect(differing[0]?.drift).toContain('holder text, more integer, name text, until timestamp with time zone');
    await expect(applyGaugeTable(pg, differing)).rejects.toThrow(/has other columns/);
  });

  it('leaves it alone where no database is named', async () => {
    const io = { cwd: '/', env: {}, stdout: () => undefined, stderr: () => undefined };
    expect(migrations.map(({ name }) => name)).toEqual(['gauges']);
    expect(await migrations[0]?.plan(io as never)).toBeUndefined();
  });
});
