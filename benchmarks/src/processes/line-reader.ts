import { closeSync, openSync, readSync } from 'node:fs';
import process from 'node:process';

/** Reads a pipe to its end and says how many lines came: `line-reader.ts FIFO`. */

const NEWLINE = 10;
const chunk = Buffer.alloc(65_536);
const fd = openSync(process.argv[2] ?? '', 'r');
let lines = 0;
for (let size = readSync(fd, chunk); size > 0; size = readSync(fd, chunk)) {
  for (let at = chunk.indexOf(NEWLINE); at !== -1 && at < size; at = chunk.indexOf(NEWLINE, at + 1)) lines += 1;
}
closeSync(fd);
process.send?.({ lines });
