/** Version of the tables that this package writes to. */
export const SQLITE_SCHEMA_VERSION = 1;

/** Brings an empty database to version 1; every statement may be repeated. */
export const SQLITE_SCHEMA = `
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
CREATE TRIGGER IF NOT EXISTS audit_log_no_delete BEFORE DELETE ON audit_log
BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;
INSERT OR IGNORE INTO audit_schema (version) VALUES (1);
`;
