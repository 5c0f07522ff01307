import { DatabaseSync } from 'node:sqlite';
import { beforeEach, expect, test } from 'vitest';
import {
  type AuditRow,
  type AuditStore,
  createAudit,
  leafHash,
  toRow,
  verifyRecords,
  type WitnessLine,
} from '../src/index.ts';
import { sqliteStore } from '../src/sqlite.ts';
import { actions, allRows, keepLog, service, useFolder } from './support.ts';

const folder = useFolder();
let database: DatabaseSync;
let store: AuditStore;
let rows: readonly AuditRow[];
let witness: WitnessLine[];

beforeEach(async () => {
  database = new DatabaseSync(':memory:');
  store = sqliteStore({ database });
  await store.migrate();
  const log = keepLog();
  const audit = createAudit({ actions, store, service, log, spoolDirectory: folder() });
  await audit.start();
  for (let n = 0; n < 10; n += 1) audit.record('user.created', { subject: { type: 'user', id: `u_${n}` } });
  await audit.shutdown();
  rows = await allRows(store);
  witness = log.witness();
  // Whoever owns the database can take the triggers away.
  database.exec('DROP TRIGGER audit_log_no_update; DROP TRIGGER audit_log_no_delete');
});

const idOf = (n: number): string => rows[n]?.id ?? '';
const set = (n: number, column: string, value: string | number | Buffer): void =>
  void database.prepare(`UPDATE audit_log SET ${column} = ? WHERE id = ?`).run(value, idOf(n));

test('an untouched trail is intact', async () => {
  expect(await verifyRecords(store, { witness })).toEqual({ checked: 10, intact: 10, findings: [] });
  expect(await verifyRecords(rows)).toEqual({ checked: 10, intact: 10, findings: [] });
});

test('an edited body is named', async () => {
  set(3, 'body', rows[3]?.body.replace('u_3', 'u_4') ?? '');
  expect(await verifyRecords(store)).toEqual({
    checked: 10,
    intact: 9,
    findings: [{ id: idOf(3), problem: 'edited' }],
  });
});

test('an edited leaf is named', async () => {
  set(3, 'leaf_hash', Buffer.alloc(32));
  expect((await verifyRecords(store)).findings).toEqual([{ id: idOf(3), problem: 'edited' }]);
});

test('a body edited together with its leaf is named with the witness, and only with it', async () => {
  const body = rows[3]?.body.replace('u_3', 'u_4') ?? '';
  set(3, 'body', body);
  set(3, 'leaf_hash', Buffer.from(leafHash(body), 'hex'));
  set(3, 'subject_ids', '["u_4"]');
  expect((await verifyRecords(store)).findings).toEqual([]);
  expect((await verifyRecords(store, { witness })).findings).toEqual([{ id: idOf(3), problem: 'edited' }]);
});

test.each([
  ['actor_id', 'actorId', 'u_99'],
  ['action', 'action', 'login.failed'],
  ['outcome', 'outcome', 'denied'],
  ['class', 'class', 'data'],
  ['org', 'org', 'o_99'],
  ['subject_ids', 'subjectIds', '[]'],
  ['request_id', 'requestId', 'x'],
  ['recorded_at', 'recordedAt', 5],
])('a search column %s that says something else than the body is named', async (column, property, value) => {
  set(2, column, value);
  expect((await verifyRecords(store)).findings).toEqual([
    { id: idOf(2), problem: 'column_mismatch', column: property },
  ]);
});

test('a record under another ID is named on both sides', async () => {
  set(2, 'id', '019a0000-0000-7000-8000-000000000000');
  const { findings } = await verifyRecords(store, { witness });
  expect(findings).toEqual([
    { id: '019a0000-0000-7000-8000-000000000000', problem: 'column_mismatch', column: 'id' },
    { id: '019a0000-0000-7000-8000-000000000000', problem: 'unwitnessed' },
    { id: idOf(2), problem: 'missing' },
  ]);
});

test('a deleted record is named with the witness; one of an open transaction is not missed', async () => {
  database.prepare('DELETE FROM audit_log WHERE id = ?').run(idOf(5));
  const open = { audit_id: 'rolled-back', audit_leaf: '', audit_open: true };
  expect((await verifyRecords(store, { witness: [...witness, open] })).findings).toEqual([
    { id: idOf(5), problem: 'missing' },
  ]);
});

test('an inserted record is named with the witness', async () => {
  const body = (rows[0]?.body ?? '').replace(idOf(0), '019a0000-0000-7000-8000-000000000000');
  await store.append([toRow(body, leafHash(body))]);
  expect((await verifyRecords(store, { witness })).findings).toEqual([
    { id: '019a0000-0000-7000-8000-000000000000', problem: 'unwitnessed' },
  ]);
});

test('a body that is no record, and a record twice in an export, are named', async () => {
  set(1, 'body', 'null');
  set(1, 'leaf_hash', Buffer.from(leafHash('null'), 'hex'));
  expect((await verifyRecords(store)).findings).toEqual([{ id: idOf(1), problem: 'unreadable' }]);
  expect((await verifyRecords([...rows, rows[4] as AuditRow])).findings).toEqual([
    { id: idOf(4), problem: 'duplicate' },
  ]);
});
