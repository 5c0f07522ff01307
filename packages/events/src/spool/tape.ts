import { type Log, toError } from '@plumbline/core';
import type { Journal, JournalCursor, JournalStretch } from '@plumbline/core/journal';
import { createAccount, type Sealed } from './account.ts';
import { linesOf } from './line.ts';
import { createRuns, type FoundBatch, type Runs, startsPart } from './runs.ts';
import { READ_LINES } from './standing.ts';

/** One batch read from the spool, with its place in the order. */
export interface TapeBatch extends FoundBatch {
  readonly order: number;
  /** Whether this process sealed it. */
  readonly own: boolean;
}

export interface TapeOptions {
  readonly journal: Journal;
  readonly reader: string;
  readonly log: Log;
  /** The name that the own part begins with. */
  readonly own: string;
  readonly sealed: Readonly<Sealed>;
}

/** Reads the batches of the spool once, in order, for one destination, and acknowledges what is done. */
export interface Tape {
  /** The next batch without taking it; undefined when every sealed batch was read. */
  peek(): Promise<TapeBatch | undefined>;
  shift(): TapeBatch | undefined;
  /** Events of this process that damage took with their seals, and that no batch counts in its `missing`; once each. */
  takeLost(): number;
  /** Whether a batch was found and is not done, or may still be found: `total` as its seal says. */
  expects(batch: string, total: number): boolean;
  /** Forgets a batch, on disk as far as everything before it is done, too. */
  done(order: number): Promise<void>;
  /** Acknowledges also what stands behind the last batch. Nothing may be read afterwards. */
  finish(): Promise<void>;
}

/** A stretch that was read: it may be forgotten when the batches that begin in it are done. */
interface Stretch {
  readonly cursor: JournalCursor;
  /** Every batch up to this order. */
  needs: number;
  /** Ends inside a batch that has no seal: begun from there, it would get another name. */
  within: boolean;
}

/** Where the reading stands; a new reading begins with a new one. */
interface Reading {
  readonly stretched: AsyncGenerator<JournalStretch, void, undefined>;
  runs: Runs;
  part: string | undefined;
  /** Order of the last batch before the place. */
  order: number;
  stretches: Stretch[];
  /** It looks a second time, from where nothing is done, for what the one before did not find. */
  readonly again: boolean;
}

/** Makes the tape of one destination. */
export function createTape({ journal, reader, log, own, sealed }: TapeOptions): Tape {
  const queue: TapeBatch[] = [];
  const early = new Set<number>();
  // Orders of what was read and is not forgotten: a reading that begins anew meets it again.
  const known = new Map<string, number>();
  let ownPart: string | undefined;
  let readTo = -1;
  let done = 0;
  let acked = 0;
  let reading: Reading | undefined;
  let broken = false;
  const account = createAccount(sealed);
  let newest = 0;
  let acknowledging: Promise<void> | undefined;

  const failed = (error: unknown): void => {
    if (!broken) log.error({ err: toError(error), destination: reader, code: 'PLB_EVENTS_SPOOL' }, 'event spool fails');
    broken = true;
  };
  const begin = (again: boolean): Reading => ({
    again,
    stretched: journal.scan({ reader, maxLines: READ_LINES }),
    runs: createRuns(),
    part: undefined,
    order: acked,
    stretches: [],
  });
  const add = (at: Reading, batches: readonly FoundBatch[]): void => {
    const own = at.part === ownPart;
    for (const batch of own ? account.unmet(batches, (id) => known.has(id)) : batches) {
      if (known.has(batch.id)) continue;
      newest += 1;
      known.set(batch.id, newest);
      queue.push({ ...batch, order: newest, own });
    }
    // What was met before has its order, as far as it is not done.
    for (const { id } of batches) at.order = Math.max(at.order, known.get(id) ?? 0);
  };
  const endPart = (at: Reading): void => {
    const batches = at.runs.end();
    add(at, batches);
    if (batches.length === 0) return;
    const last = at.stretches.at(-1);
    at.stretches = at.stretches.filter((stretch) => !stretch.within || stretch === last);
    if (last) Object.assign(last, { needs: at.order, within: false });
  };
  const seal = (at: Reading, batch: string, events: number, total: number | undefined): void => {
    const batches = at.runs.seal(batch, events, total);
    add(at, batches);
    // Only the last of them has a name of its own.
    if (batches.length > 1) at.stretches = at.stretches.filter(({ within }) => !within);
    for (const stretch of at.stretches) {
      if (stretch.within) Object.assign(stretch, { needs: at.order, within: false });
    }
  };
  const take = (at: Reading, stretch: JournalStretch): void => {
    const { cursor } = stretch;
    if (cursor.part !== at.part) {
      endPart(at);
      at.runs = createRuns(startsPart(stretch));
      at.part = cursor.part;
    }
    for (const line of linesOf(stretch, at.runs.event)) {
      if (line.kind === 'seal') seal(at, line.batch, line.events, line.total);
      else if (line.kind === 'opened' && line.name === own) ownPart = at.part;
    }
    if (at.part === ownPart) readTo = cursor.seq;
    const within = at.runs.open > 0;
    at.stretches.push({ cursor, needs: at.order + (within ? 1 : 0), within });
  };
  /** Reads on; false at the end. */
  const advance = async (): Promise<boolean> => {
    reading ??= begin(false);
    const { value } = await reading.stretched.next();
    broken = false;
    if (value) take(reading, value);
    return value !== undefined;
  };
  /** What was sealed and is nowhere is lost; rows that are there without their seal become batches. */
  const giveUp = (written: Readonly<Sealed>): void => {
    if (!account.isShort(written)) return;
    if (reading) endPart(reading);
    account.close(written);
  };
  /** Takes the stretches whose batches are done. */
  const passStretches = (): readonly Stretch[] => {
    while (early.delete(done + 1)) done += 1;
    const ready = reading?.stretches.findLastIndex(({ needs, within }) => needs <= done && !within) ?? -1;
    return reading?.stretches.splice(0, ready + 1) ?? [];
  };
  const acknowledgeOnce = async (passed: readonly Stretch[]): Promise<void> => {
    acked = passed.at(-1)?.needs ?? acked;
    // The last one is met again where its place lies in the middle of it.
    for (const [id, order] of known) if (order < acked) known.delete(id);
    // Each part has a place of its own. Older parts first: what settles their batches stands in younger ones.
    const places = new Map(passed.map(({ cursor }) => [cursor.part, cursor]));
    for (const cursor of places.values()) await journal.ack(cursor, reader);
  };
  /** One at a time: what becomes ready meanwhile goes with the next. */
  const acknowledge = (): Promise<void> => {
    const work = async (): Promise<void> => {
      for (let passed = passStretches(); passed.length > 0; passed = passStretches()) await acknowledgeOnce(passed);
    };
    acknowledging ??= work()
      .catch(failed)
      .finally(() => {
        acknowledging = undefined;
      });
    return acknowledging;
  };
  const isDone = (): boolean => done === (reading?.order ?? done);
  return {
    async peek() {
      try {
        while (queue.length === 0 && (readTo < sealed.seq || account.isShort(sealed))) {
          // What is written while it reads is read the next time.
          const written = { ...sealed };
          if (await advance()) continue;
          const second = reading?.again === true;
          // A file that was cut and written on has lines where the reading is past already.
          if (second) giveUp(written);
          if (second || !account.isShort(written)) readTo = Math.max(readTo, written.seq);
          reading = second ? undefined : begin(true);
        }
      } catch (error) {
        reading = undefined;
        failed(error);
      }
      return queue[0];
    },
    shift: () => queue.shift(),
    expects: (batch, total) => total > account.known || known.has(batch),
    takeLost: () => account.takeLost(),
    async done(order) {
      early.add(order);
      await acknowledge();
    },
    async finish() {
      // Whoever is behind would read the whole backlog.
      if (queue.length > 0 || readTo < sealed.seq) return;
      try {
        for (;;) {
          await acknowledge();
          if (!isDone() || !(await advance())) return;
        }
      } catch (error) {
        failed(error);
      }
    },
  };
}
