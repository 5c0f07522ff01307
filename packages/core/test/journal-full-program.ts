import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { isPlumblineError } from '../src/index.ts';
import { type Journal, openJournal } from '../src/journal.ts';

// Fills the disk it is given, empties the journal through both readers, and goes on. Prints one line of JSON.
const [directory = '', limit = ''] = process.argv.slice(2);
process.on('SIGXFSZ', () => undefined);
const readers = ['a', 'b'];
const journal = await openJournal({ directory, readers, maxSegmentBytes: 8_192 });
const written: string[] = [];
const causes = new Set<string>();

function fill(failures: number): void {
  for (let failed = 0; failed < failures;) {
    const line = `${written.length} ${'x'.repeat(written.length % 300)}`;
    try {
      journal.append(line);
      written.push(line);
    } catch (error) {
      failed += 1;
      const cause = error instanceof Error ? (error.cause as NodeJS.ErrnoException | undefined)?.code : undefined;
      causes.add(`${isPlumblineError(error) ? error.code : 'unknown'} ${cause}`);
    }
  }
}

async function drain(from: Journal, reader: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const batch of from.read({ reader, maxLines: 20 })) {
    lines.push(...batch.lines);
    await from.ack(batch.cursor, reader);
  }
  return lines;
}

fill(25);
const first = written.length;
// A process that starts on the full disk can read what others left.
await (await openJournal({ directory, readers })).close();
const before = await drain(journal, 'a');
// The slower reader still holds every file, so nothing has become free.
fill(1);
const held = written.length - first;
before.push(...(await drain(journal, 'a')));
const slow = await drain(journal, 'b');
// Only this soft limit is lifted: a disk has room again through the deleted files.
if (limit === 'soft') execFileSync('prlimit', ['--pid', String(process.pid), '--fsize=unlimited:unlimited']);
for (let count = 0; count < 50; count += 1) {
  written.push(`after ${count}`);
  journal.append(`after ${count}`);
}
const after = await Promise.all(readers.map((reader) => drain(journal, reader)));
const same = (lines: readonly string[]): boolean => JSON.stringify(lines) === JSON.stringify(written);
const result = {
  causes: [...causes],
  first,
  held,
  whole: [same([...before, ...(after[0] ?? [])]), same([...slow, ...(after[1] ?? [])])],
  faults: journal.faults,
};
await journal.close();
process.stdout.write(`${JSON.stringify({ ...result, left: readdirSync(path.resolve(directory)).length })}\n`);
