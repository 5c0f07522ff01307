import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Journal, type JournalBatch, type JournalFault, openJournal } from '../src/journal.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'plumbline-readers-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const open = (readers: readonly string[], more: object = {}): Promise<Journal> =>
  openJournal({ directory, readers, maxSegmentBytes: 4_096, ...more });

async function drain(journal: Journal, reader: string, maxLines = 7): Promise<string[]> {
  const lines: string[] = [];
  for await (const batch of journal.read({ reader, maxLines })) {
    lines.push(...batch.lines);
    await journal.ack(batch.cursor, reader);
  }
  return lines;
}

async function firstBatch(journal: Journal, reader: string, maxLines: number): Promise<JournalBatch> {
  const next = await journal.read({ reader, maxLines }).next();
  if (next.done === true) throw new Error('there is no batch');
  return next.value;
}

const part = (): string => {
  const name = readdirSync(directory).find((entry) => /^journal-.*(?<!\.lock)$/.test(entry));
  return path.join(directory, name ?? 'none');
};
const files = (wanted: RegExp): string[] => readdirSync(part()).filter((name) => wanted.test(name));
const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => `line ${index} é`);

/** Leaves lines behind as a process that ended would. */
async function leave(lines: readonly string[], readers: readonly string[] = ['a', 'b']): Promise<void> {
  const journal = await open(readers);
  for (const line of lines) journal.append(line);
  await journal.close();
}

describe('named readers', () => {
  test('each reads everything at its own pace, and a file stays while one of them needs it', async () => {
    const journal = await open(['a', 'b']);
    const lines = numbers(500);
    for (const line of lines) journal.append(line);
    const segments = files(/\.log$/).length;
    const bytes = journal.bytes;
    expect(segments).toBeGreaterThan(3);
    expect(await drain(journal, 'a')).toEqual(lines);
    expect([journal.pendingOf('a'), journal.pendingOf('b'), journal.pending]).toEqual([0, 500, 500]);
    expect(files(/\.log$/)).toHaveLength(segments);
    expect(journal.bytes).toBe(bytes);
    expect(await drain(journal, 'b', 64)).toEqual(lines);
    expect([journal.pendingOf('b'), journal.pending]).toEqual([0, 0]);
    expect(files(/\.log$/)).toHaveLength(1);
    expect(files(/^ack/)).toEqual(['ack-a', 'ack-b']);
    await journal.close();
    expect(readdirSync(directory)).toEqual([]);
  });

  test('each goes on where it was in the next process, in parts of dead processes too', async () => {
    const lines = numbers(300);
    const first = await open(['a', 'b']);
    for (const line of lines) first.append(line);
    const batch = await firstBatch(first, 'b', 100);
    await first.ack(batch.cursor, 'b');
    await first.close();
    const second = await open(['a', 'b']);
    second.append('newest');
    expect([second.pendingOf('a'), second.pendingOf('b')]).toEqual([301, 301 - batch.lines.length]);
    expect(await drain(second, 'b')).toEqual([...lines.slice(batch.lines.length), 'newest']);
    await second.close();
    const third = await open(['a', 'b']);
    expect([third.pendingOf('a'), third.pendingOf('b')]).toEqual([301, 0]);
    expect(await drain(third, 'a')).toEqual([...lines, 'newest']);
    expect(third.faults).toEqual({ torn: 0, corrupt: 0, missing: 0 });
    await third.close();
    expect(readdirSync(directory)).toEqual([]);
  });

  test('a new reader begins at the oldest line that exists; one that is no longer named holds nothing', async () => {
    await leave(numbers(200));
    const without = await open(['b', 'c']);
    expect([without.pendingOf('b'), without.pendingOf('c')]).toEqual([200, 200]);
    await without.ack((await firstBatch(without, 'c', 5)).cursor, 'c');
    await drain(without, 'b');
    expect(without.pending).toBe(195);
    await without.close();
    const only = await open(['b']);
    expect(only.pending).toBe(0);
    await only.close();
    expect(readdirSync(directory)).toEqual([]);
  });

  test('a reader that was away for one start has no place left', async () => {
    await leave(numbers(50));
    const first = await open(['a', 'b']);
    await first.ack((await firstBatch(first, 'b', 20)).cursor, 'b');
    await first.close();
    await leave([], ['a']);
    const again = await open(['a', 'b']);
    expect([again.pendingOf('a'), again.pendingOf('b')]).toEqual([50, 50]);
    await again.close();
  });

  test('the place of the reader without a name is no one else’s', async () => {
    const unnamed = await openJournal({ directory });
    for (const line of numbers(20)) unnamed.append(line);
    const next = await unnamed.read({ maxLines: 15 }).next();
    if (next.done !== true) await unnamed.ack(next.value.cursor);
    expect([unnamed.pending, unnamed.pendingOf()]).toEqual([5, 5]);
    expect(files(/^ack/)).toEqual(['ack']);
    await unnamed.close();
    const named = await open(['a']);
    expect(named.pending).toBe(20);
    await named.close();
  });

  test('wrong names are refused', async () => {
    for (const readers of [[], ['a', 'a'], ['A'], ['a.new'], ['../a'], ['']]) {
      await expect(open(readers)).rejects.toThrow(/PLB_OPTION_INVALID.*`readers`/s);
    }
    const journal = await open(['a']);
    journal.append('x');
    const { cursor } = await firstBatch(journal, 'a', 1);
    await expect(journal.ack(cursor)).rejects.toThrow(/PLB_OPTION_INVALID.*`reader`/s);
    await expect(journal.read().next()).rejects.toThrow('PLB_OPTION_INVALID');
    await expect(journal.release('b', 'segment')).rejects.toThrow('PLB_OPTION_INVALID');
    expect(() => journal.pendingOf('b')).toThrow('PLB_OPTION_INVALID');
    expect(journal.pendingOf('a')).toBe(1);
    await journal.close();
  });

  test('durable holds for the slowest reader, and what every reader is done with waits for no disk', async () => {
    const journal = await open(['a', 'b'], { fsync: 'demand' });
    const seq = journal.append('x');
    await journal.ack((await firstBatch(journal, 'a', 1)).cursor, 'a');
    rmSync(path.join(part(), files(/\.log$/)[0] as string));
    // One reader is done with it, which must not pass for durable: the file is gone and the sync says so.
    await expect(journal.durable(seq)).rejects.toThrow('PLB_JOURNAL_WRITE');
    const next = journal.append('y');
    await drain(journal, 'a');
    await drain(journal, 'b');
    await journal.durable(next);
    await journal.close();
  });

  test('the oldest time is told for each reader', async () => {
    let now = 1_000_000;
    const clock = { now: () => now, monotonic: () => now, after: () => ({ cancel: () => undefined }) };
    const journal = await open(['a', 'b'], { clock });
    expect([journal.oldestAt('a'), journal.oldestAgeMs]).toEqual([undefined, 0]);
    journal.append('1');
    now += 5_000;
    await drain(journal, 'a');
    journal.append('2');
    expect([journal.oldestAt('a'), journal.oldestAt('b'), journal.oldestAgeMs]).toEqual([1_005_000, 1_000_000, 5_000]);
    await journal.close();
    const next = await open(['a', 'b'], { clock });
    expect([next.oldestAt('a'), next.oldestAt('b')]).toEqual([1_005_000, 1_000_000]);
    await drain(next, 'b');
    expect([next.oldestAt('a'), next.oldestAt('b')]).toEqual([1_005_000, undefined]);
    await next.close();
  });
});

describe('release', () => {
  test('takes the oldest file from a reader, says what it held, and frees it', async () => {
    const journal = await open(['a', 'b']);
    const lines = numbers(400);
    for (const line of lines) journal.append(line);
    await drain(journal, 'a');
    const before = journal.bytes;
    const { lines: skipped, missing } = await journal.release('b', 'segment');
    expect(skipped.length).toBeGreaterThan(50);
    expect(missing).toBe(0);
    expect(journal.bytes).toBeLessThan(before);
    expect(journal.pendingOf('b')).toBe(400 - skipped.length);
    expect([...skipped, ...(await drain(journal, 'b'))]).toEqual(lines);
    expect(await journal.release('b', 'segment')).toEqual({ lines: [], missing: 0 });
    expect(journal.faults.missing).toBe(0);
    await journal.close();
    expect(readdirSync(directory)).toEqual([]);
  });

  test('makes room in a full journal', async () => {
    const journal = await open(['a', 'b'], { maxBytes: 16_384 });
    const fill = (): void => {
      for (;;) journal.append('x'.repeat(200));
    };
    expect(fill).toThrow('PLB_JOURNAL_FULL');
    await drain(journal, 'a');
    expect(() => journal.append('y'.repeat(200))).toThrow('PLB_JOURNAL_FULL');
    await journal.release('b', 'segment');
    journal.append('y'.repeat(200));
    await journal.close();
  });

  test('up to a cursor takes exactly the lines before it, and is kept across a restart', async () => {
    await leave(numbers(300));
    const journal = await open(['a', 'b']);
    const { cursor, lines } = await firstBatch(journal, 'a', 30);
    await journal.ack((await firstBatch(journal, 'b', 10)).cursor, 'b');
    expect((await journal.release('b', cursor)).lines).toEqual(lines.slice(10));
    expect((await journal.release('b', cursor)).lines).toEqual([]);
    await journal.close();
    const next = await open(['a', 'b']);
    expect([next.pendingOf('a'), next.pendingOf('b')]).toEqual([300, 270]);
    expect(await drain(next, 'b')).toEqual(numbers(300).slice(30));
    await next.close();
  });

  test('a loop that reads meanwhile goes on behind what was taken, without a fault', async () => {
    const journal = await open(['a', 'b']);
    const lines = numbers(400);
    for (const line of lines) journal.append(line);
    await drain(journal, 'a');
    const reading = journal.read({ reader: 'b', maxLines: 5 });
    await reading.next();
    const { lines: skipped } = await journal.release('b', 'segment');
    const next = await reading.next();
    expect(next.value?.lines).toEqual(lines.slice(skipped.length, skipped.length + 5));
    expect(next.value?.missing).toBe(0);
    expect(journal.faults).toEqual({ torn: 0, corrupt: 0, missing: 0 });
    await journal.close();
  });
});

describe('damage and several readers', () => {
  test('a torn last line is counted once, and is no reader’s loss', async () => {
    await leave(numbers(40));
    appendFileSync(path.join(part(), files(/\.log$/)[0] as string), '0badc0de 41 17');
    const faults: JournalFault[] = [];
    const journal = await open(['a', 'b'], { onFault: (fault: JournalFault) => faults.push(fault) });
    expect([journal.pendingOf('a'), journal.pendingOf('b')]).toEqual([40, 40]);
    expect(await drain(journal, 'a', 9)).toEqual(numbers(40));
    expect(await drain(journal, 'b', 100)).toEqual(numbers(40));
    expect(faults).toMatchObject([{ kind: 'torn', count: 1, error: undefined }]);
    expect(journal.pending).toBe(0);
    await journal.close();
    expect(readdirSync(directory)).toEqual([]);
  });

  test.each([
    [1, 100],
    [100, 1],
    [7, 5],
  ])('a broken line is counted once and is missing for each reader, in batches of %i and %i', async (forA, forB) => {
    await leave(numbers(40));
    const file = path.join(part(), files(/\.log$/)[0] as string);
    writeFileSync(file, readFileSync(file, 'utf8').replace('line 14', 'line 41').replace('line 21', 'line 12'));
    const faults: JournalFault[] = [];
    const journal = await open(['a', 'b'], { onFault: (fault: JournalFault) => faults.push(fault) });
    const rest = { a: forA, b: forB };
    const missing = { a: 0, b: 0 };
    // In turns, so that each is ahead of the other now and then.
    for (let round = 0; journal.pending > 0; round += 1) {
      const reader = round % 3 === 0 ? 'a' : 'b';
      for await (const batch of journal.read({ reader, maxLines: rest[reader] })) {
        const before = journal.pendingOf(reader);
        await journal.ack(batch.cursor, reader);
        expect(before - journal.pendingOf(reader)).toBe(batch.lines.length + batch.missing);
        missing[reader] += batch.missing;
        if (round < 4) break;
      }
    }
    expect(missing).toEqual({ a: 2, b: 2 });
    expect(journal.faults).toEqual({ torn: 0, corrupt: 2, missing: 2 });
    await journal.close();
    expect(readdirSync(directory)).toEqual(['corrupt']);
  });

  test('a stretch that another reader has seen in part is counted in its other part alone', async () => {
    await leave(numbers(40));
    const file = path.join(part(), files(/\.log$/)[0] as string);
    writeFileSync(file, readFileSync(file, 'utf8').replace('line 14', 'line 41').replace('line 27', 'line 72'));
    const journal = await open(['a', 'b']);
    await journal.ack((await firstBatch(journal, 'a', 20)).cursor, 'a');
    expect(journal.faults).toEqual({ torn: 0, corrupt: 1, missing: 1 });
    await journal.ack((await firstBatch(journal, 'b', 10)).cursor, 'b');
    const batch = await firstBatch(journal, 'b', 25);
    expect([batch.lines.length, batch.missing]).toEqual([25, 2]);
    expect(journal.faults).toEqual({ torn: 0, corrupt: 2, missing: 2 });
    await drain(journal, 'a');
    expect(journal.faults).toEqual({ torn: 0, corrupt: 2, missing: 2 });
    await journal.close();
  });

  test('damage before the place of the faster reader is found by the slower one', async () => {
    await leave(numbers(40));
    const file = path.join(part(), files(/\.log$/)[0] as string);
    const id = path.basename(part()).slice('journal-'.length);
    const first = await open(['a', 'b']);
    await first.ack((await firstBatch(first, 'a', 30)).cursor, 'a');
    await first.close();
    const adopted = path.join(part(), 'adopted', id, path.basename(file));
    writeFileSync(adopted, readFileSync(adopted, 'utf8').replace('line 14', 'line 41'));
    const journal = await open(['a', 'b']);
    expect(await drain(journal, 'a')).toHaveLength(10);
    expect(journal.faults).toEqual({ torn: 0, corrupt: 0, missing: 0 });
    expect(await drain(journal, 'b')).toHaveLength(39);
    expect(journal.faults).toEqual({ torn: 0, corrupt: 1, missing: 1 });
    await journal.close();
  });

  test('adopted files that are removed are told by reader', async () => {
    await leave(numbers(20));
    const faults: JournalFault[] = [];
    const journal = await open(['a', 'b'], { onFault: (fault: JournalFault) => faults.push(fault) });
    await journal.ack((await firstBatch(journal, 'b', 15)).cursor, 'b');
    rmSync(directory, { recursive: true });
    journal.append('one');
    expect(await drain(journal, 'a')).toEqual(['one']);
    expect(await drain(journal, 'b')).toEqual(['one']);
    expect(faults.find((fault) => fault.count > 0)).toMatchObject({ count: 20, unread: { a: 20, b: 5 } });
    expect([journal.pendingOf('a'), journal.pendingOf('b')]).toEqual([0, 0]);
    await journal.close();
  });
});

test('a place that the disk does not take is told, frees its files all the same, and is written with the next', async () => {
  const journal = await open(['a', 'b']);
  for (const line of numbers(500)) journal.append(line);
  await drain(journal, 'b');
  const segments = files(/\.log$/).length;
  // A folder stands where the file would be written.
  const blocked = path.join(part(), 'ack-a');
  rmSync(blocked);
  mkdirSync(blocked);
  const first = await firstBatch(journal, 'a', 200);
  await expect(journal.ack(first.cursor, 'a')).rejects.toThrow(/PLB_JOURNAL_WRITE/);
  const { cursor, lines } = await firstBatch(journal, 'a', 10);
  await expect(journal.ack(cursor, 'a')).rejects.toThrow(/PLB_JOURNAL_WRITE/);
  const left = 500 - first.lines.length - lines.length;
  expect(journal.pendingOf('a')).toBe(left);
  expect(files(/\.log$/).length).toBeLessThan(segments);
  rmSync(blocked, { recursive: true });
  await journal.ack(cursor, 'a');
  await journal.close();
  const next = await open(['a', 'b']);
  expect([next.pendingOf('a'), next.pendingOf('b')]).toEqual([left, 0]);
  await next.close();
});

test('the bytes are those of the files, however appending and acknowledging overlap', async () => {
  const journal = await open(['a', 'b']);
  const onDisk = (): number =>
    files(/\.log$/).reduce((sum, name) => sum + readFileSync(path.join(part(), name)).length, 0);
  for (let round = 0; round < 20; round += 1) {
    for (let count = 0; count < 30; count += 1) journal.append('x'.repeat(100));
    const work = Promise.all([drain(journal, 'a'), drain(journal, 'b')]);
    for (let turn = 0; turn < 20; turn += 1) {
      await new Promise((resolve) => void setImmediate(resolve));
      journal.append('y'.repeat(100));
    }
    await work;
  }
  expect(journal.bytes).toBe(onDisk());
  await journal.close();
});

test('a line stands in its file as checksum, number, time and text, whatever its length and characters', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 80 }),
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.integer({ min: 1_200, max: 9_000 }).map((length) => '€'.repeat(length)),
    fc.integer({ min: 3_900, max: 4_200 }).map((length) => 'x'.repeat(length)),
  );
  const times = fc.oneof(fc.constant(1_780_000_000_000), fc.nat(), fc.double({ noNaN: true, noDefaultInfinity: true }));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(text, times), { minLength: 1, maxLength: 12 }), async (lines) => {
      let now = 0;
      const clock = { now: () => now, monotonic: () => now, after: () => ({ cancel: () => undefined }) };
      const journal = await open(['a'], { clock, maxSegmentBytes: 1_000_000, fsync: 'demand' });
      const expected = lines.map(([raw, time], index) => {
        const payload = raw.replaceAll('\n', ' ');
        now = time;
        journal.append(payload);
        const rest = Buffer.from(`${index + 1} ${time} ${payload}`);
        return Buffer.concat([Buffer.from(`${crc32(rest).toString(16).padStart(8, '0')} `), rest, Buffer.from('\n')]);
      });
      const found = readFileSync(path.join(part(), files(/\.log$/)[0] as string));
      expect(found.equals(Buffer.concat(expected))).toBe(true);
      expect(journal.bytes).toBe(found.length);
      await drain(journal, 'a');
      await journal.close();
    }),
    { numRuns: 100 },
  );
});
