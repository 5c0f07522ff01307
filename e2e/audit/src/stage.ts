import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect } from 'vitest';
import type { PostgresOptions } from '../../../packages/repo/src/postgres-server.ts';
import { APP, type AuditDatabase, startDatabase, storedIds } from './database.ts';
import { type Program, startProgram } from './program.ts';

/** 1 in a live run, more in a soak run. */
export const SCALE = Number(process.env['PLUMBLINE_WORKSPACE_SOAK'] ?? 1);

/** The server, the folder and the processes of one test file. */
export interface Stage {
  readonly database: AuditDatabase;
  readonly folder: string;
  /** A folder below {@link folder} that is a spool of its own. */
  spool(name: string): string;
  writer(spool: string, options?: WriterOptions): Program;
  program(file: string, args: readonly string[]): Program;
  /** Stores what is left in a spool, by a process of its own, and says which of these IDs are not in the store. */
  drained(spool: string): Promise<void>;
  missing(ids: Iterable<string>): Promise<{ readonly missing: readonly string[]; readonly doubled: number }>;
}

export interface WriterOptions {
  readonly mode?: 'write' | 'drain';
  readonly perSecond?: number;
  readonly policy?: 'degrade' | 'refuse';
}

/** Sets a stage up before the tests of a file, and ends all that it started. */
export function useStage(options: PostgresOptions = {}): Stage {
  let folder = '';
  let database: AuditDatabase | undefined;
  const running = new Set<Program>();
  const current = (): AuditDatabase => {
    if (database === undefined) throw new Error('the stage is not set up yet');
    return database;
  };
  const program = (file: string, args: readonly string[]): Program => {
    const started = startProgram(file, args);
    running.add(started);
    void started.ended.then(() => running.delete(started));
    return started;
  };
  const writer: Stage['writer'] = (spool, { mode = 'write', perSecond = 500, policy = 'degrade' } = {}) =>
    program('writer.ts', [current().urlAs(APP), spool, mode, String(perSecond), policy]);
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'plumbline-stage-'));
    database = await startDatabase(options);
  });
  afterAll(async () => {
    for (const one of running) await one.kill();
    await database?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    get database() {
      return current();
    },
    get folder() {
      return folder;
    },
    spool: (name) => path.join(folder, name),
    writer,
    program,
    async drained(spool) {
      const last = writer(spool, { mode: 'drain' });
      expect(await last.ended).toBe(0);
      expect(last.lines.at(-1)).toBe('pending 0 lost {}');
      expect(readdirSync(spool)).toEqual([]);
    },
    async missing(wanted) {
      const { ids, doubled } = await storedIds(current());
      return { missing: [...wanted].filter((id) => !ids.has(id)), doubled };
    },
  };
}

export const NOTHING = { missing: [], doubled: 0 };
