import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isPlumblineError } from '../src/index.ts';
import { type Journal, type JournalFault, openJournal } from '../src/journal.ts';

let directory: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'plumbline-journal-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

const codeOf = (fn: () => unknown): string | undefined => {
  try {
    fn();
    return undefined;
  } catch (error) {
    return isPlumblineError(error) ? error.code : String(error);
  }
};

/** Reads everything that waits, acknowledging batch by batch. */
async function drain(journal: Journal, maxLines = 7): Promise<string[]> {
  const lines: string[] = [];
  for await (const batch of journal.read({ maxLines })) {
    lines.push(...batch.lines);
    await journal.ack(batch.cursor);
  }
  return lines;
}

const partFolders = (): string[] => readdirSync(directory).filter((name) => /^journal-.*(?<!\.lock)$/.test(name));
const segmentsOf = (folder: string): string[] =>
  readdirSync(path.join(directory, folder))
    .filter((name) => name.endsWith('.log'))
    .map((name) => path.join(directory, folder, name));

/** Leaves the files of a journal behind as a dead process would: the lock is gone, the folder stays. */
async function leave(lines: readonly string[], options: { maxSegmentBytes?: number } = {}): Promise<string> {
  const journal = await openJournal({ directory, ...options });
  for (const line of lines) journal.append(line);
  await journal.close();
  return partFolders()[0] as string;
}

const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => `line ${index} é`);

interface Child {
  readonly process: ChildProcess;
  readonly output: string[];
  /** Resolves with all output once the condition holds, or the process ended. */
  until(condition: (lines: readonly string[]) => boolean): Promise<readonly string[]>;
}

function startChild(...args: string[]): Child {
  const file = path.join(import.meta.dirname, 'journal-writer.ts');
  const child = spawn(process.execPath, ['--conditions=plumbline:source', file, directory, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const output: string[] = [];
  const checks = new Set<() => void>();
  let rest = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    output.push(...lines);
    for (const check of checks) check();
  });
  const ended = new Promise<void>((resolve) => void child.once('close', () => resolve()));
  return {
    process: child,
    output,
    async until(condition) {
      const met = new Promise<void>((resolve) => {
        const check = (): void => void (condition(output) && resolve());
        checks.add(check);
        check();
      });
      await Promise.race([met, ended]);
      return output;
    },
  };
}

async function kill(child: Child): Promise<void> {
  const ended = new Promise((resolve) => void child.process.once('close', resolve));
  child.process.kill('SIGKILL');
  await ended;
}

describe('one process', () => {
  test('lines come back in order and are gone once acknowledged, with their files', async () => {
    const journal = await openJournal({ directory, maxSegmentBytes: 4_096 });
    const lines = numbers(1_000);
    for (const line of lines) journal.append(line);
    expect(journal.pending).toBe(1_000);
    expect(segmentsOf(partFolders()[0] as string).length).toBeGreaterThan(5);
    expect(await drain(journal, 64)).toEqual(lines);
    expect(journal.pending).toBe(0);
    expect(segmentsOf(partFolders()[0] as string)).toHaveLength(1);
    await journal.close();
    expect(readdirSync(directory)).toEqual([]);
  });

  test('what is not acknowledged is read by the next process, from the acknowledged place on', async () => {
    const lines = numbers(300);
    const first = await openJournal({ directory, maxSegmentBytes: 4_096 });
    for (const line of lines) first.append(line);
    const batch = await first.read({ maxLines: 120 }).next();
    if (batch.done !== true) await first.ack(batch.value.cursor);
    await first.close();
    const second = await openJournal({ directory });
    const got = batch.done === true ? 0 : batch.value.lines.length;
    expect(got).toBeGreaterThan(0);
    expect(second.pending).toBe(300 - got);
    second.append('newest');
    expect(await drain(second)).toEqual([...lines.slice(got), 'newest']);
    expect(second.faults).toEqual({ torn: 0, corrupt: 0, missing: 0 });
    await second.close();
    expect(readdirSync(directory)).toEqual([]);
  });

  test('durable resolves for waiting, synced and acknowledged lines', async () => {
    const journal = await openJournal({ directory, fsync: 'demand' });
    const sequence = numbers(50).map((line) => journal.append(line));
    await Promise.all(sequence.map((seq) => journal.durable(seq)));
    await journal.durable(1);
    const last = journal.append('more');
    const waiting = journal.durable(last);
    await drain(journal);
    await waiting;
    expect(journal.pending).toBe(0);
    await journal.close();
  });

  test('it refuses line breaks, long lines, a full journal and use after close', async () => {
    const journal = await openJournal({
      directory,
      maxSegmentBytes: 4_096,
      maxBytes: 8_192,
      maxLineBytes: 1_024,
    });
    expect(codeOf(() => journal.append('a\nb'))).toBe('PLB_OPTION_INVALID');
    expect(codeOf(() => journal.append('é'.repeat(600)))).toBe('PLB_OPTION_INVALID');
    let written = 0;
    const fill = (): void => {
      for (; ; written += 1) journal.append('x'.repeat(500));
    };
    expect(codeOf(fill)).toBe('PLB_JOURNAL_FULL');
    expect(journal.bytes).toBeLessThanOrEqual(8_192);
    expect(journal.pending).toBe(written);
    expect(await drain(journal)).toHaveLength(written);
    journal.append('room again');
    await journal.close();
    expect(codeOf(() => journal.append('late'))).toBe('PLB_LIFECYCLE_CLOSED');
  });

  test('the age is that of the oldest line that waits', async () => {
    let now = 1_000_000;
    const clock = { now: () => now, monotonic: () => now, after: () => ({ cancel: () => undefined }) };
    const journal = await openJournal({ directory, clock });
    expect(journal.oldestAgeMs).toBe(0);
    journal.append('a');
    now += 5_000;
    journal.append('b');
    expect(journal.oldestAgeMs).toBe(5_000);
    await journal.close();
    const next = await openJournal({ directory, clock });
    now += 1_000;
    expect(next.oldestAgeMs).toBe(6_000);
    await drain(next);
    expect(next.oldestAgeMs).toBe(0);
    now += 60_000;
    next.append('c');
    expect(next.oldestAgeMs).toBe(0);
    await next.close();
  });

  test('a folder it cannot use and options that cannot work are named', async () => {
    const file = path.join(directory, 'file');
    writeFileSync(file, '');
    await expect(openJournal({ directory: path.join(file, 'spool') })).rejects.toThrow(/PLB_JOURNAL_WRITE.*ENOTDIR/s);
    await expect(openJournal({ directory, name: 'A b', maxBytes: 1 })).rejects.toThrow(/`name`.*`maxBytes`/s);
  });

  test('a folder with a very long path works', async () => {
    const deep = path.join(directory, 'd'.repeat(120), 'e'.repeat(120));
    const first = await openJournal({ directory: deep });
    first.append('kept');
    const second = await openJournal({ directory: deep });
    expect(second.pending).toBe(0);
    await first.close();
    expect(await second.adopt()).toBe(1);
    expect(await drain(second)).toEqual(['kept']);
    await second.close();
  });
});

test('takes bytes as it takes text, and gives bytes of which the next stretch makes others', async () => {
  const journal = await openJournal({ directory, maxSegmentBytes: 4_096 });
  const lines = Array.from({ length: 200 }, (_, number) => `${number} é漢 ${'x'.repeat(number % 90)}`);
  for (const [index, line] of lines.entries()) journal.append(index % 2 === 0 ? line : Buffer.from(line));
  for (const broken of ['a\nb', '\n', 'x\n']) {
    for (const line of [broken, Buffer.from(broken)]) expect(() => journal.append(line)).toThrow(/line break/);
  }
  const scanned: string[] = [];
  for await (const { bytes, places, missing } of journal.scan({ maxLines: 7 })) {
    expect(missing).toBe(0);
    for (let at = 0; at < places.length; at += 2) scanned.push(bytes.toString('utf8', places[at], places[at + 1]));
  }
  const read: string[] = [];
  for await (const batch of journal.read({ maxLines: 7 })) read.push(...batch.lines);
  expect([scanned, read]).toEqual([lines, lines]);
  expect(journal.faults).toEqual({ torn: 0, corrupt: 0, missing: 0 });
  await journal.close();
});

describe('damage', () => {
  async function reopen(): Promise<{ lines: string[]; faults: JournalFault[]; journal: Journal }> {
    const faults: JournalFault[] = [];
    const journal = await openJournal({ directory, onFault: (fault) => faults.push(fault) });
    return { lines: await drain(journal), faults, journal };
  }

  test.each([
    ['half a line', (file: string) => appendFileSync(file, '0badc0de 11 17')],
    ['a block of zeros', (file: string) => appendFileSync(file, Buffer.alloc(4_096))],
    ['a whole line with a wrong checksum', (file: string) => appendFileSync(file, '0badc0de 11 1 x\n')],
  ])('a tail that ends in %s is cut off and counted', async (_, harm) => {
    const folder = await leave(numbers(10));
    harm(segmentsOf(folder)[0] as string);
    const { lines, faults, journal } = await reopen();
    expect(lines).toEqual(numbers(10));
    expect(faults).toMatchObject([{ kind: 'torn', count: 1, error: undefined }]);
    await journal.close();
    expect(readdirSync(directory)).toEqual([]);
  });

  test('damage in the middle is reported once, skipped, and its file is kept', async () => {
    const folder = await leave(numbers(10));
    const file = segmentsOf(folder)[0] as string;
    writeFileSync(file, readFileSync(file, 'utf8').replace('line 4', 'line 5'));
    const faults: JournalFault[] = [];
    const journal = await openJournal({ directory, onFault: (fault) => faults.push(fault) });
    for await (const batch of journal.read()) expect(batch.lines).toHaveLength(9);
    expect(await drain(journal)).toEqual(numbers(10).filter((_, index) => index !== 4));
    expect(faults.map(({ kind, count, error }) => [kind, count, error?.code])).toEqual([
      ['corrupt', 1, 'PLB_JOURNAL_CORRUPT'],
      ['missing', 1, 'PLB_JOURNAL_CORRUPT'],
    ]);
    expect(journal.faults).toEqual({ torn: 0, corrupt: 1, missing: 1 });
    await journal.close();
    expect(readdirSync(directory)).toEqual(['corrupt']);
    expect(readdirSync(path.join(directory, 'corrupt'))).toHaveLength(1);
  });

  test('a deleted file and a damaged stretch without any line break are counted by the sequence', async () => {
    const folder = await leave(numbers(400), { maxSegmentBytes: 4_096 });
    const files = segmentsOf(folder);
    expect(files.length).toBeGreaterThan(3);
    rmSync(files[1] as string);
    writeFileSync(files[2] as string, Buffer.alloc(statSync(files[2] as string).size, 'z'));
    const { lines, journal } = await reopen();
    expect(lines.length + journal.faults.missing).toBe(400);
    expect(lines.at(-1)).toBe(numbers(400).at(-1));
    await journal.close();
  });

  test.each([
    ['', 100],
    ['{"seq":1e99}', 100],
    ['{"seq":0,"segment":1,"offset":0}', 100],
    ['{"seq":40,"segment":0,"offset":0}', 60],
  ])('an acknowledgement file that says %j loses nothing that was not acknowledged', async (text, count) => {
    const folder = await leave(numbers(100));
    writeFileSync(path.join(directory, folder, 'ack'), text);
    const { lines, journal } = await reopen();
    expect(lines).toEqual(numbers(100).slice(-count));
    expect(journal.faults).toEqual({ torn: 0, corrupt: 0, missing: 0 });
    await journal.close();
  });
});

describe('several processes', () => {
  test('a living journal is not adopted, not even a stopped process, and a dead one is adopted by exactly one', async () => {
    const child = startChild('idle');
    await child.until((lines) => lines.length > 0);
    child.process.kill('SIGSTOP');
    await leave(['from the dead']);
    const others = await Promise.all(Array.from({ length: 8 }, () => openJournal({ directory })));
    const found = await Promise.all(others.map((journal) => drain(journal)));
    expect(found.flat()).toEqual(['from the dead']);
    expect(await Promise.all(others.map((journal) => journal.adopt()))).toEqual(others.map(() => 0));
    await kill(child);
    const adopted = await Promise.all(others.map((journal) => journal.adopt()));
    expect(adopted.reduce((sum, count) => sum + count, 0)).toBe(1);
    await Promise.all(others.map((journal) => journal.close()));
    expect(readdirSync(directory)).toEqual([]);
  });

  test('an adopter that dies leaves what it had adopted', async () => {
    await leave(numbers(3));
    const child = startChild('idle');
    expect(await child.until((lines) => lines.length > 0)).toEqual(['ready 3']);
    await kill(child);
    const second = startChild('idle');
    expect(await second.until((lines) => lines.length > 0)).toEqual(['ready 3']);
    await kill(second);
    const journal = await openJournal({ directory });
    expect(await drain(journal)).toEqual(numbers(3));
    await journal.close();
    expect(readdirSync(directory)).toEqual([]);
  });

  test('kill -9 of two writers at random points: each acknowledged line is there once', async () => {
    const acknowledged = new Set<string>();
    for (let round = 0; round < 5; round += 1) {
      const pair = [startChild(), startChild()];
      await Promise.all(
        pair.map(async (child) => {
          const wanted = 1 + Math.floor(Math.random() * 400);
          await child.until((lines) => lines.length > wanted);
          await kill(child);
          for (const line of child.output) if (!line.startsWith('ready')) acknowledged.add(line);
        }),
      );
    }
    const journal = await openJournal({ directory });
    const found = (await drain(journal, 500)).map((line) => line.split(' ')[0] as string);
    expect(new Set(found).size).toBe(found.length);
    expect([...acknowledged].filter((line) => !found.includes(line))).toEqual([]);
    expect(journal.faults).toMatchObject({ corrupt: 0, missing: 0 });
    await journal.close();
  });

  test('a disk that stops taking bytes fails the append, spoils nothing, and is used again when it takes them', async () => {
    const child = startChild();
    await child.until((lines) => lines.length > 50);
    // The soft file size limit makes real writes stop half way, as a full disk does.
    execFileSync('prlimit', ['--pid', String(child.process.pid), '--fsize=3001:unlimited']);
    await child.until((lines) => lines.filter((line) => line === 'failed PLB_JOURNAL_WRITE').length > 20);
    execFileSync('prlimit', ['--pid', String(child.process.pid), '--fsize=unlimited:unlimited']);
    const mark = child.output.length;
    await child.until((lines) => lines.slice(mark).filter((line) => line.includes(':')).length > 100);
    await kill(child);
    expect(child.output.filter((line) => line === 'failed PLB_JOURNAL_WRITE').length).toBeGreaterThan(20);
    const journal = await openJournal({ directory });
    const found = (await drain(journal, 500)).map((line) => line.split(' ')[0] as string);
    const acknowledged = child.output.filter((line) => line.includes(':'));
    expect(found.filter((line, index) => found.indexOf(line) !== index)).toEqual([]);
    expect(acknowledged.filter((line) => !found.includes(line))).toEqual([]);
    expect(journal.faults).toMatchObject({ corrupt: 0, missing: 0 });
    await journal.close();
  });
});

test('any order of appends, deliveries, failed deliveries and restarts loses and doubles nothing', async () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('append' as const), text: fc.string({ unit: 'grapheme', maxLength: 200 }) }),
    fc.record({ kind: fc.constantFrom('deliver' as const, 'fail' as const), maxLines: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ kind: fc.constant('restart' as const) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const folder = mkdtempSync(path.join(directory, 'run-'));
      const open = (): Promise<Journal> => openJournal({ directory: folder, maxSegmentBytes: 4_096, fsync: 'demand' });
      let journal = await open();
      const written: string[] = [];
      const got: string[] = [];
      for (const it of steps) {
        if (it.kind === 'append') {
          const text = `${written.length} ${it.text.replaceAll('\n', ' ')}`;
          journal.append(text);
          written.push(text);
        } else if (it.kind === 'restart') {
          await journal.close();
          journal = await open();
        } else {
          const batch = await journal.read({ maxLines: it.maxLines }).next();
          if (batch.done === true || it.kind === 'fail') continue;
          got.push(...batch.value.lines);
          await journal.ack(batch.value.cursor);
        }
        expect(journal.pending).toBe(written.length - got.length);
      }
      got.push(...(await drain(journal)));
      expect(got).toEqual(written);
      expect(journal.faults).toEqual({ torn: 0, corrupt: 0, missing: 0 });
      await journal.close();
      expect(readdirSync(folder)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('what was just written is read at once, and a backlog does not hold up the thread', async () => {
  const journal = await openJournal({ directory });
  for (let n = 0; n < 1_000; n += 1) journal.append(`line ${n}`);
  let turns = 0;
  const turn = (): void => {
    turns += 1;
    next = setImmediate(turn);
  };
  let next = setImmediate(turn);
  const first = await journal.read({ maxLines: 100 }).next();
  expect([first.value?.lines.length, turns]).toEqual([100, 0]);
  expect(await drain(journal, 100)).toHaveLength(1_000);
  clearImmediate(next);
  expect(turns).toBeGreaterThanOrEqual(9);
  await journal.close();
});

describe('a folder that is removed while it is in use', () => {
  test('durable rejects, later lines are kept in a new private folder, and no line that is still open is lost', async () => {
    const spool = path.join(directory, 'spool');
    const seen: JournalFault[] = [];
    const journal = await openJournal({ directory: spool, fsync: 'demand', onFault: (fault) => seen.push(fault) });
    await journal.durable(journal.append('one'));
    rmSync(spool, { recursive: true });
    await expect(journal.durable(journal.append('two'))).rejects.toThrow('PLB_JOURNAL_WRITE');
    // In turn behind the repair.
    await journal.adopt();
    expect(statSync(spool).mode & 0o777).toBe(0o700);
    await journal.durable(journal.append('three'));
    expect(seen).toMatchObject([{ kind: 'missing', count: 0, error: { code: 'PLB_JOURNAL_WRITE' } }]);
    // The lock is held again, so nobody takes the living part.
    const other = await openJournal({ directory: spool });
    expect(other.pending).toBe(0);
    await other.close();
    expect(await drain(journal)).toEqual(['one', 'two', 'three']);
    expect(journal.pending).toBe(0);
    await journal.close();
    expect(readdirSync(spool)).toEqual([]);
  });

  test('a reader finds what open files hold, counts the rest once, and goes on', async () => {
    const spool = path.join(directory, 'spool');
    const seen: JournalFault[] = [];
    const options = { directory: spool, maxSegmentBytes: 4_096, onFault: (fault: JournalFault) => seen.push(fault) };
    const journal = await openJournal(options);
    const lines = numbers(300);
    for (const line of lines) journal.append(line);
    rmSync(spool, { recursive: true });
    const kept = await drain(journal);
    expect(kept.length).toBeGreaterThan(0);
    expect(kept).toEqual(lines.slice(-kept.length));
    expect(journal.faults).toEqual({ torn: 0, corrupt: 0, missing: lines.length - kept.length });
    expect(journal.pending).toBe(0);
    for (const line of lines) journal.append(line);
    expect(await drain(journal)).toEqual(lines);
    await journal.close();
    expect(seen.filter((fault) => fault.count > 0)).toHaveLength(1);
  });

  test('what waits is there for the next process, even when the folder goes just before the close', async () => {
    const spool = path.join(directory, 'spool');
    const journal = await openJournal({ directory: spool });
    journal.append('one');
    rmSync(spool, { recursive: true });
    await journal.close();
    const next = await openJournal({ directory: spool });
    expect(await drain(next)).toEqual(['one']);
    await next.close();
  });

  test('adopted parts that went with it are counted, not waited for', async () => {
    await leave(numbers(20));
    const journal = await openJournal({ directory });
    expect(journal.pending).toBe(20);
    rmSync(directory, { recursive: true });
    journal.append('one');
    expect(await drain(journal)).toEqual(['one']);
    expect(journal.pending).toBe(0);
    expect(journal.faults.missing).toBe(20);
    await journal.close();
  });
});

test('a file that was cut while it is written to ends where it was cut, and what comes after is read', async () => {
  const journal = await openJournal({ directory, maxSegmentBytes: 4_096 });
  for (const line of numbers(500)) journal.append(line);
  const segments = segmentsOf(partFolders()[0] as string).toSorted();
  expect(segments.length).toBeGreaterThan(2);
  for (const file of [segments[0], segments.at(-1)] as string[])
    truncateSync(file, Math.floor(statSync(file).size / 2) - 3);
  const read = await drain(journal);
  expect(read.length).toBeLessThan(500);
  expect(read).toEqual(numbers(500).filter((line) => read.includes(line)));
  journal.append('after');
  expect(await drain(journal)).toEqual(['after']);
  await journal.close();
});
