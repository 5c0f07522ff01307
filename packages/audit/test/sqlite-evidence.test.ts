import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test, vi } from 'vitest';
import { idsOf, leavesOf, rowsAt, sealOver, withPersonal } from '../src/conformance/made-up-trail.ts';
import { sqliteEvidence, sqliteStore } from '../src/sqlite.ts';
import { allRows, useFolder } from './support.ts';
import { tamperTrail } from './tamper-support.ts';

const folder = useFolder();
const file = (): string => path.join(folder(), 'audit.db');
const LONG_MS = 60_000;

/** The tables as version 1 made them. */
const VERSION_1 = `
CREATE TABLE audit_schema (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP) STRICT;
CREATE TABLE audit_log (
  id TEXT PRIMARY KEY, recorded_at INTEGER NOT NULL,
  stored_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  action TEXT NOT NULL, outcome TEXT NOT NULL, class TEXT NOT NULL, actor_id TEXT NOT NULL, org TEXT,
  subject_ids TEXT NOT NULL, request_id TEXT, body TEXT NOT NULL,
  leaf_hash BLOB NOT NULL CHECK (length(leaf_hash) = 32)
) STRICT;
CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;
INSERT INTO audit_schema (version) VALUES (1);`;

describe('a file of version 1', () => {
  test('keeps its records, which wait for a seal, once, and can then be pruned', async () => {
    const rows = rowsAt(0, 5);
    const store = sqliteStore({ path: file() });
    const database = new DatabaseSync(file());
    database.exec(VERSION_1);
    const { text, params } = store.statement(rows.slice(0, 4));
    database.prepare(text).run(...(params as string[]));
    expect(await sqliteStore({ database }).check()).toMatchObject([{ severity: 'error' }]);
    database.close();
    expect(await allRows(store)).toEqual(rows.slice(0, 4));
    expect(await store.check()).toEqual([]);
    const evidence = sqliteEvidence({ path: file() });
    await store.append(rows);
    expect(await evidence.waiting(100)).toEqual(leavesOf(rows));
    await evidence.acquire('a', LONG_MS);
    await evidence.addSeal(sealOver(1, leavesOf(rows)), 'a');
    await store.migrate();
    expect(await evidence.totals()).toEqual({ records: 5, waiting: 0 });
    expect(await evidence.deleteRows(idsOf(rows.slice(0, 1)))).toBe(1);
    await Promise.all([store.close?.(), evidence.close()]);
  });
});

describe('what the triggers keep away', () => {
  test.each([
    ["UPDATE audit_log SET body = '{}'", 'append-only'],
    ['DELETE FROM audit_log', 'append-only'],
    ["UPDATE audit_personal SET value = '1'", 'append-only'],
    ['UPDATE audit_personal SET salt = NULL, value = NULL, field = id', 'append-only'],
    ['DELETE FROM audit_personal', 'append-only'],
    ["UPDATE audit_seals SET header = ''", 'append-only'],
    ['DELETE FROM audit_seals', 'append-only'],
    ['INSERT OR REPLACE INTO audit_seals SELECT * FROM audit_seals', 'next number'],
    ['UPDATE audit_anchors SET seal = 9', 'append-only'],
    ['DELETE FROM audit_anchors', 'append-only'],
    ["UPDATE audit_trail SET id = ''", 'append-only'],
    ['DELETE FROM audit_trail', 'append-only'],
  ])('%s', async (sql, message) => {
    const { database, store } = await withEverything();
    expect(() => database.exec(sql)).toThrow(message);
    expect(await store.count()).toBe(4);
  });

  test('a record is not replaced, and neither are its personal values', async () => {
    const { database, store, evidence, rows } = await withEverything();
    const before = await evidence.personalOf(idsOf(rows));
    database.exec(`INSERT OR REPLACE INTO audit_log
      SELECT id, recorded_at, stored_at, 'other', outcome, class, actor_id, org, subject_ids, request_id, body, leaf_hash FROM audit_log`);
    database.exec(`INSERT OR REPLACE INTO audit_personal SELECT id, field, 'salt', 'value' FROM audit_personal`);
    expect((await allRows(store)).map(({ action }) => action)).toEqual(rows.map(({ action }) => action));
    expect(await evidence.personalOf(idsOf(rows))).toEqual(before);
    expect((await evidence.totals()).waiting).toBe(3);
  });
});

/** Records of which one is sealed, personal values and an anchor, in a connection of the application. */
async function withEverything() {
  const database = new DatabaseSync(':memory:');
  const store = sqliteStore({ database });
  const evidence = sqliteEvidence({ database });
  await store.migrate();
  const rows = rowsAt(0, 4).map((row) => withPersonal(row, 'x'));
  await store.append(rows);
  await evidence.acquire('a', LONG_MS);
  await evidence.addSeal(sealOver(1, leavesOf(rows.slice(0, 1))), 'a');
  const at = '2026-11-21T10:00:00.000Z';
  await evidence.addAnchor({ kind: 'file', trail: 't', seal: 1, hash: '00', records: 1, at, where: 'w' });
  return { database, store, evidence, rows };
}

const bytesOf = (): string =>
  readdirSync(folder())
    .map((name) => readFileSync(path.join(folder(), name), 'latin1'))
    .join('');

test('erased values and deleted records are not in the file any more, nor in its log', async () => {
  const store = sqliteStore({ path: file() });
  const evidence = sqliteEvidence({ path: file() });
  const rows = rowsAt(0, 200).map((row) => withPersonal(row, `mail-${row.id}`));
  await store.append(rows);
  const [erased, deleted, kept] = rows as [(typeof rows)[0], (typeof rows)[0], (typeof rows)[0]];
  expect(bytesOf()).toContain(`mail-${erased.id}`);
  await evidence.eraseValues([erased.id]);
  expect(bytesOf()).not.toContain(`mail-${erased.id}`);
  await evidence.deleteRows([deleted.id]);
  expect(bytesOf()).not.toContain(deleted.body);
  expect(bytesOf()).toContain(`mail-${kept.id}`);
  await Promise.all([store.close?.(), evidence.close()]);
});

test('a lease runs by the clock of the database, and not by that of a process', async () => {
  const evidence = sqliteEvidence({ path: file() });
  await evidence.acquire('a', LONG_MS);
  vi.useFakeTimers({ now: Date.now() + 10 * LONG_MS, toFake: ['Date'] });
  try {
    expect(await evidence.acquire('b', LONG_MS)).toBe(false);
  } finally {
    vi.useRealTimers();
  }
  await evidence.close();
});

test('it waits for the lock of another process', async () => {
  const store = sqliteStore({ path: file() });
  const evidence = sqliteEvidence({ path: file() });
  const rows = rowsAt(0, 2);
  await store.append(rows);
  await evidence.acquire('a', LONG_MS);
  const other = new DatabaseSync(file());
  other.exec('BEGIN IMMEDIATE');
  const work = Promise.all([evidence.addSeal(sealOver(1, leavesOf(rows)), 'a'), evidence.acquire('a', LONG_MS)]);
  // A turn of the event loop in which the first attempt meets the lock.
  await new Promise((resolve) => setImmediate(resolve));
  other.exec('COMMIT');
  await work;
  expect(await evidence.totals()).toEqual({ records: 2, waiting: 0 });
  other.close();
  await Promise.all([store.close?.(), evidence.close()]);
});

test('a deletion leaves the triggers shut, also one that fails', async () => {
  const { database, store, evidence, rows } = await withEverything();
  database.exec("CREATE TRIGGER fails BEFORE DELETE ON audit_log BEGIN SELECT RAISE(ABORT, 'disk full'); END");
  await expect(evidence.deleteRows(idsOf(rows))).rejects.toThrow('disk full');
  database.exec('DROP TRIGGER fails');
  expect(() => database.exec('DELETE FROM audit_log')).toThrow('append-only');
  expect(await evidence.deleteRows(idsOf(rows.slice(0, 1)))).toBe(1);
  await store.append(rows);
  expect(() => database.exec(`DELETE FROM audit_log WHERE id = '${rows[0]?.id}'`)).toThrow('append-only');
  expect(() => sqliteEvidence({ path: '' })).toThrow('PLB_OPTION_INVALID');
});

test.each(['audit_log', 'audit_personal', 'audit_seals'])('a view in the place of %s is refused', async (name) => {
  const trail = await tamperTrail();
  trail.database.exec(`ALTER TABLE ${name} RENAME TO kept; CREATE VIEW ${name} AS SELECT * FROM kept`);
  expect((await trail.verify()).couldNotCheck).toMatch(new RegExp(`^PLB_AUDIT_STORE: no table .* of ${name}`));
});
