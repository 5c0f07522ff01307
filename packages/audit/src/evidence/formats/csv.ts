import type { AuditRecord } from '../../audit-record.ts';

/** Columns of {@link toCsv}, in their order. */
export const CSV_COLUMNS = [
  'id',
  'recorded_at',
  'occurred_at',
  'action',
  'outcome',
  'class',
  'actor_type',
  'actor_id',
  'actor_role',
  'impersonator',
  'org',
  'subjects',
  'service',
  'request_id',
  'trace_id',
  'route_pattern',
  'feature',
  'surface',
  'changed',
  'details',
] as const;

/** What a spreadsheet would take for a formula, by the character that it begins with; the wide forms are read as the narrow ones. */
const FORMULA = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;
/** What has to be enclosed in quotes (RFC 4180, section 2, rules 6 and 7). */
const SPECIAL = /[",\r\n]/;

/** One cell. What a spreadsheet would run as a formula gets an apostrophe before it, which shows that it is text. */
export function csvCell(value: string): string {
  const text = FORMULA.test(value) ? `'${value}` : value;
  return SPECIAL.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const row = (cells: readonly (string | undefined)[]): string =>
  `${cells.map((cell) => csvCell(cell ?? '')).join(',')}\r\n`;

/** The line of column names. */
export const csvHeader = (): string => row(CSV_COLUMNS);

function detailsOf({ after, before, counts, external, metadata }: AuditRecord): string {
  const details = { after, before, counts, external, metadata };
  return Object.values(details).every((part) => part === undefined) ? '' : JSON.stringify(details);
}

/**
 * A record as a line of RFC 4180, ended by CR LF, for spreadsheets; `details` is JSON. It is no evidence: what is verified
 * is an export.
 */
export function toCsv(record: AuditRecord): string {
  const { actor, source, subjects } = record;
  return row([
    record.id,
    record.recorded_at,
    record.occurred_at,
    record.action,
    record.outcome,
    record.class,
    actor.type,
    actor.id,
    actor.role,
    actor.impersonator,
    record.org,
    subjects.map(({ id, type }) => `${type}:${id}`).join(' '),
    source.service,
    record.request_id,
    record.trace_id,
    record.route_pattern,
    record.feature,
    record.surface,
    record.changed?.join(' '),
    detailsOf(record),
  ]);
}

/** A record as a line of JSON, ended by LF. */
export const toJsonl = (record: AuditRecord): string => `${JSON.stringify(record)}\n`;
