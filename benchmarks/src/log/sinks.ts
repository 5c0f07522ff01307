import { execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';

/** Where the lines of a side go. */
export interface Sink {
  /** A real descriptor; undefined for the null sink, which takes the line and forgets it. */
  readonly fd: number | undefined;
  readonly write: (line: string) => void;
}

export const nullSink: Sink = { fd: undefined, write: () => undefined };

const sinkOf = (fd: number): Sink => ({ fd, write: (line) => void writeSync(fd, line) });

/** An open sink; closing it gives what it got. */
export interface OpenSink<Got> {
  readonly sink: Sink;
  readonly close: () => Promise<Got>;
}

/** A new file in the sample's own folder; it gives its lines. */
export function openFile(name: string): OpenSink<readonly string[]> {
  const fd = openSync(name, 'wx');
  return {
    sink: sinkOf(fd),
    async close() {
      closeSync(fd);
      return readFileSync(name, 'utf8').split('\n').slice(0, -1);
    },
  };
}

/** A pipe whose other end a process of its own reads as fast as it can; it gives the number of lines that arrived. */
export function openPipe(name: string): OpenSink<number> {
  const file = path.join(process.cwd(), name);
  execFileSync('mkfifo', [file]);
  const reader = spawn('wc', ['-l', file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const counted = text(reader.stdout);
  // Waits until the reader has opened its end.
  const fd = openSync(file, 'w');
  return {
    sink: sinkOf(fd),
    async close() {
      closeSync(fd);
      return Number.parseInt(await counted, 10);
    },
  };
}
