import { type ChildProcess, spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Journal, openJournal } from '../src/journal.ts';

let directory: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'plumbline-rotate-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

const files = (): string[] =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.log'));
const text = (): string =>
  files()
    .map((name) => readFileSync(path.join(directory, name), 'latin1'))
    .join('');

async function take(journal: Journal, maxLines: number, reader?: string): Promise<readonly string[]> {
  const next = await journal.read({ maxLines, ...(reader !== undefined && { reader }) }).next();
  if (next.done === true) return [];
  await journal.ack(next.value.cursor, reader);
  return next.value.lines;
}

test('lines that were acknowledged are not on the disk any more, though their file was still written to', async () => {
  const journal = await openJournal({ directory });
  for (let n = 0; n < 20; n += 1) journal.append(`secret ${n}`);
  await take(journal, 100);
  expect(text()).toContain('secret 19');
  await journal.rotate();
  expect(text()).toBe('');
  expect(journal.bytes).toBe(0);
  const seq = journal.append('next');
  await journal.durable(seq);
  expect(seq).toBe(21);
  expect(await take(journal, 100)).toEqual(['next']);
  expect(journal.faults).toEqual({ torn: 0, corrupt: 0, missing: 0 });
  await journal.close();
  expect(readdirSync(directory)).toEqual([]);
});

test('what waits stays, and takes the acknowledged lines beside it along once it is acknowledged', async () => {
  const journal = await openJournal({ directory, readers: ['a', 'b'] });
  for (const line of ['one', 'two', 'three']) journal.append(line);
  await take(journal, 2, 'a');
  await journal.rotate();
  expect(files()).toHaveLength(1);
  await take(journal, 1, 'b');
  await journal.rotate();
  await journal.rotate();
  expect(files()).toHaveLength(2);
  journal.append('four');
  expect(await take(journal, 9, 'a')).toEqual(['three']);
  expect(await take(journal, 9, 'b')).toEqual(['two', 'three']);
  expect(text()).not.toContain('three');
  expect(await take(journal, 9, 'a')).toEqual(['four']);
  expect(journal.pendingOf('b')).toBe(1);
  await journal.close();
  const next = await openJournal({ directory, readers: ['a', 'b'] });
  expect(await take(next, 9, 'b')).toEqual(['four']);
  expect(next.pending).toBe(0);
  await next.close();
});

test('with nothing acknowledged it makes no files, and after the close it does nothing', async () => {
  const journal = await openJournal({ directory });
  await journal.rotate();
  journal.append('one');
  for (let n = 0; n < 5; n += 1) await journal.rotate();
  expect(files()).toHaveLength(1);
  await journal.close();
  await journal.rotate();
  expect(text()).toContain('one');
});

/** The descriptor that lists the others is closed by the time it is looked at. */
const linkOf = (fd: string): string => {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return '';
  }
};

/** Files of the folder that are deleted and still open, by which their bytes stay on the disk. */
const deleted = (): string[] =>
  readdirSync('/proc/self/fd')
    .map(linkOf)
    .filter((name) => name.startsWith(directory) && name.endsWith('(deleted)'));

test('no deleted file stays open', async () => {
  const journal = await openJournal({ directory, fsync: 'demand' });
  for (let n = 0; n < 20; n += 1) {
    const seq = journal.append(`line ${n}`);
    if (n % 2 === 0) await journal.durable(seq);
    await take(journal, 9);
    await journal.rotate();
    expect(deleted()).toEqual([]);
  }
  await journal.close();
});

test('appends beside it are all read, once and in order', async () => {
  const journal = await openJournal({ directory });
  const got: string[] = [];
  let count = 0;
  for (let round = 0; round < 200; round += 1) {
    for (let n = 0; n < 3; n += 1) journal.append(`line ${(count += 1)}`);
    const rotated = journal.rotate();
    journal.append(`line ${(count += 1)}`);
    const [lines] = await Promise.all([take(journal, 5), rotated, journal.durable(count)]);
    got.push(...lines);
  }
  for (let lines = await take(journal, 99); lines.length > 0; lines = await take(journal, 99)) got.push(...lines);
  expect(got).toEqual(Array.from({ length: count }, (_, index) => `line ${index + 1}`));
  expect(journal.faults).toEqual({ torn: 0, corrupt: 0, missing: 0 });
  await journal.rotate();
  expect(text()).toBe('');
  await journal.close();
});

test('a folder that was removed is made again before the file changes', async () => {
  const journal = await openJournal({ directory });
  journal.append('one');
  await take(journal, 9);
  rmSync(directory, { recursive: true });
  await journal.rotate();
  expect(text()).toBe('');
  const seq = journal.append('two');
  await journal.durable(seq);
  expect(text()).toContain('two');
  await journal.close();
});

test.each(['the old file is deleted', 'the new file exists'])(
  'a process that died before %s: the next one repeats nothing and leaves nothing',
  async (when) => {
    const journal = await openJournal({ directory });
    journal.append('secret one');
    journal.append('secret two');
    await take(journal, 9);
    const [name = ''] = files();
    const folder = path.join(directory, path.dirname(name));
    const saved = readdirSync(folder).filter((file) => statSync(path.join(folder, file)).isFile());
    const contents = saved.map((file) => readFileSync(path.join(folder, file)));
    await journal.close();
    // The folder as the dead process left it.
    mkdirSync(folder);
    for (const [index, file] of saved.entries()) writeFileSync(path.join(folder, file), contents[index] as Buffer);
    if (when === 'the old file is deleted') writeFileSync(path.join(folder, `${'3'.padStart(16, '0')}.log`), '');
    const next = await openJournal({ directory });
    expect(next.pending).toBe(0);
    expect(await take(next, 9)).toEqual([]);
    expect(text()).toBe('');
    expect(next.faults).toEqual({ torn: 0, corrupt: 0, missing: 0 });
    await next.close();
    expect(readdirSync(directory)).toEqual([]);
  },
);

test('killed at any moment of a rotation: nothing unacknowledged is lost, nothing is damaged', async () => {
  const written = new Set<string>();
  const acked = new Set<string>();
  const passed = new Set<string>();
  const said = { w: written, a: acked, p: passed };
  for (let run = 0; run < 8; run += 1) {
    const program = path.join(import.meta.dirname, 'journal-rotate-program.ts');
    const child = spawn(process.execPath, ['--conditions=plumbline:source', program, directory, String(run)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.length > 2_000 + 997 * run) child.kill('SIGKILL');
    });
    await new Promise((resolve) => void child.once('close', resolve));
    expect(child.signalCode).toBe('SIGKILL');
    for (const line of output.split('\n').slice(0, -1)) {
      const [kind, name = ''] = line.split(' ');
      said[kind as keyof typeof said].add(name);
    }
  }
  const journal = await openJournal({ directory });
  const left = new Set<string>();
  for (let lines = await take(journal, 50); lines.length > 0; lines = await take(journal, 50)) {
    for (const line of lines) left.add(line);
  }
  expect([...written].filter((line) => !left.has(line) && !passed.has(line))).toEqual([]);
  expect([...left].filter((line) => acked.has(line))).toEqual([]);
  expect(journal.faults).toEqual({ torn: 0, corrupt: 0, missing: 0 });
  await journal.rotate();
  expect(text()).toBe('');
  await journal.close();
});
