import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

/** Files and pipes that end in half a line: several loggers of a process may write to one. */
export const torn: Set<string> = new Set<string>();

/** An open file, pipe or terminal. */
export interface Descriptor {
  readonly fd: () => number;
  /** What is behind the descriptor, whatever number or path it was opened by. */
  readonly id: () => string;
  readonly reopen: () => boolean | undefined;
}

function idOf(fd: number): string {
  // As bigint: after the other form of it, of a pipe, Node 22.23 takes the next link for a plain file, and an `import()` through
  // the links of pnpm does not find what the module behind it imports.
  const { dev, ino } = fstatSync(fd, { bigint: true });
  return `${dev}:${ino}`;
}

/** Whether a file ends in half a line: a process before this one was killed, or the disk was full. */
function endsTorn(path: string): boolean {
  try {
    const fd = openSync(path, 'r');
    try {
      const { size } = fstatSync(fd);
      const last = Buffer.alloc(1);
      return size > 0 && readSync(fd, last, 0, 1, size - 1) === 1 && last.toString() !== '\n';
    } finally {
      closeSync(fd);
    }
  } catch {
    return false;
  }
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** Owner and group: a log says who did what. */
export const FILE_MODE = 0o640;

/** Opens a file to append to. Throws what the system says. */
export function openFile(name: string, mode: number): Descriptor {
  // The process may change its folder before the path is opened again.
  const path = resolve(name);
  function open(): { readonly fd: number; readonly id: string } {
    const fd = openSync(path, 'a', mode);
    const id = idOf(fd);
    if (isFile(path) && endsTorn(path)) torn.add(id);
    return { fd, id };
  }
  let now = open();
  return {
    fd: () => now.fd,
    id: () => now.id,
    reopen() {
      const { fd: last } = now;
      try {
        now = open();
      } catch {
        return false;
      }
      try {
        closeSync(last);
      } catch {
        // Somebody else has closed it.
      }
      return true;
    },
  };
}

/** Takes a descriptor that is open already. Throws what the system says. */
export function openDescriptor(fd: number): Descriptor {
  const id = idOf(fd);
  return { fd: () => fd, id: () => id, reopen: () => undefined };
}
