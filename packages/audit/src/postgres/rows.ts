import type { AuditRow } from '../audit-record.ts';
import type { Statement } from '../audit-store.ts';
import { storedRow } from '../stored-row.ts';
import type { Row } from './client.ts';
import { arrayOfTexts } from './values.ts';

const COLUMNS = 'id, recorded_at, action, outcome, class, actor_id, org, subject_ids, request_id, body, leaf_hash';

const ON_CONFLICT = 'ON CONFLICT (id) DO NOTHING';

// Every parameter is a text: no driver has to know arrays, bytes, times or JSON (postgres.js would write a text as JSON once
// more where the server asks for JSON). One for all rows keeps the statement the same for every batch size.
const given = (more: string): string => `json_to_recordset($1::text::json) AS r (id uuid, recorded_at timestamptz,
  action text, outcome text, class text, actor_id text, org text, subject_ids text[], request_id text, body text,
  leaf text${more})`;

// A trigger queues for a seal what was really added: a record that is sent again waits or is sealed already.
const insertInto = (at: string, source: string, onConflict: string): string => `INSERT INTO ${at}.audit_log (${COLUMNS})
  SELECT id, recorded_at, action, outcome, class, actor_id, org, subject_ids, request_id, body, decode(leaf, 'hex')
  FROM ${source} ${onConflict}`;

// Without a target, ON CONFLICT needs no right to read.
const withPersonal = (
  at: string,
  onConflict: string,
): string => `WITH given AS (SELECT * FROM ${given(', personal json')}),
added AS (${insertInto(at, 'given', onConflict)} RETURNING id)
INSERT INTO ${at}.audit_personal (id, field, salt, value)
SELECT added.id, p.field, decode(p.salt, 'hex'), p.value FROM added JOIN given ON given.id = added.id
  CROSS JOIN LATERAL json_to_recordset(given.personal) AS p (field text, salt text, value text) ON CONFLICT DO NOTHING`;

const hasPersonal = ({ personal = [] }: AuditRow): boolean => personal.length > 0;

function several(at: string, rows: readonly AuditRow[], onConflict: string): Statement {
  const isPersonal = rows.some(hasPersonal);
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
  const text = isPersonal ? withPersonal(at, onConflict) : insertInto(at, given(''), onConflict);
  return { text, params: [JSON.stringify(objects)] };
}

/** Within a transaction that somebody waits for: the server plans and runs it in two thirds of the time of the other. */
function single(at: string, row: AuditRow, onConflict: string): Statement {
  const { id, action, outcome, actorId, org, subjectIds, requestId, body, leaf } = row;
  const text = `INSERT INTO ${at}.audit_log (${COLUMNS})
  VALUES ($1::text::uuid, $2::text::timestamptz, $3::text, $4::text, $5::text, $6::text, $7::text, $8::text::text[],
    $9::text, $10::text, decode($11::text, 'hex')) ${onConflict}`;
  const time = new Date(row.recordedAt).toISOString();
  return {
    text,
    params: [id, time, action, outcome, row.class, actorId, org, arrayOfTexts(subjectIds), requestId, body, leaf],
  };
}

function insertion(at: string, rows: readonly AuditRow[], onConflict: string): Statement {
  const [row] = rows;
  const isPlain = row !== undefined && rows.length === 1 && !hasPersonal(row);
  return isPlain ? single(at, row, onConflict) : several(at, rows, onConflict);
}

/** The insert of rows that may be there already, as one statement. */
export const insertionAgain = (at: string, rows: readonly AuditRow[]): Statement => insertion(at, rows, ON_CONFLICT);

/** The insert of rows that are new: looking for them costs a fifth of the statement. */
export const firstInsertion = (at: string, rows: readonly AuditRow[]): Statement => insertion(at, rows, '');

/** What is selected of the log, for {@link toAuditRow}. */
export const SELECTED = `id::text AS id, (extract(epoch FROM recorded_at) OPERATOR(pg_catalog.*) 1000)::bigint::text AS recorded_at, action, outcome,
  class, actor_id, org, pg_catalog.array_to_json(subject_ids)::text AS subject_ids, request_id, body, pg_catalog.encode(leaf_hash, 'hex') AS leaf`;

export const toAuditRow = (row: Row): AuditRow => storedRow(row, String(row['leaf']));
