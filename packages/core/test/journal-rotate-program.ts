import { writeSync } from 'node:fs';
import { openJournal } from '../src/journal.ts';

// Appends, acknowledges and rotates until it is killed, and says each step once it is done.
const [directory = '', run = ''] = process.argv.slice(2);
const journal = await openJournal({ directory });
let count = 0;
const append = (): void => {
  const line = `${run}:${(count += 1)}`;
  journal.append(line);
  writeSync(1, `w ${line}\n`);
};
for (;;) {
  for (let n = 0; n < 3; n += 1) append();
  const next = await journal.read({ maxLines: count % 5 === 0 ? 2 : 9 }).next();
  if (next.done === true) continue;
  const { cursor, lines } = next.value;
  // Said before, too: a process that is killed in between may have acknowledged them.
  for (const line of lines) writeSync(1, `p ${line}\n`);
  await journal.ack(cursor);
  for (const line of lines) writeSync(1, `a ${line}\n`);
  const rotated = journal.rotate();
  append();
  await rotated;
}
