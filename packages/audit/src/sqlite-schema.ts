import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { EVIDENCE_TABLES, EVIDENCE_TRIGGERS } from './sqlite/evidence-schema.ts';

/** Version of the tables that this package writes to. */
export const SQLITE_SCHEMA_VERSION = 2;

/** Every statement may be repeated. */
const LOG = `
CREATE TABLE IF NOT EXISTS audit_schema (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP) STRICT;
CREATE TABLE IF NOT EXISTS audit_log (
  id TEXT PRIMARY KEY,
  recorded_at INTEGER NOT NULL,
  stored_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  action TEXT NOT NULL,
  outcome TEXT NOT NULL,
  class TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  org TEXT,
  subject_ids TEXT NOT NULL,
  request_id TEXT,
  body TEXT NOT NULL,
  leaf_hash BLOB NOT NULL CHECK (length(leaf_hash) = 32)
) STRICT;
CREATE INDEX IF NOT EXISTS audit_log_action ON audit_log (action, id);
CREATE INDEX IF NOT EXISTS audit_log_actor ON audit_log (actor_id, id);
CREATE INDEX IF NOT EXISTS audit_log_recorded ON audit_log (recorded_at);
CREATE TRIGGER IF NOT EXISTS audit_log_no_update BEFORE UPDATE ON audit_log
BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;
`;

/**
 * Once: records of version 1 wait for their first seal, and the trigger of version 1 that let nobody delete makes room for
 * one of the same name, which a process of version 1 therefore leaves alone.
 */
const FROM_VERSION_1 = `
INSERT OR IGNORE INTO audit_unsealed (id, leaf_hash) SELECT id, leaf_hash FROM audit_log;
DROP TRIGGER IF EXISTS audit_log_no_delete;
`;

function versionOf(database: DatabaseSync): number {
  const tables = database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'audit_schema'").all();
  if (tables.length === 0) return 0;
  return Number(database.prepare('SELECT coalesce(max(version), 0) AS n FROM audit_schema').get()?.['n']);
}

/**
 * Brings the tables to this version, within a transaction of the caller that holds the write lock; may be repeated. Tables
 * of a newer version are left as they are. A file of version 1 keeps its records; queueing them takes about a second for
 * each million. `secure` says that the connection has overwritten what it deletes from its beginning on.
 */
export function applySchema(database: DatabaseSync, secure = false): void {
  const version = versionOf(database);
  if (version > SQLITE_SCHEMA_VERSION) return;
  database.exec(LOG);
  database.exec(EVIDENCE_TABLES);
  if (version === 1) database.exec(FROM_VERSION_1);
  database.exec(EVIDENCE_TRIGGERS);
  if (version === 0 && secure) database.exec('INSERT OR IGNORE INTO audit_clean (one) VALUES (1)');
  database.prepare('INSERT OR IGNORE INTO audit_trail (one, id) VALUES (1, ?)').run(randomUUID());
  database.exec('INSERT OR IGNORE INTO audit_schema (version) VALUES (1), (2)');
}
