import { access, rm } from 'node:fs/promises';
import path from 'node:path';
import { PlumblineError, toError } from '../errors.ts';
import { adoptOrphans, type Place } from './adopt.ts';
import { createFaultCounter } from './faults.ts';
import type { GroupSync } from './group-sync.ts';
import { forgetMissing, isMissing } from './repair.ts';
import { dropSegments, isBehind, type Part, readStretch, writeAck } from './part.ts';
import type { Journal, JournalBatch, JournalCursor, JournalOptions } from './types.ts';
import type { SegmentWriter, Usage } from './writer.ts';

/** Lines in one batch unless the reader asks for another number. */
const DEFAULT_BATCH = 500;

/** What `openJournal` has opened. */
export interface JournalParts {
  readonly options: Required<Pick<JournalOptions, 'clock'>> & Pick<JournalOptions, 'onFault'>;
  readonly place: Place;
  readonly own: Part;
  readonly usage: Usage;
  readonly sync: GroupSync;
  readonly writer: SegmentWriter;
  /** Makes the folders and the lock again after they were removed. */
  reopen(): Promise<void>;
  /** Frees the lock and every descriptor. */
  release(): Promise<void>;
}

const waiting = (part: Part): number => Math.max(0, part.lastSeq - part.acked.seq);
const size = (part: Part): number => part.segments.reduce((sum, segment) => sum + segment.bytes, 0);

/** The behaviour of a journal over what was opened for it. */
export function createJournal(parts: JournalParts): { readonly journal: Journal; readonly repair: () => void } {
  const { options, place, own, usage, sync, writer } = parts;
  const { clock } = options;
  const keepIn = path.join(place.directory, 'corrupt');
  const faults = createFaultCounter(options.onFault);
  let adopted: Part[] = [];
  let closing: Promise<void> | undefined;
  let repairing: Promise<void> | undefined;
  let tail: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = tail.then(work, work);
    tail = turn.catch(() => undefined);
    return turn;
  };
  const drop = async (part: Part): Promise<void> => {
    adopted = adopted.filter((other) => other !== part);
    part.acked = { ...part.acked, seq: part.lastSeq };
    await dropSegments(part, undefined, keepIn);
    await rm(part.path, { recursive: true, force: true });
  };
  const tidy = async (part: Part): Promise<void> => {
    const before = size(part);
    if (part !== own && (await readStretch(part, part.acked, 1)) === undefined) {
      await drop(part);
    } else {
      await writeAck(part);
      await dropSegments(part, part === own ? writer.segment : undefined, keepIn);
    }
    usage.bytes -= before - size(part);
  };
  /** Brings back what somebody removed while it was in use: folders, lock, and the lines that an open file still holds. */
  const mend = async (): Promise<void> => {
    await parts.reopen();
    const restored = writer.restore();
    for (const part of [...adopted, own]) {
      const before = size(part);
      const lost = await forgetMissing(part, part === own ? writer.segment : undefined);
      usage.bytes -= before - size(part);
      faults.missing(lost, path.basename(part.path));
      if (part !== own && part.segments.length === 0) await drop(part);
    }
    await writeAck(own);
    if (!restored) return;
    const what = 'the folder was removed while in use; what an open file still held was written again';
    const error = new PlumblineError('PLB_JOURNAL_WRITE', what);
    options.onFault?.({ kind: 'missing', count: 0, file: path.basename(own.path), error });
  };
  const repair = (): Promise<void> => {
    repairing ??= inTurn(async () => (closing ? undefined : mend())).finally(() => {
      repairing = undefined;
    });
    return repairing;
  };
  // What fails here fails again, and is reported, at the next sync or read.
  const repairSoon = (): void => void repair().catch(() => undefined);
  const mendIfGone = async (): Promise<void> => {
    try {
      await access(own.path);
      if (writer.removed) await mend();
    } catch (error) {
      if (!isMissing(error)) throw error;
      await mend();
    }
  };
  const readBatch = async (part: Part, from: JournalCursor, maxLines: number): Promise<JournalBatch | undefined> => {
    const read = await readStretch(part, from, maxLines).catch(async (error: unknown) => {
      if (!isMissing(error)) throw error;
      await repair();
      return readStretch(part, from, maxLines);
    });
    if (!read) return undefined;
    faults.inspect(part, from.seq, read);
    const lines = read.stretch.lines.filter((line) => line.seq > from.seq);
    const time = lines.at(-1)?.time ?? from.time;
    return { lines: lines.map((line) => line.payload), cursor: { ...read.position, part: part.id, time } };
  };
  const adopt = async (): Promise<number> => {
    if (closing) return 0;
    await mendIfGone();
    const taken = await adoptOrphans(place, own);
    for (const part of taken) {
      usage.bytes += size(part);
      adopted.push(part);
      if ((await readStretch(part, part.acked, 1)) === undefined) await tidy(part);
    }
    return taken.length;
  };
  async function* read({ maxLines = DEFAULT_BATCH }: { readonly maxLines?: number } = {}): AsyncGenerator<
    JournalBatch,
    void,
    undefined
  > {
    for (const part of [...adopted, own]) {
      let cursor: JournalCursor = { ...part.acked, part: part.id, time: part.oldestAt };
      for (let batch; (batch = await readBatch(part, cursor, maxLines)); cursor = batch.cursor) yield batch;
    }
  }
  const ack = (cursor: JournalCursor): Promise<void> =>
    inTurn(async () => {
      // After the close another process may own the files.
      if (closing) return;
      const part = [...adopted, own].find(({ id }) => id === cursor.part);
      if (!part || !isBehind(part.acked, cursor)) return;
      part.acked = { seq: cursor.seq, segment: cursor.segment, offset: cursor.offset };
      part.oldestAt = Math.max(part.oldestAt, cursor.time);
      if (part === own) sync.released(cursor.seq);
      await tidy(part).catch((error: unknown) => {
        if (!isMissing(error)) throw error;
        repairSoon();
      });
    });
  const close = async (): Promise<void> => {
    await tail;
    await mendIfGone().catch(() => undefined);
    await sync.close();
    writer.close();
    if (adopted.length === 0 && waiting(own) === 0) await rm(own.path, { recursive: true, force: true });
    await parts.release();
  };
  const tryAppend = (line: string, now: number): number => {
    try {
      return writer.append(line, now);
    } catch (error) {
      if (isMissing(toError(error).cause)) repairSoon();
      throw error;
    }
  };
  const all = (): Part[] => [...adopted, own];
  const journal: Journal = {
    append(line) {
      if (closing) throw new PlumblineError('PLB_LIFECYCLE_CLOSED', 'journal: append after close');
      const now = clock.now();
      const seq = tryAppend(line, now);
      if (own.acked.seq === seq - 1) own.oldestAt = now;
      return seq;
    },
    durable: (seq) => sync.durable(seq),
    read,
    ack,
    adopt: () => inTurn(adopt),
    get pending() {
      return all().reduce((sum, part) => sum + waiting(part), 0);
    },
    get bytes() {
      return usage.bytes;
    },
    get oldestAgeMs() {
      const times = all().flatMap((part) => (waiting(part) > 0 ? [part.oldestAt] : []));
      return times.length === 0 ? 0 : Math.max(0, clock.now() - Math.min(...times));
    },
    faults: faults.counts,
    close: () => (closing ??= close()),
    [Symbol.asyncDispose]: () => (closing ??= close()),
  };
  return { journal, repair: repairSoon };
}
