import { writeSync } from 'node:fs';

const STDOUT = 1;
const MOST_BYTES = 65_536;
const WAIT_MS = 100;

/** Where lines of the side `floor` go: each at once, as the logger writes, or some together. */
export interface Lines {
  write(line: Buffer): void;
  flush(): void;
}

export function createLines(gathered: boolean): Lines {
  if (!gathered) return { write: (line) => void writeSync(STDOUT, line), flush: () => undefined };
  const bytes = Buffer.alloc(MOST_BYTES);
  let used = 0;
  const flush = (): void => {
    if (used > 0) writeSync(STDOUT, bytes, 0, used);
    used = 0;
  };
  setInterval(flush, WAIT_MS).unref();
  return {
    write(line) {
      if (used + line.length > MOST_BYTES) flush();
      bytes.set(line, used);
      used += line.length;
    },
    flush,
  };
}
