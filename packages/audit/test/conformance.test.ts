import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { auditStoreChecks, type EvidenceStoreSubject, evidenceStoreChecks } from '../src/conformance.ts';
import { type SqliteEvidence, sqliteEvidence, sqliteStore, type SqliteStoreOptions } from '../src/sqlite.ts';

/** A subject on one database; `own` is the connection of the application. */
function subjectOn(options: SqliteStoreOptions, own: () => DatabaseSync, free: () => void): EvidenceStoreSubject {
  const opened: { close?(): Promise<void> }[] = [];
  const keep = <T extends { close?(): Promise<void> }>(store: T): T => {
    opened.push(store);
    return store;
  };
  return {
    open: () => Promise.resolve(keep(sqliteStore(options))),
    openEvidence: (): Promise<SqliteEvidence> => Promise.resolve(keep(sqliteEvidence(options))),
    async transaction(work) {
      const database = own();
      database.exec('BEGIN IMMEDIATE');
      try {
        await work({ query: (text, params) => database.prepare(text).run(...(params as string[])) });
        database.exec('COMMIT');
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
    unqueue(ids) {
      const sql = 'DELETE FROM audit_unsealed WHERE id IN (SELECT value FROM json_each(?))';
      own().prepare(sql).run(JSON.stringify(ids));
      return Promise.resolve();
    },
    async close() {
      for (const store of opened) await store.close?.();
      free();
    },
  };
}

function onFile(): EvidenceStoreSubject {
  const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-audit-'));
  const file = path.join(folder, 'audit.db');
  let database: DatabaseSync | undefined;
  const own = (): DatabaseSync => (database ??= new DatabaseSync(file));
  return subjectOn({ path: file }, own, () => {
    database?.close();
    rmSync(folder, { recursive: true });
  });
}

function onConnection(): EvidenceStoreSubject {
  const database = new DatabaseSync(':memory:');
  return subjectOn(
    { database },
    () => database,
    () => database.close(),
  );
}

describe.each([
  ['a file', onFile],
  ['a connection of the application', onConnection],
])('sqlite on %s', (_, setup) => {
  test.each([...auditStoreChecks, ...evidenceStoreChecks])('$name', async (check) => {
    const subject = setup();
    try {
      await expect(check.run(subject)).resolves.toBeUndefined();
    } finally {
      await subject.close?.();
    }
  });
});
