import { PlumblineError } from '@plumbline/core';
import type { AuditRecord, AuditRow } from './audit-record.ts';
import type { AuditFilters, AuditStore } from './audit-store.ts';
import { isRecord } from './record-shape.ts';

/** A search, newest first. */
export interface AuditQuery extends AuditFilters {
  /** 1 to 1,000. @default 50 */
  readonly limit?: number;
  /** `next` of the page before. */
  readonly after?: string;
}

export interface AuditPage {
  readonly records: readonly AuditRecord[];
  /** IDs of rows that belong here and hold no record, which only somebody else can have written; absent where there are none. */
  readonly unreadable?: readonly string[];
  /** Pass it as `after` for the next page; undefined on the last one. */
  readonly next: string | undefined;
}

const MAX_LIMIT = 1_000;

/** The record that a row holds; undefined for a body that is none, which only somebody else can have written. */
export function recordOf({ body }: AuditRow): AuditRecord | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** As {@link recordOf}; throws PLB_AUDIT_EVIDENCE where that is undefined. */
export function readRecord(row: AuditRow): AuditRecord {
  const record = recordOf(row);
  if (record) return record;
  throw new PlumblineError('PLB_AUDIT_EVIDENCE', `the stored text of audit record ${row.id} is no record`, {
    fix: 'Run `npx plumbline audit verify`: it names every record that was changed.',
  });
}

/**
 * Who changed this, what did somebody do, what was denied: one page of records. The read is not recorded; that is what
 * `createAuditReader` of `@plumbline/audit/read` is for. Throws PLB_OPTION_INVALID.
 */
export async function queryAudit(store: AuditStore, query: AuditQuery = {}): Promise<AuditPage> {
  const { after, limit = 50, ...filters } = query;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new PlumblineError('PLB_OPTION_INVALID', `queryAudit: \`limit\` must be 1 to ${MAX_LIMIT}`);
  }
  // One more than asked tells whether a next page exists.
  const rows = await store.read({ order: 'desc', limit: limit + 1, filters, ...(after !== undefined && { after }) });
  const page = rows.slice(0, limit);
  const read = page.map((row) => ({ id: row.id, record: recordOf(row) }));
  const unreadable = read.flatMap(({ id, record }) => (record ? [] : [id]));
  return {
    records: read.flatMap(({ record }) => record ?? []),
    ...(unreadable.length > 0 && { unreadable }),
    next: rows.length > limit ? page.at(-1)?.id : undefined,
  };
}
