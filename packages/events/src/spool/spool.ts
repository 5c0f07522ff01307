import { encodeRow, isPlumblineError, type Log, type OutboundEvent, toError } from '@plumbline/core';
import type { Journal } from '@plumbline/core/journal';
import type { Inbox } from '../work.ts';
import type { Sealed } from './account.ts';
import { createInbox } from './inbox.ts';
import { formatEvent, formatSeal } from './line.ts';
import type { RowWriter } from './row-writer.ts';
import type { Standing } from './standing.ts';
import type { Tape } from './tape.ts';
import type { Tombstones } from '../erase/tombstones.ts';

/** One destination of the spool. */
export interface SpoolReader {
  readonly label: string;
  /** Its name in the journal. */
  readonly name: string;
  readonly role: 'source' | 'mirror';
  readonly standing: Standing;
  readonly tape: Tape;
}

/** Accepted events on disk, until every destination has settled them. */
export interface Spool {
  /**
   * Keeps one event, made by `capture` or from elsewhere: `full` where the bound is reached, `refused` where the disk does
   * not take it, or no event table could store it: the source refuses that one itself, from memory.
   */
  put(event: OutboundEvent, ours: boolean): 'kept' | 'full' | 'refused';
  /** Events that wait for their batch. */
  open(): number;
  /** Makes a batch of what is open. */
  seal(): void;
  inboxOf(label: string): Inbox;
  recoveredOf(label: string): number;
  /** People whose events are not sent any more. */
  readonly tombstones: Tombstones;
  /** Whether mirrors have to give something up, so that the source keeps its room. */
  isCrowded(): boolean;
  bytes(): number;
  /** When the oldest line was written that the destination has not settled. */
  oldestAt(label: string): number | undefined;
  close(): Promise<void>;
}

export interface SpoolParts {
  readonly journal: Journal;
  readonly readers: readonly SpoolReader[];
  readonly maxBytes: number;
  readonly write: RowWriter;
  readonly makeId: () => string;
  readonly tombstones: Tombstones;
  readonly log: Log;
  readonly monotonic: () => number;
  /** What was sealed and what waits for it, for the tapes. */
  readonly sealed: Sealed;
  /** The source is done with a batch that mirrors may have now. */
  readonly onSourceDone: () => void;
}

/** Kept free of events, for seals and for what is settled. */
const RESERVED_SHARE = 1 / 8;
/** From here on mirrors that are behind give up their oldest batches. */
const CROWDED_SHARE = 3 / 4;
/** A disk that refused is asked again after this: asking costs more than an event. */
const REFUSED_MS = 1_000;

const lineOf = (event: OutboundEvent): string | undefined => {
  const row = encodeRow(event);
  return row && formatEvent(row);
};

const codeOf = (error: unknown): string | undefined => (isPlumblineError(error) ? error.code : undefined);

/** The behaviour of a spool over what was opened for it. */
export function createSpool(parts: SpoolParts): Spool {
  const { journal, readers, maxBytes, write, makeId, tombstones, log, monotonic, sealed, onSourceDone } = parts;
  const source = readers.find(({ role }) => role === 'source');
  /** Batches that the source has not settled, with the totals of their seals: no mirror gets them before. */
  const withheld = new Map<string, number>(
    [...(source?.standing.waiting ?? [])].map((batch) => [batch, Number.POSITIVE_INFINITY]),
  );
  let first = 0;
  let last = 0;
  let refusedUntil = 0;
  let failing = false;

  const refused = (error: unknown): void => {
    refusedUntil = monotonic() + REFUSED_MS;
    if (failing) return;
    failing = true;
    log.error(
      { err: toError(error), code: 'PLB_EVENTS_SPOOL' },
      'event spool cannot be written; events wait in memory alone until it can',
    );
  };
  /** Writes what restores the counts after a restart; without it events are sent again. */
  const note = (line: string): void => {
    try {
      journal.append(line);
    } catch (error) {
      refused(error);
    }
  };
  const room = maxBytes * (1 - RESERVED_SHARE);
  const oldestOf = ({ name }: SpoolReader): number => journal.oldestAt(name) ?? Number.POSITIVE_INFINITY;
  const isCrowded = (): boolean => journal.bytes > maxBytes * CROWDED_SHARE;
  const holdsMost = (reader: SpoolReader): boolean => {
    const oldest = oldestOf(reader);
    if (source === undefined || oldest >= oldestOf(source)) return false;
    return readers.every((other) => oldest <= oldestOf(other));
  };
  return {
    tombstones,
    put(event, ours) {
      if (refusedUntil > 0 && monotonic() < refusedUntil) return 'refused';
      const line = ours ? write(event) : lineOf(event);
      if (line === undefined) return 'refused';
      if (journal.bytes + line.length > room) return 'full';
      try {
        const seq = journal.append(line);
        if (sealed.open === 0) first = seq;
        last = seq;
        sealed.open += 1;
        refusedUntil = 0;
        failing = false;
        return 'kept';
      } catch (error) {
        if (codeOf(error) === 'PLB_JOURNAL_FULL') return 'full';
        // One row that is longer than a line may be says nothing of the disk.
        if (codeOf(error) !== 'PLB_OPTION_INVALID') refused(error);
        return 'refused';
      }
    },
    open: () => sealed.open,
    seal() {
      const { open } = sealed;
      if (open === 0) return;
      const id = makeId();
      try {
        // A seal that fails is tried again with the events that came since.
        sealed.seq = journal.append(formatSeal(id, first, last, open, sealed.total + open));
        sealed.total += open;
        withheld.set(id, sealed.total);
        sealed.open = 0;
      } catch (error) {
        refused(error);
      }
    },
    inboxOf(label) {
      const reader = readers.find((one) => one.label === label);
      if (reader === undefined) return { next: async () => undefined };
      const evicted = (): boolean => reader.role === 'mirror' && isCrowded() && holdsMost(reader);
      const released = (batch: string): void => {
        if (reader === source && withheld.delete(batch)) onSourceDone();
      };
      const mayTake = (batch: string): boolean => reader === source || !withheld.has(batch);
      /** Batches whose seals the source will not find: nobody waits for them. */
      const damaged = (): void => {
        if (reader !== source) return;
        for (const [batch, total] of withheld) if (!reader.tape.expects(batch, total)) released(batch);
      };
      return createInbox({ reader, note, evicted, released, mayTake, damaged });
    },
    recoveredOf: (label) => readers.find((one) => one.label === label)?.standing.recovered ?? 0,
    isCrowded,
    bytes: () => journal.bytes,
    oldestAt(label) {
      const reader = readers.find((one) => one.label === label);
      return reader && journal.oldestAt(reader.name);
    },
    async close() {
      await Promise.all(readers.map(({ tape }) => tape.finish()));
      await journal.close();
    },
  };
}
