import type { AuditRow } from './audit-record.ts';

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** A row of the log as a database gives its columns, subjects as JSON text; `leaf` as hexadecimal digits. */
export const storedRow = (row: Readonly<Record<string, unknown>>, leaf: string): AuditRow => ({
  id: String(row['id']),
  recordedAt: Number(row['recorded_at']),
  action: String(row['action']),
  outcome: String(row['outcome']),
  class: String(row['class']),
  actorId: String(row['actor_id']),
  org: textOrNull(row['org']),
  subjectIds: JSON.parse(String(row['subject_ids'])) as string[],
  requestId: textOrNull(row['request_id']),
  body: String(row['body']),
  leaf,
});
