import type { OutboundEvent } from '@plumbline/core';
import type { Catalog } from '@plumbline/schema';
import { createPacker } from './packed.ts';
import { createRowWriter } from './spool/row-writer.ts';

const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

/** Writes accepted events as rows in pieces; undefined where one of them is none, so that the events stand for themselves. */
export type RowPacker = (events: readonly OutboundEvent[]) => readonly Uint8Array[] | undefined;

/** Makes the writer of a client's batches in memory. */
export function createRowPacker(catalog: Catalog): RowPacker {
  const write = createRowWriter(catalog, '');
  const packer = createPacker();
  return (events) => {
    for (const event of events) {
      const row = UUID.test(event.eventId) ? write(event) : undefined;
      if (row === undefined) {
        packer.take();
        return undefined;
      }
      packer.add(row, 0, row.length);
    }
    return packer.take();
  };
}
