import type { FoundBatch } from './runs.ts';

/** What this process has written. */
export interface Sealed {
  /** Sequence number of its newest seal; 0 before the first. */
  seq: number;
  /** Events in its batches. */
  total: number;
  /** Events that wait for their batch. */
  open: number;
}

/** How many of the events that this process wrote were found again by one reader, or are lost. */
export interface Account {
  /** Events that were found, or are lost. */
  readonly known: number;
  /**
   * The batches among those that one seal ends, or that have none, that were not met before, perhaps under a seal that is
   * damaged since; the last of them says in `missing` what is not there of it and of those before it.
   */
  unmet(batches: readonly FoundBatch[], isKnown: (id: string) => boolean): readonly FoundBatch[];
  /**
   * Whether something that was sealed by then was not found. While events are open nobody can tell rows without their seal from
   * those; the seal of the open ones is soon there.
   */
  isShort(by: Readonly<Sealed>): boolean;
  /** Gives up what was sealed by then and not found. */
  close(by: Readonly<Sealed>): void;
  /** Events that were given up since the last call. */
  takeLost(): number;
}

export function createAccount(sealed: Readonly<Sealed>): Account {
  let known = 0;
  let lost = 0;
  return {
    get known(): number {
      return known;
    },
    unmet(batches, isKnown) {
      const last = batches.at(-1);
      if (last === undefined || isKnown(last.id)) return [];
      const { total = sealed.total, size } = last;
      const isSealed = last.total !== undefined;
      let room = total - known - (isSealed ? size : 0);
      if (room < 0) return [];
      const fresh = batches.filter((batch) => {
        if (batch === last && isSealed) return true;
        const fits = batch.size <= room && !isKnown(batch.id);
        if (fits) room -= batch.size;
        return fits;
      });
      known = isSealed ? total : total - room;
      return fresh.map((batch) => (batch === last && isSealed ? { ...batch, missing: room } : batch));
    },
    isShort: ({ open, total }) => open === 0 && known < total,
    close({ total }) {
      const gone = Math.max(0, total - known);
      lost += gone;
      known += gone;
    },
    takeLost() {
      const taken = lost;
      lost = 0;
      return taken;
    },
  };
}
