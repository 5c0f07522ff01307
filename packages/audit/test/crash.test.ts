import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterEach, describe, expect, test } from 'vitest';
import { type AuditStore, verifyRecords } from '../src/index.ts';
import { postgresStore } from '../src/postgres.ts';
import { sqliteStore } from '../src/sqlite.ts';
import { allRows, useFolder } from './support.ts';

const folder = useFolder();
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

const isId = (line: string): boolean => /^[0-9a-f-]{36}$/.test(line);

class Writer {
  readonly process: ChildProcess;
  readonly lines: string[] = [];
  readonly ended: Promise<void>;
  private readonly checks = new Set<() => void>();

  constructor(kind: string, mode: string) {
    const file = path.join(import.meta.dirname, 'audit-writer.ts');
    const args = ['--conditions=plumbline:source', '--no-warnings', file, folder(), kind, mode];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.process = child;
    children.push(child);
    let rest = '';
    child.stdout.on('data', (chunk: Buffer) => {
      const parts = (rest + chunk.toString()).split('\n');
      rest = parts.pop() ?? '';
      this.lines.push(...parts);
      for (const check of this.checks) check();
    });
    this.ended = new Promise((resolve) => void child.once('close', () => resolve()));
  }

  get ids(): string[] {
    return this.lines.filter(isId);
  }

  /** Resolves once the output fulfils the condition, or the process has ended. */
  async until(condition: (lines: readonly string[]) => boolean): Promise<void> {
    const met = new Promise<void>((resolve) => {
      const check = (): void => {
        if (condition(this.lines)) resolve();
      };
      this.checks.add(check);
      check();
    });
    await Promise.race([met, this.ended]);
  }

  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.ended;
  }
}

async function drainRest(kind: string): Promise<void> {
  const last = new Writer(kind, 'drain');
  await last.ended;
  expect(last.lines.at(-1)).toMatch(/^pending 0 rows/);
}

/** Which acknowledged records are not there, and which are there twice or damaged. */
async function faultsOf(store: AuditStore, acknowledged: ReadonlySet<string>): Promise<unknown> {
  const found = (await allRows(store)).map((row) => row.id);
  const stored = new Set(found);
  const missing = [...acknowledged].filter((id) => !stored.has(id));
  const { findings } = await verifyRecords(store);
  return { missing, doubled: found.length - stored.size, findings, spool: readdirSync(path.join(folder(), 'spool')) };
}

const NONE = { missing: [], doubled: 0, findings: [], spool: [] };

/** Starts a writer, kills it after a random number of records, and says which it had acknowledged. */
async function killAtRandom(kind: string, mode: string, most: number): Promise<string[]> {
  const writer = new Writer(kind, mode);
  const wanted = Math.floor(Math.random() * most);
  await writer.until((lines) => lines.filter(isId).length > wanted);
  await writer.kill();
  expect(writer.ids.length).toBeGreaterThan(0);
  return writer.ids;
}

// A start of PGlite takes seconds of CPU, so it gets fewer points.
const POINTS = { sqlite: 20, pglite: 10 };

describe('kill -9 at random points', () => {
  test('one process, SQLite: each acknowledged record is in the store once', { timeout: 300_000 }, async () => {
    const acknowledged = new Set<string>();
    for (let point = 0; point < POINTS.sqlite; point += 1) {
      for (const id of await killAtRandom('sqlite', point % 2 ? 'write' : 'durable', 600)) acknowledged.add(id);
    }
    await drainRest('sqlite');
    const store = sqliteStore({ path: path.join(folder(), 'audit.db') });
    expect(await faultsOf(store, acknowledged)).toEqual(NONE);
    await store.close?.();
  });

  test(
    'one process, PostgreSQL files of its own: each acknowledged record is there once',
    { timeout: 300_000 },
    async () => {
      const acknowledged = new Set<string>();
      for (let point = 0; point < POINTS.pglite; point += 1) {
        for (const id of await killAtRandom('pglite', point % 2 ? 'write' : 'durable', 400)) acknowledged.add(id);
      }
      await drainRest('pglite');
      const client = await PGlite.create(path.join(folder(), 'pg'));
      expect(await faultsOf(postgresStore(client), acknowledged)).toEqual(NONE);
      await client.close();
    },
  );

  test('four processes share one spool folder and one store', { timeout: 300_000 }, async () => {
    const acknowledged = new Set<string>();
    const runs = Array.from({ length: 4 }, async () => {
      for (let point = 0; point < 3; point += 1) {
        for (const id of await killAtRandom('sqlite', 'write', 500)) acknowledged.add(id);
      }
    });
    await Promise.all(runs);
    await drainRest('sqlite');
    const store = sqliteStore({ path: path.join(folder(), 'audit.db') });
    expect(await faultsOf(store, acknowledged)).toEqual(NONE);
    await store.close?.();
  });
});

test(
  'a disk that takes no more bytes: records are held in memory, and all are stored when it takes them again',
  { timeout: 300_000 },
  async () => {
    const writer = new Writer('sqlite', 'write');
    await writer.until((lines) => lines.filter(isId).length > 100);
    // Every file of the process is limited, the database's too: nothing can be written anywhere.
    execFileSync('prlimit', ['--pid', String(writer.process.pid), '--fsize=1:unlimited']);
    await writer.until((lines) => lines.some((line) => /^held [1-9]\d\d/.test(line)));
    execFileSync('prlimit', ['--pid', String(writer.process.pid), '--fsize=unlimited:unlimited']);
    const mark = writer.lines.length;
    await writer.until((lines) => lines.slice(mark).includes('held 0'));
    await writer.kill();
    expect(writer.lines.slice(mark)).toContain('held 0');
    const upTo = writer.lines.lastIndexOf('held 0');
    await drainRest('sqlite');
    const store = sqliteStore({ path: path.join(folder(), 'audit.db') });
    expect(await faultsOf(store, new Set(writer.lines.slice(0, upTo).filter(isId)))).toEqual(NONE);
    await store.close?.();
  },
);
