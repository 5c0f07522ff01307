import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';

/** A file system of its own in memory that can run full. Mounting needs root: without it this throws. */
export interface SmallDisk extends Disposable {
  readonly folder: string;
  /** Writes a file until there is no byte left. */
  fill(): void;
  /** Removes that file. */
  free(): void;
  /** Mounts it read-only, which needs that nobody has a file open for writing. */
  protect(): void;
}

const PIECE = 65_536;
const FILLER = 'filler';

export function mountSmallDisk(folder: string, megabytes: number): SmallDisk {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'plumbline', folder]);
  const filler = path.join(folder, FILLER);
  return {
    folder,
    fill() {
      const fd = openSync(filler, 'a');
      try {
        for (let size = PIECE; size >= 1;) {
          try {
            if (writeSync(fd, Buffer.alloc(size)) < size) size = Math.floor(size / 2);
          } catch {
            size = Math.floor(size / 2);
          }
        }
      } finally {
        closeSync(fd);
      }
    },
    free: () => rmSync(filler, { force: true }),
    protect: () => void execFileSync('mount', ['-o', 'remount,ro', folder]),
    [Symbol.dispose]: () => void execFileSync('umount', ['--lazy', folder]),
  };
}
