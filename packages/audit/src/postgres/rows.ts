import type { AuditRow } from '../audit-record.ts';
import type { Statement } from '../audit-store.ts';
import { storedRow } from '../stored-row.ts';
import type { Row } from './client.ts';

const COLUMNS = 'id, recorded_at, action, outcome, class, actor_id, org, subject_ids, request_id, body, leaf_hash';

// One text parameter for all rows: the statement stays the same for every batch size, and no driver has to know arrays,
// bytes, times or JSON (postgres.js would write a text as JSON once more where the server asks for JSON).
const given = (more: string): string => `json_to_recordset($1::text::json) AS r (id uuid, recorded_at timestamptz,
  action text, outcome text, class text, actor_id text, org text, subject_ids text[], request_id text, body text,
  leaf text${more})`;

// A trigger queues for a seal what was really added: a record that is sent again waits or is sealed already.
const insertInto = (at: string, source: string): string => `INSERT INTO ${at}.audit_log (${COLUMNS})
  SELECT id, recorded_at, action, outcome, class, actor_id, org, subject_ids, request_id, body, decode(leaf, 'hex')
  FROM ${source} ON CONFLICT (id) DO NOTHING`;

// Without a target, ON CONFLICT needs no right to read.
const withPersonal = (at: string): string => `WITH given AS (SELECT * FROM ${given(', personal json')}),
added AS (${insertInto(at, 'given')} RETURNING id)
INSERT INTO ${at}.audit_personal (id, field, salt, value)
SELECT added.id, p.field, decode(p.salt, 'hex'), p.value FROM added JOIN given ON given.id = added.id
  CROSS JOIN LATERAL json_to_recordset(given.personal) AS p (field text, salt text, value text) ON CONFLICT DO NOTHING`;

/** The insert of rows as one statement with one parameter. */
export function insertion(at: string, rows: readonly AuditRow[]): Statement {
  const isPersonal = rows.some((row) => (row.personal ?? []).length > 0);
  const objects = rows.map((row) => ({
    id: row.id,
    recorded_at: new Date(row.recordedAt).toISOString(),
    action: row.action,
    outcome: row.outcome,
    class: row.class,
    actor_id: row.actorId,
    org: row.org,
    subject_ids: row.subjectIds,
    request_id: row.requestId,
    body: row.body,
    leaf: row.leaf,
    ...(isPersonal && { personal: row.personal ?? [] }),
  }));
  return { text: isPersonal ? withPersonal(at) : insertInto(at, given('')), params: [JSON.stringify(objects)] };
}

/** What is selected of the log, for {@link toAuditRow}. */
export const SELECTED = `id::text AS id, (extract(epoch FROM recorded_at) * 1000)::bigint::text AS recorded_at, action, outcome,
  class, actor_id, org, array_to_json(subject_ids)::text AS subject_ids, request_id, body, encode(leaf_hash, 'hex') AS leaf`;

export const toAuditRow = (row: Row): AuditRow => storedRow(row, String(row['leaf']));
