import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { PlumblineError } from '@plumbline/core';
import type { Anchor } from '../seal/seal.ts';
import {
  anchorError,
  type AnchorStatement,
  type AnchorTarget,
  parseStatement,
  sameStatement,
  statementText,
} from './anchor-target.ts';
import { isFileError, unreadable } from '../unreadable.ts';

export interface FileAnchorOptions {
  /** The file, on another volume or host than the database. Made with mode 0640 where it is not there; its folder must be. */
  readonly path: string;
}

const LF = 0x0a;
/** Far more than a line has; what is longer is no torn line of this package. */
const MAX_LINE_BYTES = 1_024;
/** Without O_NONBLOCK the opening of a pipe would wait for its reader for ever. */
const SAFE = constants.O_NOFOLLOW | constants.O_NONBLOCK;

async function openFile(file: string, flags: number): Promise<FileHandle> {
  const handle = await open(file, flags | SAFE, 0o640);
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw new Error('it is no file');
}

async function syncFolder(file: string): Promise<void> {
  const folder = await open(path.dirname(file), constants.O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Takes away what a crash or a full disk left of a line, so that the next one is not glued to it. */
async function dropTornLine(handle: FileHandle, size: number): Promise<void> {
  const tail = Buffer.alloc(Math.min(size, MAX_LINE_BYTES));
  await handle.read(tail, 0, tail.length, size - tail.length);
  if (tail.length === 0 || tail.at(-1) === LF) return;
  const end = tail.lastIndexOf(LF);
  if (end === -1 && size > tail.length) throw new Error('its last line is none of an anchor file');
  await handle.truncate(size - tail.length + end + 1);
}

async function append(file: string, line: Buffer): Promise<void> {
  const handle = await openFile(file, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT);
  try {
    const { size } = await handle.stat();
    await dropTornLine(handle, size);
    const { bytesWritten } = await handle.write(line);
    if (bytesWritten !== line.length) throw new Error('the line was written in part');
    await handle.sync();
    if (size === 0) await syncFolder(file);
  } finally {
    await handle.close();
  }
}

const reasonOf = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ELOOP' ? 'it is a symbolic link' : (code ?? message);
};

/**
 * Appends each statement as one line of JSON to a file, synced to the disk before it counts. One process writes it at a
 * time. A file that the database's operator can change proves little: put it on a volume or host of its own.
 */
export function fileAnchor(options: FileAnchorOptions): AnchorTarget {
  if (typeof options.path !== 'string' || options.path === '') {
    throw new PlumblineError('PLB_OPTION_INVALID', 'fileAnchor: `path` must name a file');
  }
  const file = path.resolve(options.path);
  return {
    kind: 'file',
    async publish(statement: AnchorStatement) {
      try {
        await append(file, Buffer.from(`${statementText(statement)}\n`));
      } catch (error) {
        const fix =
          reasonOf(error) === 'ENOENT'
            ? 'Make the folder of the file first, on another volume than the database; it is not made for you.'
            : undefined;
        throw anchorError(`fileAnchor: \`path\` does not take the anchor (${reasonOf(error)})`, error, fix);
      }
      return { where: file };
    },
    async recheck(anchor) {
      const kept = await readAnchorFile(file);
      if (kept.some((line) => sameStatement(line, anchor))) return { ok: true };
      return { ok: false, what: `the anchor file does not hold the anchor of seal ${anchor.seal}` };
    },
  };
}

/**
 * Reads what {@link fileAnchor} wrote, in its order. A last line without its newline is passed over, as a crash leaves it;
 * any other line that is no anchor rejects with PLB_AUDIT_EVIDENCE. An empty file is an empty list, which proves nothing, and
 * a file that several trails share has the anchors of all: take those of `trail`.
 */
export async function readAnchorFile(file: string): Promise<readonly Anchor[]> {
  let text: string;
  try {
    const handle = await openFile(file, constants.O_RDONLY);
    try {
      text = await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { fix, what } = isFileError(error)
      ? unreadable(error)
      : {
          what: `cannot be read (${reasonOf(error)})`,
          fix: 'Name the file that `--anchor-file` or `fileAnchor` wrote.',
        };
    throw new PlumblineError('PLB_AUDIT_EVIDENCE', `the anchor file ${file} ${what}`, { cause: error, fix });
  }
  const where = path.resolve(file);
  return text
    .split('\n')
    .slice(0, -1)
    .map((line, index) => {
      const statement = parseStatement(line);
      if (statement) return { kind: 'file', ...statement, where };
      const what = `line ${index + 1} of the anchor file ${file} is no anchor`;
      throw new PlumblineError('PLB_AUDIT_EVIDENCE', what, {
        fix: 'Give the file as `--anchor-file` or `fileAnchor` wrote it; another copy of it may be whole.',
      });
    });
}
