import { encodeRow, type OutboundBatch } from '@plumbline/core';

export interface EncodedBatch {
  /** JSONEachRow, one line for each event that can be stored; empty when none can. */
  readonly body: readonly (string | Uint8Array)[];
  /** IDs of events that no ClickHouse can store; one of them would make the server refuse the whole batch. */
  readonly refused: readonly string[];
}

const joined = (lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : [lines.join('\n')]);

/** A batch as lines of the eleven columns. Rows that were written when the events were accepted are taken as they are. It never throws. */
export function encodeRows(batch: Pick<OutboundBatch, 'pieces' | 'rows' | 'events'>): EncodedBatch {
  const { pieces } = batch;
  if (pieces !== undefined) return { body: pieces, refused: [] };
  const { rows } = batch;
  if (rows !== undefined) return { body: joined(rows), refused: [] };
  const refused: string[] = [];
  const lines: string[] = [];
  for (const event of batch.events) {
    const line = encodeRow(event);
    if (line === undefined) refused.push(event.eventId);
    else lines.push(line);
  }
  return { body: joined(lines), refused };
}
