import { deepEqual as same } from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Journal, type JournalBatch, openJournal } from '../src/journal.ts';

const SCALE = Number(process.env['PLUMBLINE_WORKSPACE_SOAK'] ?? 1);

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'plumbline-model-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** A line as the model knows it: its text and the opening of the journal that it was appended in. */
interface Line {
  readonly text: string;
  readonly opening: number;
}

/** What a journal should be: for each reader the lines it still waits for, in order. */
class Model {
  opening = 0;
  readonly waiting = new Map<string, Line[]>();

  of(reader: string): Line[] {
    return this.waiting.get(reader) ?? [];
  }

  append(text: string): void {
    for (const lines of this.waiting.values()) lines.push({ text, opening: this.opening });
  }

  /** Takes what `lines` are from the front. */
  take(reader: string, lines: readonly string[]): void {
    same(this.texts(reader).slice(0, lines.length), lines);
    this.waiting.set(reader, this.of(reader).slice(lines.length));
  }

  /** Takes everything of one opening up to a line, and answers it. */
  takeUpTo(reader: string, line: Line, order: readonly Line[]): string[] {
    const upTo = new Set(order.slice(0, order.indexOf(line) + 1).filter(({ opening }) => opening === line.opening));
    const taken = this.of(reader).filter((other) => upTo.has(this.known(other, order)));
    this.waiting.set(
      reader,
      this.of(reader).filter((other) => !taken.includes(other)),
    );
    return taken.map(({ text }) => text);
  }

  texts(reader: string): string[] {
    return this.of(reader).map(({ text }) => text);
  }

  /** Each reader has objects of its own; the text is unique. */
  private known(line: Line, order: readonly Line[]): Line {
    return order.find(({ text }) => text === line.text) ?? line;
  }
}

const readerSets = [['a', 'b'], ['a'], ['a', 'b', 'c'], ['b', 'c']] as const;
const someReader = fc.nat({ max: 2 });
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('append' as const), length: fc.nat({ max: 900 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('deliver' as const, 'fail' as const),
      reader: someReader,
      maxLines: fc.integer({ min: 1, max: 9 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('evict' as const), reader: someReader }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('follow' as const),
      reader: someReader,
      leader: someReader,
      maxLines: fc.integer({ min: 1, max: 9 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('rotate' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const), readers: fc.nat({ max: 3 }) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** One journal beside its model. */
class Run {
  private readonly model = new Model();
  private readonly written: Line[] = [];
  private readers: readonly string[] = readerSets[0];
  private journal: Journal | undefined;
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    for (const reader of this.readers) this.model.waiting.set(reader, []);
  }

  async open(): Promise<void> {
    const { folder: directory, readers } = this;
    this.journal = await openJournal({ directory, readers, maxSegmentBytes: 4_096, fsync: 'demand' });
    this.model.opening += 1;
  }

  private get current(): Journal {
    if (!this.journal) throw new Error('the journal is not open');
    return this.journal;
  }

  private readerAt(index: number): string {
    return this.readers[index % this.readers.length] as string;
  }

  private async batch(reader: string, maxLines: number): Promise<JournalBatch | undefined> {
    const next = await this.current.read({ reader, maxLines }).next();
    return next.done === true ? undefined : next.value;
  }

  private async reopen(readers: readonly string[]): Promise<void> {
    await this.current.close();
    const stayed = readers.filter((reader) => this.readers.includes(reader));
    this.readers = readers;
    await this.open();
    for (const reader of this.model.waiting.keys()) if (!readers.includes(reader)) this.model.waiting.delete(reader);
    const needed = new Set(stayed.flatMap((reader) => this.model.texts(reader)));
    for (const reader of readers) if (!stayed.includes(reader)) await this.meet(reader, needed);
  }

  /** A new reader gets every line that another one waits for, and perhaps older ones of the same files. */
  private async meet(reader: string, needed: ReadonlySet<string>): Promise<void> {
    const got: string[] = [];
    for await (const { lines } of this.current.read({ reader })) got.push(...lines);
    const lines = this.written.filter(({ text }) => got.includes(text));
    same(
      lines.map(({ text }) => text),
      got,
    );
    same(
      [...needed].filter((text) => !got.includes(text)),
      [],
    );
    // Within one opening there is no hole: what is older than its first line is what is gone.
    for (const opening of new Set(lines.map((line) => line.opening))) {
      const all = this.written.filter((line) => line.opening === opening);
      const own = lines.filter((line) => line.opening === opening);
      same(own, all.slice(-own.length));
    }
    this.model.waiting.set(
      reader,
      lines.map((line) => ({ ...line })),
    );
  }

  async take(it: Step): Promise<void> {
    if (it.kind === 'append') {
      const text = `${this.written.length} ${'x'.repeat(it.length)}`;
      this.current.append(text);
      this.written.push({ text, opening: this.model.opening });
      this.model.append(text);
    } else if (it.kind === 'rotate') {
      await this.rotate();
    } else if (it.kind === 'reopen') {
      await this.reopen(readerSets[it.readers] ?? readerSets[0]);
    } else if (it.kind === 'evict') {
      const reader = this.readerAt(it.reader);
      const { lines, missing } = await this.current.release(reader, 'segment');
      same(missing, 0);
      same(lines.length > 0, this.model.of(reader).length > 0);
      this.model.take(reader, lines);
    } else if (it.kind === 'follow') {
      await this.follow(this.readerAt(it.reader), this.readerAt(it.leader), it.maxLines);
    } else {
      const reader = this.readerAt(it.reader);
      const batch = await this.batch(reader, it.maxLines);
      if (!batch) return same(this.model.of(reader), []);
      same(this.model.texts(reader).slice(0, batch.lines.length), batch.lines);
      if (it.kind === 'fail') return;
      await this.current.ack(batch.cursor, reader);
      this.model.take(reader, batch.lines);
    }
  }

  /** Nothing that every reader is done with may be left in the files of this opening. */
  private async rotate(): Promise<void> {
    await this.current.rotate();
    const all = this.readers.flatMap((reader) => this.model.of(reader));
    if (all.length > 0) return;
    const folders = readdirSync(this.folder, { recursive: true, encoding: 'utf8' });
    for (const name of folders.filter((file) => file.endsWith('.log'))) {
      same([name, statSync(path.join(this.folder, name)).size], [name, 0]);
    }
    same(this.current.bytes, 0);
  }

  /** One reader is moved to where another one would be after its next batch. */
  private async follow(reader: string, leader: string, maxLines: number): Promise<void> {
    const batch = await this.batch(leader, maxLines);
    const last = this.written.find(({ text }) => text === batch?.lines.at(-1));
    if (!batch || !last) return;
    const { lines } = await this.current.release(reader, batch.cursor);
    same(lines, this.model.takeUpTo(reader, last, this.written));
  }

  check(): void {
    const { model, current: journal } = this;
    for (const reader of this.readers) same(journal.pendingOf(reader), model.of(reader).length);
    same(journal.pending >= Math.max(...this.readers.map((reader) => model.of(reader).length)), true);
    same(journal.faults, { torn: 0, corrupt: 0, missing: 0 });
  }

  async end(): Promise<void> {
    for (const reader of this.readers) {
      const got: string[] = [];
      for await (const { lines, cursor } of this.current.read({ reader, maxLines: 11 })) {
        got.push(...lines);
        await this.current.ack(cursor, reader);
      }
      same(got, this.model.texts(reader));
    }
    same(this.current.pending, 0);
    await this.current.close();
  }
}

test(
  'any order of appends, deliveries, evictions, rotations and restarts with other readers is what the model says',
  async () => {
    const steps = fc.array(step, { maxLength: 60, size: 'max' });
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const folder = mkdtempSync(path.join(directory, 'run-'));
        const run = new Run(folder);
        await run.open();
        for (const it of all) {
          await run.take(it);
          run.check();
        }
        await run.end();
        expect(readdirSync(folder)).toEqual([]);
      }),
      { numRuns: 60 * SCALE },
    );
  },
  60_000 * SCALE,
);
