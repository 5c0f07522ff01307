import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AuditRow } from '../audit-record.ts';
import type { EvidenceSource } from '../seal-store.ts';
import type { Connections } from './connection.ts';
import { unpackIds } from './packed.ts';
import { SELECTED, toAuditRow } from './rows.ts';

/** IDs looked at in one go, on the main thread. */
const PAGE = 5_000;

const IDS = `SELECT id FROM audit_log AS l WHERE id > ?
  AND NOT EXISTS (SELECT 1 FROM audit_unsealed WHERE id = l.id) ORDER BY id LIMIT ?`;
/**
 * Seals that begin in a range of IDs; the first range also takes those that reach into it. What has no number of a seal is
 * none: no verification would judge it.
 */
const BEGINNING = 'SELECT ids FROM audit_seals WHERE no > 0 AND first_id > ? AND first_id <= ?';
const REACHING = 'SELECT ids FROM audit_seals WHERE no > 0 AND first_id <= ? AND last_id > ?';

/**
 * Records that neither a seal covers nor the queue holds: walks the records and the seals side by side in the order of IDs,
 * and keeps in memory the IDs of the seals that reach over the place where it is.
 */
export function createStrays({
  select,
  selectValues,
}: Pick<Connections, 'select' | 'selectValues'>): EvidenceSource['strays'] {
  const rowsOf = async (ids: readonly string[]): Promise<AuditRow[]> => {
    const sql = `SELECT ${SELECTED} FROM audit_log WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id`;
    return (await selectValues(sql, [JSON.stringify(ids)])).map(toAuditRow);
  };
  return async ({ after = '', limit }) => {
    const covered = new Set<string>();
    const cover = async (sql: string, from: string, to: string): Promise<void> => {
      for (const seal of await select(sql, [from, to])) for (const id of unpackIds(seal['ids'])) covered.add(id);
    };
    await cover(REACHING, after, after);
    const strays: string[] = [];
    for (let at = after; strays.length < limit; await nextTurn()) {
      const ids = (await select(IDS, [at, PAGE])).map((row) => String(row['id']));
      const end = ids.at(-1);
      if (end === undefined) break;
      await cover(BEGINNING, at, end);
      strays.push(...ids.filter((id) => !covered.has(id)));
      for (const id of covered) if (id <= end) covered.delete(id);
      at = end;
    }
    return rowsOf(strays.slice(0, limit));
  };
}
