import { type AuditRow, rowOf } from './audit-record.ts';
import { createIsoTime } from './iso-time.ts';

/** A JSON text without escapes; what stands in it. */
const INSIDE = String.raw`[^"\\\x00-\x1f]*`;
const TEXT = `"${INSIDE}"`;
const TAKEN = `"(${INSIDE})"`;
const VALUE = String.raw`(?:${TEXT}|-?(?:0|[1-9]\d*)(?:\.\d+)?|true|false|null)`;
const FLAT = String.raw`\{(?:${TEXT}:${VALUE}(?:,${TEXT}:${VALUE})*)?\}`;
const LIST = (item: string): string => String.raw`\[(?:${item}(?:,${item})*)?\]`;
const SUBJECT = String.raw`\{"id":${TEXT},"type":${TEXT}\}`;
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

const may = (key: string, value: string): string => `(?:,"${key}":${value})?`;

/**
 * Bodies as nearly all are: the members of a record in their order, each once, nothing nested but flat objects, no escapes
 * and no commitments. Whatever it matches is JSON, and what it takes out of it is what `JSON.parse` would give; each
 * alternative begins with a character of its own, so that it reads no character twice.
 */
const PLAIN = new RegExp(
  [
    String.raw`^\{"action":${TAKEN},"actor":\{"id":${TAKEN}`,
    String.raw`${may('impersonator', TEXT)}${may('role', TEXT)},"type":${TEXT}\}`,
    `${may('after', FLAT)}${may('attempt', TEXT)}${may('before', FLAT)}${may('changed', LIST(TEXT))}`,
    `,"class":${TAKEN}${may('client', TEXT)}${may('counts', FLAT)}${may('duration_ms', VALUE)}`,
    `${may('external', LIST(FLAT))}${may('feature', TEXT)},"id":"(${UUID})"${may('metadata', FLAT)}`,
    `,"occurred_at":${TEXT}${may('org', TAKEN)},"outcome":${TAKEN},"recorded_at":${TAKEN}`,
    `${may('request_id', TAKEN)}${may('route_pattern', TEXT)}${may('sensitivity', TEXT)},"source":${FLAT}`,
    String.raw`${may('stage', TEXT)},"subjects":\[(?:\{"id":${TAKEN},"type":${TEXT}\}((?:,${SUBJECT})*))?\]`,
    String.raw`${may('surface', TEXT)}${may('trace_id', TEXT)},"v":1\}$`,
  ].join(''),
);

/** Writing a time costs less than reading one. Throws for what is no time. */
const isoTime = createIsoTime();

/** `first`, undefined for none, and the objects of `rest`, a comma before each, against the column. */
function areSubjects(first: string | undefined, rest: string | undefined, ids: readonly string[]): boolean {
  if (first === undefined || first !== ids[0]) return first === undefined && ids.length === 0;
  if (rest === '' || rest === undefined) return ids.length === 1;
  const others = JSON.parse(`[${rest.slice(1)}]`) as readonly { readonly id: string }[];
  return others.length === ids.length - 1 && others.every(({ id }, index) => id === ids[index + 1]);
}

/**
 * Whether the body is a plain one without commitments and every column says the same, word for word: a third of what parsing
 * it costs. False says nothing: whoever asks has to parse the body.
 *
 * @param derived whether the columns of the row were made from its body, so that only the ID is compared
 */
export function agreesPlainly(row: AuditRow, derived: boolean): boolean {
  const found = PLAIN.exec(row.body);
  if (found === null || found[4] !== row.id) return false;
  if (derived) return true;
  const [, action, actor, kind, , org, outcome, at, request, subject, more] = found;
  return (
    action === row.action &&
    actor === row.actorId &&
    kind === row.class &&
    outcome === row.outcome &&
    (org ?? null) === row.org &&
    (request ?? null) === row.requestId &&
    at === isoTime(row.recordedAt) &&
    areSubjects(subject, more, row.subjectIds)
  );
}

/** The IDs of `first`, undefined for none, and of the objects of `rest`, a comma before each. */
function subjectsOf(first: string | undefined, rest: string | undefined): readonly { readonly id: string }[] {
  if (first === undefined) return [];
  if (rest === '' || rest === undefined) return [{ id: first }];
  return [{ id: first }, ...(JSON.parse(`[${rest.slice(1)}]`) as readonly { readonly id: string }[])];
}

/**
 * The row of a plain body: what `toRow` makes of it, without a copy of what no column says. Undefined for any other body.
 * Throws where `toRow` does.
 */
export function plainRow(body: string, leaf: string): AuditRow | undefined {
  const found = PLAIN.exec(body);
  if (found === null) return undefined;
  const [, action = '', actor = '', kind = '', id = '', org, outcome = '', at = '', request, subject, more] = found;
  const words = {
    action,
    actor: { id: actor },
    class: kind,
    id,
    outcome,
    recorded_at: at,
    subjects: subjectsOf(subject, more),
  };
  return rowOf({ ...words, org, request_id: request }, body, leaf);
}
