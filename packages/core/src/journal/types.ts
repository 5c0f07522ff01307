import type { Clock } from '../clock.ts';
import type { PlumblineError } from '../errors.ts';

export interface JournalOptions {
  /** Folder on a local disk; several processes of one host may share it. */
  readonly directory: string;
  /** Tells several journals in one folder apart: 1 to 16 lower-case letters and digits. @default 'journal' */
  readonly name?: string;
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
}

/** Lines that were written and are not acknowledged yet. One consumer reads; appending never waits for it. */
export interface Journal extends AsyncDisposable {
  /**
   * Writes one line without a line break and returns its sequence number. It is in the page cache then: it survives the
   * process, not a power loss. Throws PLB_JOURNAL_WRITE, PLB_JOURNAL_FULL, PLB_OPTION_INVALID or PLB_LIFECYCLE_CLOSED.
   */
  append(line: string): number;
  /** Resolves once everything up to `seq` would survive a power loss, or was acknowledged. Rejects when the disk refuses. */
  durable(seq: number): Promise<void>;
  /** Batches of what is not acknowledged, oldest part first; ends when it has caught up. */
  read(options?: { readonly maxLines?: number }): AsyncGenerator<JournalBatch, void, undefined>;
  /** Forgets everything up to the cursor, across restarts. Files that are done with are deleted, damaged ones moved to `corrupt/`. */
  ack(cursor: JournalCursor): Promise<void>;
  /** Takes over what processes left that died since the start; returns how many. */
  adopt(): Promise<number>;
  /** Lines that are not acknowledged. */
  readonly pending: number;
  /** Bytes on disk. */
  readonly bytes: number;
  /** Age of the oldest line that is not acknowledged, in milliseconds; an upper bound while a backlog is read. */
  readonly oldestAgeMs: number;
  /** Damage since the start, in lines. */
  readonly faults: Readonly<Record<JournalFault['kind'], number>>;
  /** Syncs and closes. What is not acknowledged stays for the next process. */
  close(): Promise<void>;
}
