import type { DatabaseSync } from 'node:sqlite';
import { PlumblineError } from '@plumbline/core';
import type { KeeperStore, LegalHold } from '../seal-store.ts';
import { type Connections, type SqliteRow, whenFree } from './connection.ts';
import { emptyLog } from './finish-erasure.ts';

/** Whether a hold keeps the record `l`; a condition that a hold does not name is met by every record. */
const HELD = `EXISTS (SELECT 1 FROM audit_holds AS h WHERE
  (h.actor IS NULL OR h.actor = l.actor_id) AND (h.action IS NULL OR h.action = l.action)
  AND (h.org IS NULL OR h.org IS l.org)
  AND (h.subject IS NULL OR EXISTS (SELECT 1 FROM json_each(l.subject_ids) WHERE value = h.subject)))`;

/** The IDs of a list whose records no hold keeps: one may have been placed since the list was made. */
const FREE = `SELECT j.value FROM json_each(?) AS j
  WHERE NOT EXISTS (SELECT 1 FROM audit_log AS l WHERE l.id = j.value AND ${HELD})`;

const toHold = ({ name, since, ...row }: SqliteRow): LegalHold => ({
  name: String(name),
  filters: Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)),
  since: Number(since),
});

/** Deletes in the one way that the triggers let pass: each record is named first, within the same transaction. */
function deleteNamed(database: DatabaseSync, ids: readonly string[]): number {
  database.prepare(`INSERT OR IGNORE INTO audit_deleting (id) ${FREE}`).run(JSON.stringify(ids));
  database.exec('DELETE FROM audit_personal WHERE id IN (SELECT id FROM audit_deleting)');
  const sql = 'DELETE FROM audit_log WHERE id IN (SELECT id FROM audit_deleting)';
  const { changes } = database.prepare(sql).run();
  database.exec('DELETE FROM audit_deleting');
  return Number(changes);
}

/** What changes the past by the rules. */
export function createKeeping(
  connections: Connections,
): Pick<KeeperStore, 'deleteRows' | 'eraseValues' | 'held' | 'prunable' | 'holds' | 'placeHold' | 'releaseHold'> {
  const { select, use, write } = connections;
  const writeOver = async <T>(work: (database: DatabaseSync) => T): Promise<T> => {
    const { database, log } = await use();
    const before = Number(database.prepare('PRAGMA secure_delete').get()?.['secure_delete']);
    await whenFree(() => database.exec('PRAGMA secure_delete = ON'));
    try {
      return await write(work);
    } finally {
      database.exec(`PRAGMA secure_delete = ${before}`);
      if (log) await emptyLog(database);
    }
  };
  return {
    deleteRows: (ids) => writeOver((database) => deleteNamed(database, ids)),
    eraseValues: (ids) =>
      writeOver((database) => {
        const sql = `UPDATE audit_personal SET salt = NULL, value = NULL
          WHERE id IN (${FREE}) AND (salt IS NOT NULL OR value IS NOT NULL)`;
        return Number(database.prepare(sql).run(JSON.stringify(ids)).changes);
      }),
    async prunable({ after = '', before, classes, limit }) {
      const sql = `SELECT id, class FROM audit_log AS l WHERE id > ? AND recorded_at < ?
        AND class IN (SELECT value FROM json_each(?)) AND NOT ${HELD} ORDER BY id LIMIT ?`;
      const rows = await select(sql, [after, before, JSON.stringify(classes), limit]);
      return rows.map((row) => ({ id: String(row['id']), class: String(row['class']) }));
    },
    async held({ before, classes }) {
      const sql = `SELECT count(*) AS n FROM audit_log AS l WHERE recorded_at < ?
        AND class IN (SELECT value FROM json_each(?)) AND ${HELD}`;
      return Number((await select(sql, [before, JSON.stringify(classes)]))[0]?.['n'] ?? 0);
    },
    async holds() {
      return (await select('SELECT * FROM audit_holds ORDER BY name')).map(toHold);
    },
    async placeHold({ filters, name, since }) {
      const { action = null, actor = null, org = null, subject = null } = filters;
      const sql = `INSERT INTO audit_holds (name, actor, action, org, subject, since) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (name) DO NOTHING`;
      const placed = await write(
        (database) => database.prepare(sql).run(name, actor, action, org, subject, since).changes,
      );
      if (placed !== 1) throw new PlumblineError('PLB_AUDIT_HOLD', `a hold named \`${name}\` is there already`);
    },
    releaseHold: (name) =>
      write((database) => database.prepare('DELETE FROM audit_holds WHERE name = ?').run(name).changes === 1),
  };
}
