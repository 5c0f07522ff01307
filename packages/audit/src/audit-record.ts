import type { ActionClass, AuditActor, AuditOutcome, AuditSubject } from './action-spec.ts';

/**
 * One record, as its body text says it. Keys of an object stand in code unit order (RFC 8785), so that the same record
 * always has the same text; what is unknown is absent.
 */
export interface AuditRecord {
  readonly action: string;
  readonly actor: AuditActor;
  readonly after?: Readonly<Record<string, unknown>>;
  readonly before?: Readonly<Record<string, unknown>>;
  /** Names of what changed, sorted. */
  readonly changed?: readonly string[];
  readonly class: ActionClass;
  /** Salted commitments of personal fields, by field name; the values stand outside the body. Reserved. */
  readonly commitments?: Readonly<Record<string, string>>;
  readonly counts?: Readonly<Record<string, number>>;
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
  readonly source: { readonly instance: string; readonly service: string; readonly version?: string };
  readonly subjects: readonly AuditSubject[];
  readonly surface?: string;
  readonly trace_id?: string;
  /** Version of this shape. */
  readonly v: 1;
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
}

/** Derives the columns from a body. Throws when the body is not a record. */
export function toRow(body: string, leaf: string): AuditRow {
  const record = JSON.parse(body) as AuditRecord;
  return {
    id: record.id,
    recordedAt: Date.parse(record.recorded_at),
    action: record.action,
    outcome: record.outcome,
    class: record.class,
    actorId: record.actor.id,
    org: record.org ?? null,
    subjectIds: record.subjects.map((subject) => subject.id),
    requestId: record.request_id ?? null,
    body,
    leaf,
  };
}

/** `1 leaf body`: the leaf is the one made when the record was accepted, so a change of the spool shows later. */
export const toSpoolLine = (body: string, leaf: string): string => `1 ${leaf} ${body}`;

/** Reads a line of the spool; undefined when it is none. */
export function fromSpoolLine(line: string): AuditRow | undefined {
  const match = /^1 ([0-9a-f]{64}) (\{.*\})$/s.exec(line);
  if (!match) return undefined;
  try {
    return toRow(match[2] ?? '', match[1] ?? '');
  } catch {
    return undefined;
  }
}
