import { PlumblineError } from '@plumbline/core';
import type { Anchor, Seal } from '../seal/seal.ts';
import type { EvidenceSource, PersonalValue } from '../seal-store.ts';
import type { Connections, SqliteRow } from './connection.ts';
import { textOrNull, unpackIds, unpackLeaves } from './packed.ts';
import { SELECTED, toAuditRow } from './rows.ts';
import { createStrays } from './strays.ts';

const toSeal = (row: SqliteRow): Seal => ({
  no: Number(row['no']),
  header: String(row['header']),
  ids: unpackIds(row['ids']),
  leaves: unpackLeaves(row['leaves']),
  ...(row['statement'] !== null && { statement: String(row['statement']) }),
  signature: new Uint8Array(row['signature'] as Uint8Array),
});

const toAnchor = (row: SqliteRow): Anchor => ({
  kind: String(row['kind']),
  trail: String(row['trail']),
  seal: Number(row['seal']),
  hash: String(row['hash']),
  records: Number(row['records']),
  at: String(row['at']),
  where: String(row['place']),
  ...(row['receipt'] !== null && { receipt: String(row['receipt']) }),
});

const toPersonal = (row: SqliteRow): PersonalValue => ({
  id: String(row['id']),
  field: String(row['field']),
  salt: textOrNull(row['salt']),
  value: textOrNull(row['value']),
});

const READ = ['audit_trail', 'audit_log', 'audit_unsealed', 'audit_seals', 'audit_anchors', 'audit_personal'];

/** Whoever has the file may put a view in the place of a table, which shows what it likes. */
async function checkTables({ select }: Connections): Promise<void> {
  const sql = `SELECT name FROM main.sqlite_schema WHERE type <> 'table' AND name IN (SELECT value FROM json_each(?))`;
  const hidden = (await select(sql, [JSON.stringify(READ)])).map((row) => String(row['name']));
  if (hidden.length === 0) return;
  throw new PlumblineError(
    'PLB_AUDIT_STORE',
    `no table stands in the place of ${hidden.join(', ')}, and rows may be hidden`,
    {
      fix: 'Look who put it there: the trail makes tables alone. The records are in a table of another name, or gone.',
    },
  );
}

/** What verification and proofs read. */
export function createReading(connections: Connections): EvidenceSource {
  const { select, selectValues } = connections;
  const strays = createStrays(connections);
  const among = (ids: readonly string[]): [string] => [JSON.stringify(ids)];
  return {
    async trail() {
      await checkTables(connections);
      const [row] = await select('SELECT id FROM audit_trail');
      if (row) return String(row['id']);
      throw new PlumblineError('PLB_AUDIT_STORE', 'the trail has no ID; call `await store.migrate()`');
    },
    async seals({ from, limit }) {
      return (await select('SELECT * FROM audit_seals WHERE no >= ? ORDER BY no LIMIT ?', [from, limit])).map(toSeal);
    },
    async rowsOf(ids) {
      const sql = `SELECT ${SELECTED} FROM audit_log WHERE id IN (SELECT value FROM json_each(?))`;
      return (await selectValues(sql, among(ids))).map(toAuditRow);
    },
    async totals() {
      await checkTables(connections);
      const sql =
        'SELECT (SELECT count(*) FROM audit_log) AS records, (SELECT count(*) FROM audit_unsealed) AS waiting';
      const [row] = await select(sql);
      return { records: Number(row?.['records']), waiting: Number(row?.['waiting']) };
    },
    async strays(options) {
      await checkTables(connections);
      return strays(options);
    },
    async waiting(limit, after = '') {
      const sql = 'SELECT id, lower(hex(leaf_hash)) AS leaf FROM audit_unsealed WHERE id > ? ORDER BY id LIMIT ?';
      const rows = await select(sql, [after, limit]);
      return rows.map((row) => ({ id: String(row['id']), leaf: String(row['leaf']) }));
    },
    async personalOf(ids) {
      const sql = `SELECT id, field, salt, value FROM audit_personal WHERE id IN (SELECT value FROM json_each(?))
        ORDER BY id, field`;
      return (await select(sql, among(ids))).map(toPersonal);
    },
    async anchors() {
      return (await select('SELECT * FROM audit_anchors ORDER BY no')).map(toAnchor);
    },
  };
}
