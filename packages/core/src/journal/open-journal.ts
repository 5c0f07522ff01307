import { close, fsync, open } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '../clock.ts';
import { isPlumblineError, PlumblineError } from '../errors.ts';
import { newPartId, type Place } from './adopt.ts';
import { createGroupSync } from './group-sync.ts';
import { type Hold, holdName, isHeld, socketAddress } from './holder.ts';
import { createJournal } from './journal.ts';
import type { Part } from './part.ts';
import { START } from './position.ts';
import { newStanding, UNNAMED, writeAck } from './standing.ts';
import type { Journal, JournalOptions } from './types.ts';
import { createSegmentWriter, type SegmentWriter } from './writer.ts';

const closeAsync = promisify(close);
const fsyncAsync = promisify(fsync);
const openAsync = promisify(open);

const DEFAULTS = {
  name: 'journal',
  readers: [UNNAMED],
  maxSegmentBytes: 4_194_304,
  maxBytes: 536_870_912,
  maxLineBytes: 262_144,
  fsync: 'group',
  syncDelayMs: 25,
  clock: systemClock,
} as const;

function readerFaults(readers: readonly string[]): readonly string[] {
  if (readers === DEFAULTS.readers) return [];
  const faults: string[] = [];
  if (readers.length === 0) faults.push('`readers` must name at least one');
  if (new Set(readers).size !== readers.length) faults.push('`readers` names one twice');
  if (!readers.every((reader) => /^[a-z0-9][a-z0-9_-]{0,63}$/.test(reader))) {
    faults.push('`readers` must be 1 to 64 lower-case letters, digits, `-` and `_` each');
  }
  return faults;
}

function checkOptions(options: Required<Omit<JournalOptions, 'onFault'>>): void {
  const faults: string[] = [];
  if (options.directory === '') faults.push('`directory` is empty');
  if (!/^[a-z][a-z0-9]{0,15}$/.test(options.name)) faults.push('`name` must be 1 to 16 lower-case letters and digits');
  faults.push(...readerFaults(options.readers));
  if (!(options.maxLineBytes >= 1_024 && options.maxLineBytes <= 1_000_000)) {
    faults.push('`maxLineBytes` must be 1,024 to 1,000,000');
  }
  if (!(options.maxSegmentBytes >= 4_096)) faults.push('`maxSegmentBytes` must be at least 4,096');
  if (!(options.maxBytes >= 2 * options.maxSegmentBytes)) {
    faults.push('`maxBytes` must be at least twice `maxSegmentBytes`');
  }
  if (!(options.syncDelayMs >= 1)) faults.push('`syncDelayMs` must be at least 1');
  if (faults.length > 0) throw new PlumblineError('PLB_OPTION_INVALID', `openJournal: ${faults.join('; ')}`);
}

const failure = (error: unknown): PlumblineError => {
  if (isPlumblineError(error)) return error;
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? 'unknown';
  return new PlumblineError('PLB_JOURNAL_WRITE', `\`directory\` cannot be used: ${code}`, { cause: error });
};

function newPart(place: Place, names: readonly string[]): Part {
  const id = newPartId();
  const folder = path.join(place.directory, `${place.name}-${id}`);
  return { id, path: folder, segments: [], readers: names.map(newStanding), inspected: START, lastSeq: 0 };
}

/**
 * Makes the files of the named readers, so that they can be written over once the disk is full. A disk that is full
 * already must not keep a journal from opening: reading is what makes room. The reader without a name gets its file with
 * its first acknowledgement.
 */
async function reservePlaces(own: Part): Promise<void> {
  const named = own.readers.filter(({ reader }) => reader !== UNNAMED);
  await Promise.all(named.map((standing) => writeAck(own, standing).catch(() => undefined)));
}

/**
 * Opens a journal and takes over what dead processes left in its folder. Every process (and every call) has files of its
 * own there, so writers never wait for one another. The folder belongs on a local disk that outlives the process and is
 * not shared between hosts. Throws PLB_OPTION_INVALID, or PLB_JOURNAL_WRITE when the folder cannot be used.
 */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  const full = { ...DEFAULTS, ...options };
  checkOptions(full);
  const descriptors: number[] = [];
  const holds: Hold[] = [];
  let writer: SegmentWriter | undefined;
  let repair = (): void => undefined;
  const release = async (): Promise<void> => {
    await Promise.all(holds.map((hold) => hold.release()));
    await Promise.all(descriptors.map((fd) => closeAsync(fd)));
  };
  try {
    const directory = path.resolve(full.directory);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const directoryFd = await openAsync(directory, 'r');
    descriptors.push(directoryFd);
    const place: Place = { directory, directoryFd, name: full.name };
    const own = newPart(place, full.readers);
    // The lock comes before the folder: a folder without a held lock belongs to nobody.
    const lock = `${path.basename(own.path)}.lock`;
    holds.push(await holdName(socketAddress(directory, directoryFd, lock)));
    await mkdir(own.path, { mode: 0o700 });
    await reservePlaces(own);
    const folderFd = await openAsync(own.path, 'r');
    descriptors.push(folderFd);
    await fsyncAsync(directoryFd);
    const delayMs = full.fsync === 'group' ? full.syncDelayMs : undefined;
    const onRemoved = (): void => repair();
    const sync = createGroupSync({ directoryFd: folderFd, clock: full.clock, delayMs, onRemoved });
    const usage = { bytes: 0 };
    writer = createSegmentWriter({ ...full, part: own, sync, usage });
    const reopen = async (): Promise<void> => {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      place.directoryFd = await openAsync(directory, 'r');
      descriptors.push(place.directoryFd);
      const address = socketAddress(directory, place.directoryFd, lock);
      if (!(await isHeld(address))) holds.push(await holdName(address));
      await mkdir(own.path, { recursive: true, mode: 0o700 });
      const folder = await openAsync(own.path, 'r');
      descriptors.push(folder);
      sync.moved(folder);
      await fsyncAsync(place.directoryFd);
    };
    const opened = createJournal({ options: full, place, own, usage, sync, writer, reopen, release });
    const { journal } = opened;
    repair = opened.repair;
    await journal.adopt();
    return journal;
  } catch (error) {
    // The folder stays: it may hold adopted parts by now, and the next process takes it over.
    writer?.close();
    await release();
    throw failure(error);
  }
}
