import { decodeRow } from '@plumbline/core';
import type { JournalStretch } from '@plumbline/core/journal';
import { createPacker, packRows, unpack } from '../packed.ts';

/** A batch as its lines stand in the spool. */
export interface FoundBatch {
  readonly id: string;
  /** Events that are there. */
  readonly size: number;
  /** Their rows as they stand there, each with a line break behind it. */
  readonly pieces: readonly Uint8Array[];
  /** Events that its seal counts, or that were in batches before it whose seals are not there, and that are not there. */
  readonly missing: number;
  /** Events in batches of its process with it, where its seal says so. */
  readonly total: number | undefined;
}

/** Events whose process ended before it sealed them go in batches of this size, whatever the options say by then. */
const UNSEALED_BATCH = 500;

/** Puts events and seals together to batches. */
export interface Runs {
  /** Events that wait for their seal. */
  readonly open: number;
  /** The row between two places of `bytes`. */
  readonly event: (bytes: Buffer, from: number, to: number) => void;
  /** The batches that a seal ends: its own, and before it what an earlier seal should have taken. */
  seal(batch: string, events: number, total: number | undefined): readonly FoundBatch[];
  /** What stands behind the last seal of a process that has ended. */
  end(): readonly FoundBatch[];
}

/**
 * Events without a seal were never sent. Their batch is named after its first event and its size, which stand in the file:
 * whoever finds them again gives them the same name.
 */
function nameOf(rows: readonly string[]): string {
  const first = decodeRow(rows[0] ?? '')?.eventId ?? 'unnamed';
  return `${first}:${rows.length}`;
}

function unsealed(rows: readonly string[]): FoundBatch[] {
  const batches: FoundBatch[] = [];
  for (let from = 0; from < rows.length; from += UNSEALED_BATCH) {
    const some = rows.slice(from, from + UNSEALED_BATCH);
    batches.push({ id: nameOf(some), size: some.length, pieces: packRows(some), missing: 0, total: undefined });
  }
  return batches;
}

/** Whether a stretch begins with the first line that its process wrote, or where that should be. */
export const startsPart = ({ cursor, missing, places }: JournalStretch): boolean =>
  cursor.seq === missing + places.length / 2;

/** Makes the parser of one part of the spool, which is read from its first line or from somewhere behind it. */
export function createRuns(isWhole = false): Runs {
  const packer = createPacker();
  /** The total of the last seal; undefined where reading began behind the first, so that it is not known. */
  let sealed = isWhole ? 0 : undefined;
  const takeRows = (): readonly string[] => (packer.size() === 0 ? [] : unpack(packer.take()));
  return {
    get open(): number {
      return packer.size();
    },
    event: (bytes, from, to) => packer.add(bytes, from, to),
    seal(batch, events, total) {
      const size = packer.size();
      const due = total === undefined || sealed === undefined ? events : Math.max(events, total - sealed);
      sealed = total;
      const missing = Math.max(0, due - size);
      if (size <= events) return [{ id: batch, size, pieces: packer.take(), missing, total }];
      const rows = takeRows();
      const own = rows.slice(size - events);
      return [
        ...unsealed(rows.slice(0, size - events)),
        { id: batch, size: own.length, pieces: packRows(own), missing, total },
      ];
    },
    end: () => unsealed(takeRows()),
  };
}
