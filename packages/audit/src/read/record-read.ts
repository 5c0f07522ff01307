import { type Log, noopLog, toError } from '@plumbline/core';
import type { AuditActor, AuditOutcome, RecordInput } from '../action-spec.ts';
import type { AuditFilters } from '../audit-store.ts';
import type { OwnSpecs } from '../own-specs.ts';

/** What the record of a read says. */
export type ReadInput = RecordInput<OwnSpecs['audit.read']> | RecordInput<OwnSpecs['audit.exported']>;

/** Where reads are recorded: the application's `Audit`, or whatever writes the trail's own records. */
export interface ReadRecorder {
  /** Takes a {@link ReadInput}; said as `never`, which every audit's own `record` takes, whatever its actions. */
  record(action: 'audit.read' | 'audit.exported', input: never): unknown;
}

/** Shape of an export. */
export type ExportFormat = NonNullable<RecordInput<OwnSpecs['audit.exported']>['metadata']>['format'];

/** One read of the trail. */
export interface Read {
  readonly filters: AuditFilters;
  /** The question, where it has a name. */
  readonly question?: string;
  /** Set where the records leave as a file. */
  readonly format?: ExportFormat;
}

type Search = NonNullable<RecordInput<OwnSpecs['audit.read']>['metadata']>;

const OUTCOMES: ReadonlySet<unknown> = new Set<AuditOutcome>(['success', 'denied', 'failed']);
const MAX_TEXT = 200;
const MAX_TIME = Date.UTC(10_000, 0) - 1;

const isTime = (at: number | undefined): at is number => at !== undefined && at >= 0 && at <= MAX_TIME;

/**
 * What was searched for, as a record takes it: a reviewer of readers asks whose trail it was. A value that no record takes
 * is shortened or left out, so that no search is too odd to be recorded.
 */
export function searchOf({ filters, question }: Read): Search {
  const { from, to, outcome, ...rest } = filters;
  const texts = Object.fromEntries(
    (['action', 'actor', 'org', 'subject'] as const).flatMap((name) =>
      typeof rest[name] === 'string' ? [[name, rest[name].slice(0, MAX_TEXT)]] : [],
    ),
  );
  return {
    ...texts,
    ...(isTime(from) && { from: new Date(from).toISOString() }),
    ...(OUTCOMES.has(outcome) && { outcome: outcome as AuditOutcome }),
    ...(question !== undefined && { question }),
    ...(isTime(to) && { to: new Date(to).toISOString() }),
  };
}

/** Records how a read ended: how many records, or that it failed. */
export type NoteRead = (read: Read, outcome: AuditOutcome, records: number) => void;

/** Records reads so that recording can neither delay nor fail one: what it throws is logged, and counted by the audit. */
export function createReadRecords({
  audit,
  actor,
  log = noopLog,
}: {
  readonly audit: ReadRecorder;
  readonly actor?: (() => AuditActor | undefined) | undefined;
  readonly log?: Log | undefined;
}): NoteRead {
  const keep = (action: 'audit.read' | 'audit.exported', input: ReadInput): unknown =>
    audit.record(action, input as never);
  return (read, outcome, records) => {
    try {
      const who = actor?.();
      const common = { ...(who && { actor: who }), counts: { records }, outcome };
      const metadata = searchOf(read);
      const { format } = read;
      if (format === undefined) keep('audit.read', { ...common, metadata });
      else keep('audit.exported', { ...common, metadata: { ...metadata, format } });
    } catch (error) {
      log.warn({ err: toError(error), code: 'PLB_AUDIT_REFUSED' }, 'a read of the audit trail could not be recorded');
    }
  };
}
