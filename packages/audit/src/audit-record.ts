import type { ActionClass, AuditActor, AuditOutcome, AuditStage, AuditSubject, ClientClass } from './action-spec.ts';

/**
 * One record, as its body text says it. Keys of an object stand in code unit order (RFC 8785), so that the same record
 * always has the same text; what is unknown is absent.
 */
export interface AuditRecord {
  readonly action: string;
  readonly actor: AuditActor;
  readonly after?: Readonly<Record<string, unknown>>;
  /** Of a completed action: the record of its attempt. */
  readonly attempt?: string;
  readonly before?: Readonly<Record<string, unknown>>;
  /** Names of what changed, sorted. */
  readonly changed?: readonly string[];
  readonly class: ActionClass;
  /** What made the request, coarsely. */
  readonly client?: ClientClass;
  /** Salted commitments of personal fields, by field name; the values stand outside the body. */
  readonly commitments?: Readonly<Record<string, string>>;
  readonly counts?: Readonly<Record<string, number>>;
  readonly duration_ms?: number;
  readonly external?: readonly {
    readonly duration_ms?: number;
    readonly request_id?: string;
    readonly service: string;
    readonly status?: number;
  }[];
  readonly feature?: string;
  /** UUIDv7. */
  readonly id: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** ISO 8601 in UTC with milliseconds. */
  readonly occurred_at: string;
  readonly org?: string;
  readonly outcome: AuditOutcome;
  /** ISO 8601 in UTC with milliseconds: when the process accepted it. */
  readonly recorded_at: string;
  readonly request_id?: string;
  readonly route_pattern?: string;
  /** Absent where it is normal. */
  readonly sensitivity?: 'high';
  readonly source: { readonly instance: string; readonly service: string; readonly version?: string };
  readonly stage?: AuditStage;
  readonly subjects: readonly AuditSubject[];
  readonly surface?: string;
  readonly trace_id?: string;
  /** Version of this shape. */
  readonly v: 1;
}

/** The value of a personal field, which stands beside the body so that it can be erased. */
export interface PersonalField {
  /** Name of a field, or `before.` or `after.` and the name of what changed. */
  readonly field: string;
  /** Random, 16 bytes as 32 lower-case hexadecimal digits. */
  readonly salt: string;
  /** JSON text. */
  readonly value: string;
}

/** A record as stores keep it: the exact text, its hash, and columns for searching that verification checks against it. */
export interface AuditRow {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly recordedAt: number;
  readonly action: string;
  readonly outcome: string;
  readonly class: string;
  /** Empty for an anonymous actor. */
  readonly actorId: string;
  readonly org: string | null;
  readonly subjectIds: readonly string[];
  readonly requestId: string | null;
  readonly body: string;
  /** 64 lower-case hexadecimal digits; stores keep 32 bytes. */
  readonly leaf: string;
  /** What `append` stores apart from the record; absent when there is none, and in rows that are read back. */
  readonly personal?: readonly PersonalField[];
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Years of four digits: other forms of ISO 8601 are refused by PostgreSQL. */
const MAX_TIME = Date.UTC(10_000, 0) - 1;
/** As long as a checked ID; PostgreSQL's B-trees refuse entries above 2,704 bytes. */
const MAX_COLUMN = 200;
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/gu;

/**
 * Text as every store takes it. An actor or a job can have a name that none does (NUL, half a surrogate pair, too long for
 * an index), and one such column would block the spool for good; the body keeps the name as it is, escaped.
 */
export function columnText(text: unknown): string {
  if (typeof text !== 'string') throw new TypeError('a column is no text');
  return text.slice(0, MAX_COLUMN).replaceAll(UNPRINTABLE, '\ufffd');
}

function checkKey(id: string, recordedAt: number): void {
  if (!UUID.test(id) || !(recordedAt >= 0 && recordedAt <= MAX_TIME)) throw new TypeError('the key is no key');
}

/** What columns are derived from. */
export interface ColumnSource extends Pick<AuditRecord, 'id' | 'recorded_at'> {
  readonly action: string;
  readonly actor: { readonly id: string };
  readonly class: string;
  readonly org?: string | undefined;
  readonly outcome: string;
  readonly request_id?: string | undefined;
  readonly subjects: readonly { readonly id: string }[];
}

/** Derives the columns from a body. Throws when the body is not a record. */
export function toRow(body: string, leaf: string, personal?: readonly PersonalField[]): AuditRow {
  return rowOf(JSON.parse(body) as AuditRecord, body, leaf, personal);
}

/** Derives the columns from the record that a body is the text of. Throws when it is no record. */
export function rowOf(record: ColumnSource, body: string, leaf: string, personal?: readonly PersonalField[]): AuditRow {
  const recordedAt = Date.parse(record.recorded_at);
  checkKey(record.id, recordedAt);
  return {
    id: record.id,
    recordedAt,
    action: columnText(record.action),
    outcome: columnText(record.outcome),
    class: columnText(record.class),
    actorId: columnText(record.actor.id),
    org: record.org === undefined ? null : columnText(record.org),
    subjectIds: record.subjects.map((subject) => columnText(subject.id)),
    requestId: record.request_id === undefined ? null : columnText(record.request_id),
    body,
    leaf,
    ...(personal && { personal }),
  };
}
