import { type EventRow, type OutboundEvent, toRow } from '@plumbline/core';

export interface EncodedBatch {
  /** One row for each event that can be stored. */
  readonly rows: readonly EventRow[];
  /** IDs of events that no ClickHouse can store; one of them would make the server refuse the whole batch. */
  readonly refused: readonly string[];
}

/** Turns a batch into rows of the eleven columns. It never throws. */
export function encodeRows(events: readonly OutboundEvent[]): EncodedBatch {
  const refused: string[] = [];
  const rows: EventRow[] = [];
  for (const event of events) {
    const row = toRow(event);
    if (row === undefined) refused.push(event.eventId);
    else rows.push(row);
  }
  return { rows, refused };
}
