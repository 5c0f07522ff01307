import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { type Descriptor, FILE_MODE, openDescriptor, openFile, torn } from './descriptor.ts';
import { codeOf, openError } from './open-error.ts';
import type { LineWriter, LoggerOptions, LossReason } from './options.ts';

/** Where finished lines go. Only `flush` throws: what the writer throws. */
export interface Destination {
  /** Writes one line with its newline, whole; otherwise the reason. */
  write(line: string): LossReason | undefined;
  /** Opens the path again; `undefined` where there is none to open, else whether it worked. */
  reopen(): boolean | undefined;
  /** Has a writer hand over what it holds; descriptors and files hold nothing. */
  flush(): void;
  readonly isTerminal: boolean;
}

const REASONS: Readonly<Record<string, LossReason>> = {
  EPIPE: 'reader_gone',
  ECONNRESET: 'reader_gone',
  ENOSPC: 'no_space',
  EDQUOT: 'no_space',
  EFBIG: 'no_space',
  EBADF: 'closed',
};

// A full pipe says EAGAIN where somebody made it non-blocking, as Node does once `process.stdout` was touched. There is
// nothing to wait on in a synchronous call, so the pause starts short and grows while the reader takes nothing.
const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 16;

function createPause(): (ms: number) => void {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  return (ms) => void Atomics.wait(cell, 0, 0, ms);
}

/** How much of a line arrived, and what ended it early. */
interface Attempt {
  readonly bytes: number;
  readonly error?: unknown;
}

/** A line as UTF-8: `length` bytes of `bytes`, until the next line. */
interface Encoded {
  readonly bytes: Buffer;
  readonly length: number;
}

/** Longer lines, of three bytes a letter at most, have a buffer of their own. */
const KEPT_BYTES = 16_384;

/** Node takes lines as text too, and makes a buffer of each: one that is kept costs less. */
function createEncoder(): (line: string) => Encoded {
  const kept = Buffer.allocUnsafeSlow(KEPT_BYTES);
  return (line) => {
    if (line.length * 3 <= KEPT_BYTES) return { bytes: kept, length: kept.write(line) };
    const bytes = Buffer.from(line);
    return { bytes, length: bytes.length };
  };
}

/**
 * Writes as a blocking descriptor would, however long a slow reader takes. A line is one system call wherever the system
 * takes it whole, so that processes that append to one file do not cut into each other's lines.
 */
function writeWhole(fd: number, { bytes: line, length }: Encoded, pause: (ms: number) => void): Attempt | undefined {
  let bytes = 0;
  let pauseMs = FIRST_PAUSE_MS;
  for (;;) {
    try {
      const written = writeSync(fd, line, bytes, length - bytes);
      bytes += written;
      if (bytes === length) return undefined;
      if (written > 0) {
        pauseMs = FIRST_PAUSE_MS;
        continue;
      }
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') return { bytes, error };
    }
    pause(pauseMs);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

function createDescriptorDestination({ id, fd, reopen }: Descriptor): Destination {
  const pause = createPause();
  const encode = createEncoder();
  return {
    write(line) {
      // What is left of a line that was cut off ends here and does not spoil this one.
      const isTorn = torn.size > 0 && torn.has(id());
      const failed = writeWhole(fd(), encode(isTorn ? `\n${line}` : line), pause);
      if (failed === undefined) {
        if (isTorn) torn.delete(id());
        return undefined;
      }
      if (failed.bytes > 0) torn.add(id());
      return REASONS[codeOf(failed.error)] ?? 'refused';
    },
    reopen,
    flush: () => undefined,
    isTerminal: isatty(fd()),
  };
}

/** Hears of a failure that an async function promises: nobody else would, and an unheard one ends the process. */
export function hearFailure(result: unknown, onFailure: () => void): void {
  if (result instanceof Promise) result.catch(onFailure);
}

function createWriterDestination(writer: LineWriter, onLateLoss: () => void): Destination {
  let isWriting = false;
  return {
    write(line) {
      // A writer that logs would be asked to write without end.
      if (isWriting) return 'refused';
      isWriting = true;
      try {
        const result: unknown = writer.write(line);
        hearFailure(result, onLateLoss);
        return undefined;
      } catch {
        return 'refused';
      } finally {
        isWriting = false;
      }
    },
    reopen: () => undefined,
    flush: () => writer.flushSync?.(),
    isTerminal: false,
  };
}

/** Opens what the option names; `onLateLoss` is told of lines that a writer refuses later. @throws PlumblineError `PLB_LOGGER_OPTION` where that is not possible. */
export function openDestination(
  { destination = 1, fileMode = FILE_MODE }: Pick<LoggerOptions, 'destination' | 'fileMode'>,
  onLateLoss: () => void,
): Destination {
  if (typeof destination === 'object') return createWriterDestination(destination, onLateLoss);
  try {
    const isFd = typeof destination === 'number';
    return createDescriptorDestination(isFd ? openDescriptor(destination) : openFile(destination, fileMode));
  } catch (cause) {
    throw openError(destination, cause);
  }
}
