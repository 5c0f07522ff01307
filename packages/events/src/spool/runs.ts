import { decodeRow } from '@plumbline/core';

/** A batch as its lines stand in the spool. */
export interface FoundBatch {
  readonly id: string;
  readonly rows: readonly string[];
  /** Events that its seal counts and that are not there. */
  readonly missing: number;
}

/** Events whose process ended before it sealed them go in batches of this size, whatever the options say by then. */
const UNSEALED_BATCH = 500;

/** Puts events and seals together to batches. */
export interface Runs {
  /** Events that wait for their seal. */
  readonly open: number;
  event(row: string): void;
  /** The batches that a seal ends: its own, and before it what an earlier seal should have taken. */
  seal(batch: string, events: number): readonly FoundBatch[];
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
    batches.push({ id: nameOf(some), rows: some, missing: 0 });
  }
  return batches;
}

/** Makes the parser of one part of the spool. */
export function createRuns(): Runs {
  let rows: string[] = [];
  return {
    get open(): number {
      return rows.length;
    },
    event: (row) => void rows.push(row),
    seal(batch, events) {
      const all = rows;
      rows = [];
      const from = Math.max(0, all.length - events);
      const own = from === 0 ? all : all.slice(from);
      return [...unsealed(all.slice(0, from)), { id: batch, rows: own, missing: Math.max(0, events - own.length) }];
    },
    end() {
      const all = rows;
      rows = [];
      return unsealed(all);
    },
  };
}
