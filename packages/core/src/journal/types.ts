import type { Clock } from '../clock.ts';
import type { PlumblineError } from '../errors.ts';

export interface JournalOptions {
  /** Folder on a local disk; several processes of one host may share it. */
  readonly directory: string;
  /** Tells several journals in one folder apart: 1 to 16 lower-case letters and digits. @default 'journal' */
  readonly name?: string;
  /**
   * Names of those who read independently of one another: 1 to 64 lower-case letters, digits, `-` and `_`, a letter or digit
   * first. A line stays until each has acknowledged it. A new one begins at the oldest line that exists; what one that is
   * no longer named left behind is deleted at the start and holds no file. Absent: one reader, without a name.
   */
  readonly readers?: readonly string[];
  /** A new file begins when a line would exceed this. @default 4194304 */
  readonly maxSegmentBytes?: number;
  /** Bound of everything that waits, this process's lines and adopted ones. @default 536870912 */
  readonly maxBytes?: number;
  /** Longest line, with its checksum. @default 262144 */
  readonly maxLineBytes?: number;
  /** `group` syncs at least every `syncDelayMs`; `demand` only when `durable` is asked. @default 'group' */
  readonly fsync?: 'group' | 'demand';
  /** What a power loss may take, in milliseconds of lines (beside the time of the sync itself). @default 25 */
  readonly syncDelayMs?: number;
  readonly clock?: Clock;
  /** Told of damage, once for each place. */
  readonly onFault?: (fault: JournalFault) => void;
}

/** Damage found while reading. */
export interface JournalFault {
  /** `torn`: a file ends inside a line, as a crash leaves it; that line was never acknowledged. `corrupt`: wrong checksums. `missing`: a gap in the sequence. */
  readonly kind: 'torn' | 'corrupt' | 'missing';
  /** Lines concerned; 0 when the folder was removed while in use and nothing of it was lost so far. */
  readonly count: number;
  /** File name, without its folder. */
  readonly file: string;
  /** PLB_JOURNAL_CORRUPT; absent for `torn`. */
  readonly error: PlumblineError | undefined;
  /** By reader, the lines among them that no batch will count in its `missing`, because nothing is left behind them. */
  readonly unread?: Readonly<Record<string, number>>;
}

/** A place behind a line that was read; opaque to the reader. */
export interface JournalCursor {
  readonly part: string;
  readonly seq: number;
  readonly segment: number;
  readonly offset: number;
  /** When the last line before the cursor was appended. */
  readonly time: number;
}

export interface JournalBatch {
  /** In the order of their writing; empty where only damage was passed. */
  readonly lines: readonly string[];
  readonly cursor: JournalCursor;
  /** Lines between the batch before and the cursor that damage took: `pendingOf` falls by them and by `lines`. */
  readonly missing: number;
}

/** Lines as the bytes that stand in the file. */
export interface JournalStretch {
  /** What was read, other lines' ends among it. The next stretch is read into the same memory. */
  readonly bytes: Buffer;
  /** Where in `bytes` the text of each line begins and where it ends, one after the other, in the order of their writing. */
  readonly places: readonly number[];
  readonly cursor: JournalCursor;
  /** As in {@link JournalBatch}. */
  readonly missing: number;
}

export interface JournalReadOptions {
  /** Most lines of a batch. @default 500 */
  readonly maxLines?: number;
  /** One of `JournalOptions.readers`; absent where none are named. */
  readonly reader?: string;
}

/** What a reader will not get. */
export interface JournalRelease {
  /** In the order of their writing. */
  readonly lines: readonly string[];
  /** Lines that damage had taken before. */
  readonly missing: number;
}

/** Lines that were written and are not acknowledged yet by each reader; appending never waits for one. */
export interface Journal extends AsyncDisposable {
  /**
   * Writes one line without a line break, a text or its UTF-8, and returns its sequence number. It is in the page cache
   * then: it survives the process, not a power loss. Throws PLB_JOURNAL_WRITE, PLB_JOURNAL_FULL, PLB_OPTION_INVALID or PLB_LIFECYCLE_CLOSED.
   */
  append(line: string | Uint8Array): number;
  /** Resolves once everything up to `seq` would survive a power loss, or was acknowledged by every reader. Rejects when the disk refuses. */
  durable(seq: number): Promise<void>;
  /** Batches of what the reader has not acknowledged, oldest part first; ends when it has caught up. */
  read(options?: JournalReadOptions): AsyncGenerator<JournalBatch, void, undefined>;
  /** The same as {@link Journal.read} without making texts, for a reader that hands bytes on. */
  scan(options?: JournalReadOptions): AsyncGenerator<JournalStretch, void, undefined>;
  /**
   * Forgets for this reader everything up to the cursor, across restarts of the process; a power loss may bring some of
   * it back. Files that every reader is done with are deleted, damaged ones moved to `corrupt/`. Rejects with
   * PLB_JOURNAL_WRITE where the disk does not take the place: it holds for this process then and is written with the next.
   */
  ack(cursor: JournalCursor, reader?: string): Promise<void>;
  /**
   * Takes lines from a reader that holds too much: up to a cursor, in its part alone, or the rest of the file that holds
   * the oldest line it waits for. They are in memory at once, so release file by file. As with `ack`, a crash may bring
   * them back where the disk did not take the reader's new place.
   */
  release(reader: string, upTo: JournalCursor | 'segment'): Promise<JournalRelease>;
  /** Lines that the reader has not acknowledged. */
  pendingOf(reader?: string): number;
  /** When the oldest line that the reader has not acknowledged was appended, or a little before; undefined without one. */
  oldestAt(reader?: string): number | undefined;
  /** Takes over what processes left that died since the start; returns how many. */
  adopt(): Promise<number>;
  /**
   * Takes acknowledged lines off the disk that stand in the file which is still written to: begins a new file, and deletes
   * the old one with the last of its lines, now or when that is acknowledged. Does nothing where the file holds no
   * acknowledged line. Costs a file, and a sync of the folder with the next lines. Rejects with PLB_JOURNAL_WRITE.
   */
  rotate(): Promise<void>;
  /** Lines that at least one reader has not acknowledged. */
  readonly pending: number;
  /** Bytes on disk. */
  readonly bytes: number;
  /** Age of the oldest line that some reader has not acknowledged, in milliseconds; an upper bound while a backlog is read. */
  readonly oldestAgeMs: number;
  /** Damage since the start, in lines. */
  readonly faults: Readonly<Record<JournalFault['kind'], number>>;
  /** Syncs and closes. What is not acknowledged stays for the next process. */
  close(): Promise<void>;
}
