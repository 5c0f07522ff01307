import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { AuditRow } from '../audit-record.ts';
import type { Statement } from '../audit-store.ts';
import { textOrNull, textsOf } from '../stored-row.ts';

const COLUMNS = 'id, recorded_at, action, outcome, class, actor_id, org, subject_ids, request_id, body, leaf_hash';
const COLUMN_COUNT = 11;

export const values = (row: AuditRow): SQLInputValue[] => [
  row.id,
  row.recordedAt,
  row.action,
  row.outcome,
  row.class,
  row.actorId,
  row.org,
  JSON.stringify(row.subjectIds),
  row.requestId,
  row.body,
  Buffer.from(row.leaf, 'hex'),
];

/** What is selected of the log, for {@link toAuditRow}. */
export const SELECTED = `id, recorded_at, action, outcome, class, actor_id, org, subject_ids, request_id, body,
  lower(hex(leaf_hash))`;

/** A row from the values of {@link SELECTED}. */
export const toAuditRow = (given: readonly SQLOutputValue[]): AuditRow => ({
  id: String(given[0]),
  recordedAt: Number(given[1]),
  action: String(given[2]),
  outcome: String(given[3]),
  class: String(given[4]),
  actorId: String(given[5]),
  org: textOrNull(given[6]),
  subjectIds: textsOf(String(given[7])),
  requestId: textOrNull(given[8]),
  body: String(given[9]),
  leaf: String(given[10]),
});

const places = (rows: number, columns: number): string => {
  const row = `(${Array.from({ length: columns }, () => '?').join(', ')})`;
  return Array.from({ length: rows }, () => row).join(', ');
};

/** Inserts rows without personal values; the queue is filled by a trigger. */
export const insertion = (rows: number): string =>
  `INSERT INTO audit_log (${COLUMNS}) VALUES ${places(rows, COLUMN_COUNT)} ON CONFLICT (id) DO NOTHING`;

/** The same through the view, whose trigger puts the personal values beside the record. */
export const entry = (rows: number): string =>
  `INSERT INTO audit_entry (${COLUMNS}, personal) VALUES ${places(rows, COLUMN_COUNT + 1)}`;

export const hasPersonal = (row: AuditRow): boolean => (row.personal?.length ?? 0) > 0;

/** The values of {@link entry}. */
export const entryValues = (row: AuditRow): SQLInputValue[] => [...values(row), JSON.stringify(row.personal ?? [])];

/** One statement that stores the rows with everything that belongs to them. */
export function statementOf(rows: readonly AuditRow[]): Statement {
  if (rows.some(hasPersonal)) return { text: entry(rows.length), params: rows.flatMap(entryValues) };
  return { text: insertion(rows.length), params: rows.flatMap(values) };
}
