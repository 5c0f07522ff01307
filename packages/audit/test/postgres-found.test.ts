import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { AuditRow } from '../src/index.ts';
import type { PostgresClient } from '../src/postgres/client.ts';
import { postgresEvidence, postgresStore } from '../src/postgres.ts';
import { judgeRow } from '../src/verify.ts';
import { empty, rowAt } from './postgres-support.ts';

let pg: PGlite;
beforeAll(async () => {
  pg = await PGlite.create();
});
afterAll(() => pg.close());
beforeEach(async () => {
  await empty(pg);
  await postgresStore(pg).migrate();
});

const append = (rows: readonly AuditRow[]): Promise<unknown> => postgresStore(pg).append(rows);

const idsOf = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id);

/** A client that keeps what it was asked. */
function watched(): { readonly client: PostgresClient; readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    client: {
      query(text, params) {
        asked.push(text);
        return pg.query(text, params);
      },
    },
  };
}

/** What whoever owns the tables can do to a record. */
async function change(sql: string, ...params: string[]): Promise<void> {
  await pg.exec('ALTER TABLE audit_log DISABLE TRIGGER ALL');
  await pg.query(`UPDATE audit_log SET ${sql}`, params);
}

const rows = Array.from({ length: 40 }, (_, n) =>
  rowAt(n, {
    ...(n % 3 === 0 && { request_id: `r_${n}` }),
    ...(n % 7 === 0 && { subjects: [] }),
    ...(n % 7 === 1 && {
      subjects: [
        { id: 'a "b" \\ü', type: 'user' },
        { id: 'NULL', type: 'user' },
      ],
    }),
    ...(n % 11 === 0 && { org: 'line\nand \t tab' }),
    ...(n % 11 === 1 && { org: '', request_id: '' }),
  }),
);

test('a record has the same columns, whatever is in them and whichever are null', async () => {
  await append(rows);
  const { client, asked } = watched();
  expect(await postgresEvidence(client).rowsOf(idsOf(rows).toReversed())).toEqual(rows);
  expect(asked).toHaveLength(1);
});

test.each([
  ["action = 'role.changed' || chr(31)", 'action'],
  ["actor_id = 'u_1' || chr(31) || 'x'", 'actorId'],
  ["org = 'o_1' || chr(31)", 'org'],
  ['request_id = chr(31)', 'requestId'],
  ["request_id = 't' || chr(31) || 'f'", 'requestId'],
  ["org = NULL, request_id = 'o_1'", 'org'],
])('a column that holds what stands between columns is read as it is: %s', async (sql, column) => {
  const row = rowAt(1);
  await append([rowAt(0), row, rowAt(2)]);
  await change(`${sql} WHERE id = $1`, row.id);
  const found = (await postgresEvidence(pg).rowsOf(idsOf([rowAt(0), row, rowAt(2)]))).find(({ id }) => id === row.id);
  expect(found?.body).toBe(row.body);
  expect(judgeRow(found as AuditRow, row.leaf).findings).toContainEqual({
    id: row.id,
    problem: 'column_mismatch',
    column,
  });
});

test('a value cannot move into another column unseen, not even where one is null that never is', async () => {
  const row = rowAt(1);
  await append([row]);
  await pg.exec('ALTER TABLE audit_log ALTER outcome DROP NOT NULL');
  await change('action = action || chr(31) || outcome, outcome = NULL WHERE id = $1', row.id);
  const [found] = await postgresEvidence(pg).rowsOf([row.id]);
  expect(found).toEqual({ ...row, action: 'role.changed\x1fsuccess', outcome: 'null' });
});

test('a body that holds what stands between columns is the whole body', async () => {
  const row = rowAt(1);
  await append([row]);
  await change('body = body || chr(31) WHERE id = $1', row.id);
  const [found] = await postgresEvidence(pg).rowsOf([row.id]);
  expect(found?.body).toBe(`${row.body}\x1f`);
});

test('records of others between the first and the last are left out, and each is looked for where they are many', async () => {
  const many = Array.from({ length: 400 }, (_, n) => rowAt(n));
  await append(many);
  const { client, asked } = watched();
  const evidence = postgresEvidence(client);
  const half = many.filter((_, n) => n % 2 === 0);
  expect(await evidence.rowsOf(idsOf(half))).toEqual(half);
  expect(asked).toHaveLength(1);
  const few = many.filter((_, n) => n % 40 === 0);
  expect(await evidence.rowsOf(idsOf(few))).toEqual(few);
  expect(asked).toHaveLength(3);
  // It is not tried again at once.
  expect(await evidence.rowsOf(idsOf(few))).toEqual(few);
  expect(asked).toHaveLength(4);
});

test('absent records are passed over, and an ID in capitals finds its record', async () => {
  await append(rows);
  const absent = rowAt(1_000);
  expect(await postgresEvidence(pg).rowsOf(idsOf([...rows, absent]))).toEqual(rows);
  expect(await postgresEvidence(pg).rowsOf([(rows[3]?.id ?? '').toUpperCase()])).toEqual([rows[3]]);
});

test('a record that is there twice is given twice', async () => {
  await append(rows.slice(0, 3));
  await pg.exec('ALTER TABLE audit_log DROP CONSTRAINT audit_log_pkey');
  const id = rows[1]?.id ?? '';
  await pg.query('INSERT INTO audit_log SELECT * FROM audit_log WHERE id = $1::text::uuid', [id]);
  const found = await postgresEvidence(pg).rowsOf(idsOf(rows.slice(0, 3)));
  expect(idsOf(found).filter((one) => one === id)).toHaveLength(2);
});

test('personal values are found by record and in order, and those of others are left out', async () => {
  const personal = (n: number) => [
    { field: 'name', salt: 'ab'.repeat(16), value: `"${n}"` },
    { field: 'email', salt: 'cd'.repeat(16), value: `"${n}@example.com"` },
  ];
  await append(Array.from({ length: 60 }, (_, n) => ({ ...rowAt(n), personal: personal(n) })));
  const wanted = [3, 7, 50].map((n) => rowAt(n).id);
  const expected = [3, 7, 50].flatMap((n) =>
    personal(n)
      .toReversed()
      .map((value) => ({ id: rowAt(n).id, ...value })),
  );
  const { client, asked } = watched();
  expect(await postgresEvidence(client).personalOf(wanted.toReversed())).toEqual(expected);
  expect(asked).toHaveLength(2);
  const next = [3, 4, 5];
  const values = next.flatMap((n) =>
    personal(n)
      .toReversed()
      .map((value) => ({ id: rowAt(n).id, ...value })),
  );
  expect(await postgresEvidence(pg).personalOf(next.map((n) => rowAt(n).id))).toEqual(values);
});
