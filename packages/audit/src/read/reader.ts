import { type Log, PlumblineError } from '@plumbline/core';
import { currentContext } from '@plumbline/core/context';
import type { AuditActor } from '../action-spec.ts';
import type { AuditRecord } from '../audit-record.ts';
import type { AuditFilters, AuditStore } from '../audit-store.ts';
import { type AuditPage, type AuditQuery, queryAudit } from '../query-audit.ts';
import { createPageTokens } from './page-token.ts';
import type { PatternFinding } from './pattern-types.ts';
import { findPatterns, type PatternOptions, type PatternRange } from './patterns.ts';
import { createReadRecords, type ExportFormat, type NoteRead, type Read, type ReadRecorder } from './record-read.ts';
import { streamRecords } from './stream.ts';

export interface AuditReaderOptions {
  readonly store: AuditStore;
  /** Where the reads are recorded: the application's audit trail. */
  readonly audit: ReadRecorder;
  /** Who reads. @default the actor of the request context */
  readonly actor?: () => AuditActor | undefined;
  /** Gets a warning where a read could not be recorded, and for each row that holds no record. */
  readonly log?: Log;
  /** Told of each row that holds no record and is passed over by `all`, `export` and `patterns`. @default a warning of `log` */
  readonly onUnreadable?: (id: string) => void;
}

/**
 * A page of a longer answer, and the range of time by the time of recording: milliseconds since the epoch, `from`
 * inclusive, `to` exclusive.
 */
export type PageOptions = Pick<AuditQuery, 'limit' | 'after' | 'from' | 'to'>;

/**
 * Answers questions about the trail, and records each: who asked, whose trail it was, how many records were shown. A page
 * that continues an earlier one makes no record of its own. A page names the rows that hold no record, which who may add
 * rows can have added; a longer read names them to `onUnreadable` or the log, and rejects with PLB_AUDIT_EVIDENCE where it
 * has neither. All reject with PLB_OPTION_INVALID for a wrong search, and the store's own error.
 */
export interface AuditReader {
  /** What succeeded with this subject, newest first. */
  whoChanged(subject: string, page?: PageOptions): Promise<AuditPage>;
  /** What this actor did or tried, newest first. */
  whatDid(actor: string, page?: PageOptions): Promise<AuditPage>;
  /** What was denied, newest first. */
  denied(page?: PageOptions): Promise<AuditPage>;
  query(query?: AuditQuery): Promise<AuditPage>;
  /** Every record that the filters take, oldest first, up to the newest of the moment it begins. */
  all(filters?: AuditFilters): AsyncGenerator<AuditRecord, void, undefined>;
  /** The same, recorded as `audit.exported`: for what leaves as a file. */
  export(format: ExportFormat, filters?: AuditFilters): AsyncGenerator<AuditRecord, void, undefined>;
  /** Unusual ways of access. */
  patterns(options: PatternOptions & PatternRange): AsyncGenerator<PatternFinding, void, undefined>;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function checkAfter(id: string): string {
  if (UUID.test(id)) return id;
  throw new PlumblineError('PLB_OPTION_INVALID', 'audit query: `after` is not what `next` said of a page');
}

/** Records a read once, whatever comes of it, and hands its answer on. */
async function recorded<T>(
  note: NoteRead,
  what: Read,
  read: () => Promise<T>,
  count: (answer: T) => number,
): Promise<T> {
  let answer: T;
  try {
    answer = await read();
  } catch (error) {
    note(what, 'failed', 0);
    throw error;
  }
  note(what, 'success', count(answer));
  return answer;
}

const warnOfUnreadable =
  (log: Log) =>
  (id: string): void =>
    log.warn({ code: 'PLB_AUDIT_EVIDENCE', audit_id: id }, 'a row of the audit trail holds no record');

type ReadPage = (question: string | undefined, query: AuditQuery) => Promise<AuditPage>;

/** Reads pages, the first of a session with a record. */
function createPages(store: AuditStore, note: NoteRead, who: () => string | undefined): ReadPage {
  const tokens = createPageTokens();
  return async (question, { after, limit = 50, ...filters }) => {
    const search = JSON.stringify([Object.entries(filters).toSorted(([a], [b]) => (a < b ? -1 : 1)), who()]);
    const token = after === undefined ? undefined : tokens.open(search, after);
    const start = token && checkAfter(token.id);
    const read = (): Promise<AuditPage> => queryAudit(store, { ...filters, limit, ...(start && { after: start }) });
    const what = { filters, ...(question !== undefined && { question }) };
    const page = token?.known ? await read() : await recorded(note, what, read, ({ records }) => records.length);
    return { ...page, next: page.next === undefined ? undefined : tokens.issue(search, page.next) };
  };
}

/**
 * Makes a reader of the trail whose every use is itself recorded, as `audit.read` or `audit.exported`, in the way of
 * `audit.record`: it neither delays nor fails the read. It holds nothing open.
 *
 * @example
 * const reader = createAuditReader({ store, audit });
 * const { records, next } = await reader.whoChanged('inv_7');
 */
export function createAuditReader(options: AuditReaderOptions): AuditReader {
  const { store, audit, actor, log } = options;
  const onUnreadable = options.onUnreadable ?? (log && warnOfUnreadable(log));
  const note = createReadRecords({ audit, actor, log });
  const page = createPages(store, note, () => actor?.()?.id ?? currentContext()?.actor?.id);
  /** The record of a long read comes first, with what there is to read: who is cut off in the middle has read as well. */
  const begin = async (read: Read): Promise<void> => {
    await recorded(
      note,
      read,
      () => store.count(read.filters),
      (count) => count,
    );
  };
  return {
    whoChanged: (subject, asked) => page('who_changed', { ...asked, subject, outcome: 'success' }),
    whatDid: (id, asked) => page('what_did', { ...asked, actor: id }),
    denied: (asked) => page('denied', { ...asked, outcome: 'denied' }),
    query: (query = {}) => page(undefined, query),
    async *all(filters = {}) {
      await begin({ filters });
      yield* streamRecords(store, filters, onUnreadable);
    },
    async *export(format, filters = {}) {
      await begin({ filters, format });
      yield* streamRecords(store, filters, onUnreadable);
    },
    async *patterns(asked) {
      await begin({ filters: { from: asked.from, to: asked.to }, question: 'patterns' });
      yield* findPatterns(store, asked, onUnreadable);
    },
  };
}
