import type { AuditRecord } from '../audit-record.ts';
import type { AuditFilters, AuditStore } from '../audit-store.ts';
import { readRecord, recordOf } from '../query-audit.ts';

const PAGE = 1_000;

/**
 * Every record that the filters take, oldest first, a page in memory at a time. It ends at the newest record of its
 * beginning, so that a trail that grows while it is read, by this read's own record too, does not keep it going. A row that
 * holds no record is named and passed over; without `onUnreadable` it ends the stream, with PLB_AUDIT_EVIDENCE.
 */
export async function* streamRecords(
  store: AuditStore,
  filters: AuditFilters = {},
  onUnreadable?: (id: string) => void,
): AsyncGenerator<AuditRecord, void, undefined> {
  const [newest] = await store.read({ order: 'desc', limit: 1, filters });
  if (newest === undefined) return;
  let after: string | undefined;
  for (;;) {
    const rows = await store.read({ limit: PAGE, filters, ...(after !== undefined && { after }) });
    for (const row of rows) {
      if (row.id > newest.id) return;
      const record = onUnreadable ? recordOf(row) : readRecord(row);
      if (record) yield record;
      else onUnreadable?.(row.id);
    }
    after = rows.at(-1)?.id;
    if (rows.length < PAGE) return;
  }
}
