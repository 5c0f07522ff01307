import { PlumblineError, toError } from '../errors.ts';
import { createKeeper, type JournalParts } from './keeper.ts';
import { endOfOldest, type Part, type Reading, readStretch, type ReadMemory } from './part.ts';
import { isBehind, type Position } from './position.ts';
import { isMissing } from './repair.ts';
import { slowest, type Standing, UNNAMED, waitingFor } from './standing.ts';
import type {
  Journal,
  JournalBatch,
  JournalCursor,
  JournalReadOptions,
  JournalRelease,
  JournalStretch,
} from './types.ts';

/** Lines in one batch unless the reader asks for another number. */
const DEFAULT_BATCH = 500;

const standingOf = (part: Part, reader: string): Standing => {
  const standing = part.readers.find((other) => other.reader === reader);
  if (standing) return standing;
  throw new PlumblineError('PLB_OPTION_INVALID', 'journal: `reader` is not one of the `readers` it was opened with');
};

const placeOf = (part: Part, standing: Standing): JournalCursor => ({
  ...standing.acked,
  part: part.id,
  time: standing.oldestAt,
});

function toStretch(part: Part, from: JournalCursor, { stretch, position }: Reading): JournalStretch {
  const places: number[] = [];
  let time = from.time;
  for (const line of stretch.lines) {
    if (line.seq <= from.seq) continue;
    places.push(line.start, line.end);
    ({ time } = line);
  }
  const missing = position.seq - from.seq - places.length / 2;
  return { bytes: stretch.bytes, places, cursor: { ...position, part: part.id, time }, missing };
}

function toBatch({ bytes, places, cursor, missing }: JournalStretch): JournalBatch {
  const lines: string[] = [];
  for (let at = 0; at < places.length; at += 2) lines.push(bytes.toString('utf8', places[at], places[at + 1]));
  return { lines, cursor, missing };
}

/** The behaviour of a journal over what was opened for it. */
export function createJournal(opened: JournalParts): { readonly journal: Journal; readonly repair: () => void } {
  const { own, usage, sync, writer, options } = opened;
  const { clock } = options;
  const keeper = createKeeper(opened);
  let closing: Promise<void> | undefined;

  const readNext = async (
    part: Part,
    from: JournalCursor,
    how: {
      readonly maxLines: number;
      readonly limit?: Position;
      readonly memory?: ReadMemory;
      readonly fresh?: boolean;
      readonly mend: () => Promise<void>;
    },
  ): Promise<JournalStretch | undefined> => {
    const reading = await readStretch(part, from, how.maxLines, how).catch(async (error: unknown) => {
      if (!isMissing(error)) throw error;
      await how.mend();
      return readStretch(part, from, how.maxLines, how);
    });
    if (!reading) return undefined;
    keeper.faults.inspect(part, from, reading);
    return toStretch(part, from, reading);
  };
  async function* scan(given: JournalReadOptions = {}): AsyncGenerator<JournalStretch, void, undefined> {
    const { maxLines = DEFAULT_BATCH, reader = UNNAMED } = given;
    const how = { maxLines, memory: { buffer: Buffer.alloc(0) }, mend: () => keeper.repair() };
    for (const part of keeper.parts) {
      const standing = standingOf(part, reader);
      let cursor = placeOf(part, standing);
      // Where a first stretch is not all, there is a backlog, which must not hold up the thread.
      for (let fresh = part === own; ; fresh = false) {
        // A release may have gone past what this loop would read next, and deleted it.
        if (isBehind(cursor, standing.acked)) cursor = placeOf(part, standing);
        const stretch = await readNext(part, cursor, { ...how, fresh });
        if (!stretch) break;
        yield stretch;
        ({ cursor } = stretch);
      }
    }
  }
  async function* read(given?: JournalReadOptions): AsyncGenerator<JournalBatch, void, undefined> {
    for await (const stretch of scan(given)) yield toBatch(stretch);
  }
  const moveTo = async (part: Part, standing: Standing, cursor: JournalCursor): Promise<void> => {
    if (isBehind(standing.acked, cursor)) {
      standing.acked = { seq: cursor.seq, segment: cursor.segment, offset: cursor.offset };
      standing.oldestAt = Math.max(standing.oldestAt, cursor.time);
    }
    if (part === own) sync.released(slowest(own).acked.seq);
    await keeper.tidy(part, standing).catch((cause: unknown) => {
      if (isMissing(cause)) return keeper.repairSoon();
      throw new PlumblineError('PLB_JOURNAL_WRITE', 'the place of a reader could not be kept', { cause });
    });
  };
  const ack = async (cursor: JournalCursor, reader = UNNAMED): Promise<void> => {
    standingOf(own, reader);
    await keeper.inTurn(async () => {
      // After the close another process may own the files.
      const part = keeper.closed ? undefined : keeper.parts.find(({ id }) => id === cursor.part);
      if (!part) return;
      const standing = standingOf(part, reader);
      if (isBehind(standing.acked, cursor) || standing.unsaved) await moveTo(part, standing, cursor);
    });
  };
  const skip = async (part: Part, standing: Standing, limit: Position): Promise<JournalRelease> => {
    const lines: string[] = [];
    let missing = 0;
    let cursor = placeOf(part, standing);
    const how = { maxLines: DEFAULT_BATCH, limit, mend: () => keeper.mend() };
    for (let stretch; (stretch = await readNext(part, cursor, how)); { cursor } = stretch) {
      for (const line of toBatch(stretch).lines) lines.push(line);
      missing += stretch.missing;
    }
    // What failed to be written is written with the reader's next acknowledgement.
    if (isBehind(standing.acked, cursor)) await moveTo(part, standing, cursor).catch(() => undefined);
    return { lines, missing };
  };
  const release = async (reader: string, upTo: JournalCursor | 'segment'): Promise<JournalRelease> => {
    standingOf(own, reader);
    return keeper.inTurn(async () => {
      const matches = (part: Part): boolean =>
        upTo === 'segment' ? waitingFor(part, standingOf(part, reader)) > 0 : part.id === upTo.part;
      const part = keeper.closed ? undefined : keeper.parts.find(matches);
      if (!part) return { lines: [], missing: 0 };
      const standing = standingOf(part, reader);
      return skip(part, standing, upTo === 'segment' ? endOfOldest(part, standing.acked) : upTo);
    });
  };
  const tryAppend = (line: string | Uint8Array, now: number): number => {
    try {
      return writer.append(line, now);
    } catch (error) {
      if (isMissing(toError(error).cause)) keeper.repairSoon();
      throw error;
    }
  };
  const oldestAt = (wanted: (part: Part) => Standing): number | undefined => {
    const waiting = keeper.parts.filter((part) => waitingFor(part, wanted(part)) > 0);
    return waiting.length === 0 ? undefined : Math.min(...waiting.map((part) => wanted(part).oldestAt));
  };
  const pending = (wanted: (part: Part) => Standing): number =>
    keeper.parts.reduce((sum, part) => sum + waitingFor(part, wanted(part)), 0);
  const close = (): Promise<void> => (closing ??= keeper.close());
  const journal: Journal = {
    append(line) {
      if (keeper.closed) throw new PlumblineError('PLB_LIFECYCLE_CLOSED', 'journal: append after close');
      const now = clock.now();
      const seq = tryAppend(line, now);
      for (const standing of own.readers) if (standing.acked.seq === seq - 1) standing.oldestAt = now;
      return seq;
    },
    durable: (seq) => sync.durable(seq),
    read,
    scan,
    ack,
    release,
    adopt: () => keeper.adopt(),
    rotate: () => keeper.rotate(),
    pendingOf: (reader = UNNAMED) => pending((part) => standingOf(part, reader)),
    oldestAt: (reader = UNNAMED) => oldestAt((part) => standingOf(part, reader)),
    get pending() {
      return pending(slowest);
    },
    get bytes() {
      return usage.bytes;
    },
    get oldestAgeMs() {
      const at = oldestAt(slowest);
      return at === undefined ? 0 : Math.max(0, clock.now() - at);
    },
    faults: keeper.faults.counts,
    close,
    [Symbol.asyncDispose]: close,
  };
  return { journal, repair: () => keeper.repairSoon() };
}
