import { writeSync } from 'node:fs';
import { type Journal, openJournal } from '../src/journal.ts';

// A process with one writer and two readers for the tests. It says what it did after it was done, until it is killed:
// `w` a line was appended, `g` a reader got it, `k` the reader's acknowledgement of it returned.
const [directory = ''] = process.argv.slice(2);
// The clock is one for all processes of the machine, so what several of them say can be put in order.
const say = (text: string): void => void writeSync(1, `${process.hrtime.bigint()} ${text}\n`);
const journal = await openJournal({ directory, readers: ['fast', 'slow'], maxSegmentBytes: 4_096 });
say('ready');

const wait = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

async function consume(from: Journal, reader: string, maxLines: number, pauseMs: number): Promise<never> {
  for (;;) {
    for await (const { lines, cursor, missing } of from.read({ reader, maxLines })) {
      const names = lines.map((line) => line.split(' ')[0]).join(',');
      if (missing > 0) say(`missing ${missing}`);
      say(`g ${reader} ${names}`);
      await wait(pauseMs);
      await from.ack(cursor, reader);
      say(`k ${reader} ${names}`);
    }
    await wait(1);
  }
}

let next = 0;
async function produce(): Promise<never> {
  for (;;) {
    for (let count = 0; count < 20; count += 1) {
      const name = `${process.pid}:${next}`;
      journal.append(`${name} ${'x'.repeat(next % 300)}`);
      say(`w ${name}`);
      next += 1;
    }
    await wait(1);
  }
}
await Promise.all([produce(), consume(journal, 'fast', 50, 0), consume(journal, 'slow', 13, 2)]);
