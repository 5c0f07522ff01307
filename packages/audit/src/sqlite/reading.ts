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

/** What verification and proofs read. */
export function createReading({ select, selectValues }: Connections): EvidenceSource {
  const among = (ids: readonly string[]): [string] => [JSON.stringify(ids)];
  return {
    async trail() {
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
      const sql =
        'SELECT (SELECT count(*) FROM audit_log) AS records, (SELECT count(*) FROM audit_unsealed) AS waiting';
      const [row] = await select(sql);
      return { records: Number(row?.['records']), waiting: Number(row?.['waiting']) };
    },
    strays: createStrays({ select, selectValues }),
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
