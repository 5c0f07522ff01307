import { encodeRow, type OutboundBatch } from '@plumbline/core';

export interface EncodedBatch {
  /** JSONEachRow, one line for each event that can be stored. */
  readonly lines: readonly string[];
  /** IDs of events that no ClickHouse can store; one of them would make the server refuse the whole batch. */
  readonly refused: readonly string[];
}

/** A batch as lines of the eleven columns. Rows that were written when the events were accepted are taken as they are. It never throws. */
export function encodeRows({ rows, events }: Pick<OutboundBatch, 'rows' | 'events'>): EncodedBatch {
  if (rows !== undefined) return { lines: rows, refused: [] };
  const refused: string[] = [];
  const lines: string[] = [];
  for (const event of events) {
    const line = encodeRow(event);
    if (line === undefined) refused.push(event.eventId);
    else lines.push(line);
  }
  return { lines, refused };
}
