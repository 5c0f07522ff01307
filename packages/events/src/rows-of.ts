import type { OutboundEvent } from '@plumbline/core';
import type { Catalog } from '@plumbline/schema';
import { createRowWriter } from './spool/row-writer.ts';

const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

/** Writes accepted events as rows; undefined where one of them is none, so that the events stand for themselves. */
export type RowsOf = (events: readonly OutboundEvent[]) => readonly string[] | undefined;

/** Makes the writer of a client's batches in memory. */
export function createRowsOf(catalog: Catalog): RowsOf {
  const write = createRowWriter(catalog, '');
  return (events) => {
    const rows: string[] = [];
    for (const event of events) {
      const row = UUID.test(event.eventId) ? write(event) : undefined;
      if (row === undefined) return undefined;
      rows.push(row);
    }
    return rows;
  };
}
