import { writeSync } from 'node:fs';
import { openJournal } from '../src/journal.ts';

// A writer process for the tests: prints the number of each line after `append` returned, until it is killed.
const [directory = '', mode = 'write'] = process.argv.slice(2);
process.on('SIGXFSZ', () => undefined);
const journal = await openJournal({ directory, maxSegmentBytes: 8_192 });
writeSync(1, `ready ${journal.pending}\n`);

let next = 0;
const writeSome = (): void => {
  for (let i = 0; i < 20; i += 1) {
    const text = `${process.pid}:${next} ${'x'.repeat(next % 300)}`;
    try {
      journal.append(text);
      writeSync(1, `${process.pid}:${next}\n`);
    } catch (error) {
      writeSync(1, `failed ${(error as { code?: string }).code}\n`);
    }
    next += 1;
  }
  setTimeout(writeSome, 1);
};
if (mode === 'write') writeSome();
else setInterval(() => undefined, 1_000);
