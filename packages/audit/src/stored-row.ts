import type { AuditRow } from './audit-record.ts';

export const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** A list of one text without escapes, as most records have. */
const ONE = /^\["([ !#-[\]-\uffff]*)"\]$/;

/** The texts of a JSON list. Throws for what is none. */
export function textsOf(json: string): readonly string[] {
  const one = ONE.exec(json)?.[1];
  return one === undefined ? (JSON.parse(json) as readonly string[]) : [one];
}

/** A row of the log as a database gives its columns, subjects as JSON text; `leaf` as hexadecimal digits. */
export const storedRow = (row: Readonly<Record<string, unknown>>, leaf: string): AuditRow => ({
  id: String(row['id']),
  recordedAt: Number(row['recorded_at']),
  action: String(row['action']),
  outcome: String(row['outcome']),
  class: String(row['class']),
  actorId: String(row['actor_id']),
  org: textOrNull(row['org']),
  subjectIds: textsOf(String(row['subject_ids'])),
  requestId: textOrNull(row['request_id']),
  body: String(row['body']),
  leaf,
});
