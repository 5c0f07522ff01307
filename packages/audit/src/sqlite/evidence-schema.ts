/**
 * What stands beside the records since version 2; every statement may be repeated.
 *
 * `audit_deleting` names the records that the keeper deletes within a transaction, and is empty outside of one. Triggers
 * keep mistakes away from the trail, not intruders: whoever can write the file can drop them. That is what seals and
 * anchors are for.
 *
 * `audit_clean` has its row once every page was written with `secure_delete`, so that deleted space holds zeros.
 *
 * Seals hold 16 bytes for each ID and 32 for each leaf, and their least and greatest ID, so that what no seal covers is
 * found without an entry for each record.
 */
export const EVIDENCE_TABLES = `
CREATE TABLE IF NOT EXISTS audit_trail (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS audit_unsealed (id TEXT PRIMARY KEY, leaf_hash BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS audit_personal (
  id TEXT NOT NULL, field TEXT NOT NULL, salt TEXT, value TEXT, PRIMARY KEY (id, field)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS audit_seals (
  no INTEGER PRIMARY KEY,
  header TEXT NOT NULL,
  ids BLOB NOT NULL,
  leaves BLOB NOT NULL CHECK (length(leaves) = 2 * length(ids)),
  statement TEXT,
  signature BLOB NOT NULL CHECK (length(signature) = 64),
  first_id TEXT,
  last_id TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS audit_seals_ids ON audit_seals (first_id, last_id) WHERE first_id IS NOT NULL;
CREATE TABLE IF NOT EXISTS audit_anchors (
  no INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  trail TEXT NOT NULL,
  seal INTEGER NOT NULL,
  hash TEXT NOT NULL,
  records INTEGER NOT NULL,
  at TEXT NOT NULL,
  place TEXT NOT NULL,
  receipt TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS audit_lease (
  one INTEGER PRIMARY KEY CHECK (one = 1), holder TEXT NOT NULL, expires_at INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS audit_holds (
  name TEXT PRIMARY KEY, actor TEXT, action TEXT, org TEXT, subject TEXT, since INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS audit_clean (one INTEGER PRIMARY KEY CHECK (one = 1)) STRICT;
CREATE TABLE IF NOT EXISTS audit_deleting (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE VIEW IF NOT EXISTS audit_entry AS
  SELECT id, recorded_at, action, outcome, class, actor_id, org, subject_ids, request_id, body, leaf_hash,
    NULL AS personal FROM audit_log;
`;

const refuse = (table: string, verb: 'UPDATE' | 'DELETE', when = ''): string => `
CREATE TRIGGER IF NOT EXISTS ${table}_no_${verb.toLowerCase()} BEFORE ${verb} ON ${table} ${when}
BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END;`;

/**
 * A record is queued when it is added, by whichever statement: a repeated one is not added, so it is not queued again
 * either. `INSERT OR REPLACE` deletes without asking the triggers of deletion (SQLite, `lang_conflict`), so what is there
 * already is passed over before it comes to that.
 */
export const EVIDENCE_TRIGGERS = `
CREATE TRIGGER IF NOT EXISTS audit_log_once BEFORE INSERT ON audit_log
WHEN EXISTS (SELECT 1 FROM audit_log WHERE id = new.id)
BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER IF NOT EXISTS audit_log_queue AFTER INSERT ON audit_log
BEGIN INSERT OR REPLACE INTO audit_unsealed (id, leaf_hash) VALUES (new.id, new.leaf_hash); END;
CREATE TRIGGER IF NOT EXISTS audit_entry_add INSTEAD OF INSERT ON audit_entry
BEGIN
  INSERT INTO audit_personal (id, field, salt, value)
    SELECT new.id, value ->> 'field', value ->> 'salt', value ->> 'value' FROM json_each(new.personal)
    WHERE NOT EXISTS (SELECT 1 FROM audit_log WHERE id = new.id);
  INSERT INTO audit_log (id, recorded_at, action, outcome, class, actor_id, org, subject_ids, request_id, body, leaf_hash)
    VALUES (new.id, new.recorded_at, new.action, new.outcome, new.class, new.actor_id, new.org, new.subject_ids,
      new.request_id, new.body, new.leaf_hash) ON CONFLICT (id) DO NOTHING;
END;
CREATE TRIGGER IF NOT EXISTS audit_personal_once BEFORE INSERT ON audit_personal
WHEN EXISTS (SELECT 1 FROM audit_personal WHERE id = new.id AND field = new.field)
BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER IF NOT EXISTS audit_seals_next BEFORE INSERT ON audit_seals
WHEN new.no IS NOT (SELECT coalesce(max(no), 0) + 1 FROM audit_seals)
BEGIN SELECT RAISE(ABORT, 'audit_seals takes the next number alone'); END;
${refuse('audit_log', 'DELETE', 'WHEN NOT EXISTS (SELECT 1 FROM audit_deleting WHERE id = old.id)')}
${refuse('audit_personal', 'UPDATE', 'WHEN new.id IS NOT old.id OR new.field IS NOT old.field OR new.salt IS NOT NULL OR new.value IS NOT NULL')}
${refuse('audit_personal', 'DELETE', 'WHEN NOT EXISTS (SELECT 1 FROM audit_deleting WHERE id = old.id)')}
${(['audit_seals', 'audit_anchors', 'audit_trail'] as const).map((table) => refuse(table, 'UPDATE') + refuse(table, 'DELETE')).join('')}
`;
