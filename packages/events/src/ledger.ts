import { type Clock, type Log, toError } from '@plumbline/core';
import { type Journal, type JournalCursor, openJournal } from '@plumbline/core/journal';

/** What one process has accepted, and what became of it at each destination. */
export interface LedgerState {
  readonly accepted: number;
  readonly settled: Readonly<Record<string, number>>;
}

/** Says on disk what is under way, so that the next start can count what a killed process took with it. */
export interface Ledger {
  /** By destination, what ended processes had accepted and never settled. */
  readonly crashed: Readonly<Record<string, number>>;
  /** Writes the state, in the turn in which it changed. */
  write(state: LedgerState): void;
  /** After everything is settled: nothing is left to count. */
  close(): Promise<void>;
}

export interface LedgerOptions {
  readonly directory: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Lines after which older ones are deleted: the newest says it all. */
const COMPACT_AFTER = 1_000;
const SEGMENT_BYTES = 65_536;
const MAX_BYTES = 16_777_216;

const format = ({ accepted, settled }: LedgerState): string =>
  [`L ${accepted}`, ...Object.entries(settled).map(([label, count]) => `${encodeURIComponent(label)}=${count}`)].join(
    ' ',
  );

function parse(line: string): LedgerState {
  const [, accepted = '0', ...pairs] = line.split(' ');
  const settled = pairs.map((pair): [string, number] => {
    const [label = '', count = '0'] = pair.split('=');
    return [decodeURIComponent(label), Number(count)];
  });
  return { accepted: Number(accepted), settled: Object.fromEntries(settled) };
}

/** Reads what is there and answers the place behind it; each part ends with the last state of its process. */
async function readAll(journal: Journal): Promise<{ places: JournalCursor[]; last: LedgerState[] }> {
  const places = new Map<string, JournalCursor>();
  const last = new Map<string, LedgerState>();
  for await (const { lines, cursor } of journal.read({ maxLines: COMPACT_AFTER })) {
    places.set(cursor.part, cursor);
    const line = lines.at(-1);
    if (line !== undefined) last.set(cursor.part, parse(line));
  }
  return { places: [...places.values()], last: [...last.values()] };
}

async function forget(journal: Journal, places: readonly JournalCursor[]): Promise<void> {
  for (const place of places) await journal.ack(place);
}

function countCrashed(states: readonly LedgerState[]): Record<string, number> {
  const crashed: Record<string, number> = {};
  for (const { accepted, settled } of states) {
    for (const [label, count] of Object.entries(settled)) {
      crashed[label] = (crashed[label] ?? 0) + Math.max(0, accepted - count);
    }
  }
  return crashed;
}

/** Opens the ledger and reads those of processes that have ended; undefined, said once, where the disk does not let it. */
export async function openLedger({ directory, clock, log }: LedgerOptions): Promise<Ledger | undefined> {
  const failed = (error: unknown): void =>
    log.warn(
      { err: toError(error), code: 'PLB_EVENTS_SPOOL' },
      'event ledger cannot be written; what a killed process takes with it is not counted',
    );
  try {
    const journal = await openJournal({
      directory,
      name: 'ledger',
      maxSegmentBytes: SEGMENT_BYTES,
      maxBytes: MAX_BYTES,
      fsync: 'demand',
      clock,
    });
    const { places, last } = await readAll(journal);
    await forget(journal, places);
    return createLedger(journal, countCrashed(last), failed);
  } catch (error) {
    failed(error);
    return undefined;
  }
}

function createLedger(journal: Journal, crashed: Record<string, number>, failed: (error: unknown) => void): Ledger {
  let lines = 0;
  let newest: LedgerState | undefined;
  let broken = false;
  let compacting = false;
  const append = (state: LedgerState): void => {
    try {
      journal.append(format(state));
    } catch (error) {
      if (!broken) failed(error);
      broken = true;
    }
  };
  const compact = async (): Promise<void> => {
    const { places } = await readAll(journal);
    // The newest state stands behind the place before anything in front of it is forgotten.
    if (newest) append(newest);
    await forget(journal, places);
  };
  const compactSoon = (): void => {
    lines = 0;
    compacting = true;
    compact()
      .catch(failed)
      .finally(() => {
        compacting = false;
        if (lines >= COMPACT_AFTER) compactSoon();
      });
  };
  return {
    crashed,
    write(state) {
      newest = state;
      append(state);
      lines += 1;
      if (lines >= COMPACT_AFTER && !compacting) compactSoon();
    },
    async close() {
      const { places } = await readAll(journal);
      await forget(journal, places);
      await journal.close();
    },
  };
}
