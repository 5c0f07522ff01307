import { access, rm } from 'node:fs/promises';
import path from 'node:path';
import { PlumblineError } from '../errors.ts';
import { adoptOrphans, type Place } from './adopt.ts';
import { createFaultCounter, type FaultCounter } from './faults.ts';
import type { GroupSync } from './group-sync.ts';
import { dropSegments, type Part, readStretch, sizeOf } from './part.ts';
import { forgetMissing, isMissing } from './repair.ts';
import { slowest, type Standing, waitingFor, writeAck } from './standing.ts';
import type { JournalOptions } from './types.ts';
import type { SegmentWriter, Usage } from './writer.ts';

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

/** The parts of a journal and their files. What changes files runs one after another. */
export interface Keeper {
  /** In the order in which they are read, the own one last. */
  readonly parts: readonly Part[];
  readonly faults: FaultCounter;
  readonly closed: boolean;
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** In turn: deletes what every reader is done with and keeps the reader's place. */
  tidy(part: Part, standing: Standing): Promise<void>;
  /** In turn: brings back what somebody removed while it was in use: folders, lock, and the lines that an open file still holds. */
  mend(): Promise<void>;
  /** {@link Keeper.mend} in its turn. */
  repair(): Promise<void>;
  repairSoon(): void;
  adopt(): Promise<number>;
  /** Begins another segment where the newest one holds what every reader acknowledged, and deletes what is done. */
  rotate(): Promise<void>;
  close(): Promise<void>;
}

export function createKeeper(opened: JournalParts): Keeper {
  const { options, place, own, usage, writer } = opened;
  const keepIn = path.join(place.directory, 'corrupt');
  const faults = createFaultCounter(options.onFault);
  let adopted: Part[] = [];
  let closed = false;
  let repairing: Promise<void> | undefined;
  let tail: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = tail.then(work, work);
    tail = turn.catch(() => undefined);
    return turn;
  };
  const keepOf = (part: Part): number | undefined => (part === own ? writer.segment : undefined);
  const drop = async (part: Part): Promise<void> => {
    adopted = adopted.filter((other) => other !== part);
    for (const standing of part.readers) standing.acked = { ...standing.acked, seq: part.lastSeq };
    await dropSegments(part, undefined, keepIn, usage);
    await rm(part.path, { recursive: true, force: true });
  };
  const isDone = async (part: Part): Promise<boolean> =>
    part !== own && (await readStretch(part, slowest(part).acked, 1)) === undefined;
  const tidy = async (part: Part, standing: Standing): Promise<void> => {
    if (await isDone(part)) return drop(part);
    // The files first: on a full disk that makes the room for the new place, and an older place only repeats deliveries.
    await dropSegments(part, keepOf(part), keepIn, usage);
    await writeAck(part, standing);
  };
  const mend = async (): Promise<void> => {
    await opened.reopen();
    const restored = writer.restore();
    for (const part of [...adopted, own]) {
      faults.vanished(await forgetMissing(part, keepOf(part), usage), path.basename(part.path));
      if (part !== own && part.segments.length === 0) await drop(part);
    }
    for (const standing of own.readers) await writeAck(own, standing);
    if (!restored) return;
    const what = 'the folder was removed while in use; what an open file still held was written again';
    const error = new PlumblineError('PLB_JOURNAL_WRITE', what);
    options.onFault?.({ kind: 'missing', count: 0, file: path.basename(own.path), error });
  };
  const repair = (): Promise<void> => {
    repairing ??= inTurn(async () => (closed ? undefined : mend())).finally(() => {
      repairing = undefined;
    });
    return repairing;
  };
  const mendIfGone = async (): Promise<void> => {
    try {
      await access(own.path);
      if (writer.removed) await mend();
    } catch (error) {
      if (!isMissing(error)) throw error;
      await mend();
    }
  };
  const adopt = async (): Promise<number> => {
    if (closed) return 0;
    await mendIfGone();
    const taken = await adoptOrphans(place, own);
    for (const part of taken) {
      usage.bytes += sizeOf(part);
      adopted.push(part);
      if (await isDone(part)) await drop(part);
    }
    return taken.length;
  };
  const rotate = async (): Promise<void> => {
    const { seq } = slowest(own).acked;
    // While nothing more is acknowledged, each further call would leave one more file behind.
    if (closed || seq < writer.segment) return;
    await mendIfGone();
    // The new file is there before the old one goes, and only what every reader is done with goes.
    writer.rotate();
    opened.sync.released(seq);
    await dropSegments(own, writer.segment, keepIn, usage).catch((cause: unknown) => {
      throw new PlumblineError('PLB_JOURNAL_WRITE', 'acknowledged lines could not be deleted', { cause });
    });
  };
  const close = async (): Promise<void> => {
    closed = true;
    await tail;
    await mendIfGone().catch(() => undefined);
    await opened.sync.close();
    writer.close();
    const empty = adopted.length === 0 && waitingFor(own, slowest(own)) === 0;
    if (empty) await rm(own.path, { recursive: true, force: true });
    await opened.release();
  };
  return {
    get parts() {
      return [...adopted, own];
    },
    get closed() {
      return closed;
    },
    faults,
    inTurn,
    tidy,
    mend,
    repair,
    // What fails here fails again, and is reported, at the next sync or read.
    repairSoon: () => void repair().catch(() => undefined),
    adopt: () => inTurn(adopt),
    rotate: () => inTurn(rotate),
    close,
  };
}
