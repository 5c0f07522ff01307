import { PlumblineError } from '@plumbline/core';
import type { KeeperStore, LegalHold, SealStore } from '../seal-store.ts';
import type { Row, Runner } from './client.ts';
import { held } from './held-by.ts';
import { arrayOf, numberOf, optional } from './values.ts';

function toHold(row: Row): LegalHold {
  const filters = Object.fromEntries(
    ['actor', 'action', 'org', 'subject'].flatMap((name) => {
      const value = optional(row[name]);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return { name: String(row['name']), filters, since: Number(row['since']) };
}

type Keeping = Omit<KeeperStore, keyof SealStore>;

/** What the owner of the tables may do beside sealing. */
export function keeping({ at, query }: Runner): Keeping {
  return {
    async checkKeeper() {
      const sql = `SELECT has_function_privilege('${at}.audit_delete(uuid[])', 'EXECUTE')
  AND has_function_privilege('${at}.audit_erase(uuid[])', 'EXECUTE')
  AND has_table_privilege('${at}.audit_log', 'INSERT') AND has_table_privilege('${at}.audit_holds', 'DELETE') AS may`;
      const [row] = await query(sql);
      if (row?.['may'] === true) return;
      throw new PlumblineError(
        'PLB_AUDIT_STORE',
        'the role may not prune, erase, hold or rotate; nothing was changed',
        {
          fix: 'Connect as the owner of the audit tables for this; other roles only record, seal or read.',
        },
      );
    },
    async deleteRows(ids) {
      if (ids.length === 0) return 0;
      const [row] = await query(`SELECT ${at}.audit_delete($1::text::uuid[])::text AS n`, [arrayOf(ids)]);
      // In a statement of its own: dropping a month takes a lock that nobody should wait behind while rows are deleted.
      await query(`SELECT ${at}.audit_drop_empty()`);
      return numberOf(row?.['n']);
    },
    async eraseValues(ids) {
      if (ids.length === 0) return 0;
      const [row] = await query(`SELECT ${at}.audit_erase($1::text::uuid[])::text AS n`, [arrayOf(ids)]);
      return numberOf(row?.['n']);
    },
    async prunable({ before, classes, after, limit }) {
      const sql = `SELECT l.id::text AS id, l.class FROM ${at}.audit_log l
WHERE l.recorded_at < $1::text::timestamptz AND l.class IN (SELECT json_array_elements_text($2::text::json))
  AND ($3::text IS NULL OR l.id > $3::text::uuid) AND NOT ${held(at)}
ORDER BY l.id LIMIT $4::text::bigint`;
      const params = [new Date(before).toISOString(), JSON.stringify(classes), after ?? null, String(limit)];
      return (await query(sql, params)).map((row) => ({ id: String(row['id']), class: String(row['class']) }));
    },
    async held({ before, classes }) {
      const sql = `SELECT count(*)::text AS n FROM ${at}.audit_log l
WHERE l.recorded_at < $1::text::timestamptz AND l.class IN (SELECT json_array_elements_text($2::text::json)) AND ${held(at)}`;
      const [row] = await query(sql, [new Date(before).toISOString(), JSON.stringify(classes)]);
      return numberOf(row?.['n']);
    },
    async holds() {
      const sql = `SELECT name, actor, action, org, subject, (extract(epoch FROM since) * 1000)::bigint::text AS since
FROM ${at}.audit_holds ORDER BY name`;
      return (await query(sql)).map(toHold);
    },
    async placeHold({ name, filters: { actor, action, org, subject }, since }) {
      const sql = `INSERT INTO ${at}.audit_holds (name, actor, action, org, subject, since)
VALUES ($1::text, $2::text, $3::text, $4::text, $5::text, $6::text::timestamptz)
ON CONFLICT (name) DO NOTHING RETURNING name`;
      const conditions = [actor, action, org, subject].map((value) => value ?? null);
      const placed = await query(sql, [name, ...conditions, new Date(since).toISOString()]);
      if (placed.length === 0) throw new PlumblineError('PLB_AUDIT_HOLD', `there is a hold named ${name} already`);
    },
    async releaseHold(name) {
      return (await query(`DELETE FROM ${at}.audit_holds WHERE name = $1::text RETURNING name`, [name])).length > 0;
    },
  };
}
