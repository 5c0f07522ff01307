import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect } from 'vitest';
import type { PostgresOptions } from '../../../packages/repo/src/postgres-server.ts';
import { verifyTrail, type VerifyTrailOptions } from '@plumbline/audit/evidence';
import { postgresEvidence } from '@plumbline/audit/postgres';
import { loadPublicKeys, writeSealKey } from '@plumbline/audit/seal';
import { APP, type AuditDatabase, poolOf, SEALER, startDatabase, storedIds } from './database.ts';
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
  /** A sealer with the role and the key of this stage. */
  sealer(): Program;
  /** Seals what waits, and verifies the whole trail; every finding as a sentence. */
  verified(): Promise<Verified>;
  /** Stores what is left in a spool, by a process of its own, and says which of these IDs are not in the store. */
  drained(spool: string): Promise<void>;
  missing(ids: Iterable<string>): Promise<{ readonly missing: readonly string[]; readonly doubled: number }>;
}

export interface Verified {
  readonly faults: readonly string[];
  readonly waiting: number;
  /** Records that were held against a seal. */
  readonly checked: number;
}

export interface WriterOptions {
  readonly mode?: 'write' | 'drain';
  readonly perSecond?: number;
  readonly policy?: 'degrade' | 'refuse';
}

async function verify(database: AuditDatabase, publicKeys: VerifyTrailOptions['publicKeys']): Promise<Verified> {
  const pool = poolOf(database.url, 2);
  try {
    const result = await verifyTrail(postgresEvidence(pool), { publicKeys });
    const { checked, couldNotCheck, findings, notCovered, waiting } = result;
    const faults = findings.map(({ what }) => what);
    return {
      faults: [...faults, ...notCovered, ...(couldNotCheck === undefined ? [] : [couldNotCheck])],
      waiting,
      checked,
    };
  } finally {
    await pool.end();
  }
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
  const sealer = (): Program => program('sealer.ts', [current().urlAs(SEALER), path.join(folder, 'seal.pem')]);
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'plumbline-stage-'));
    database = await startDatabase(options);
    await writeSealKey(path.join(folder, 'seal.pem'));
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
    sealer,
    async verified() {
      const last = sealer();
      await last.until(() => last.lines.includes('ready'));
      // A killed sealer's lease has to run out first.
      await expect.poll(() => current().query('SELECT FROM audit_unsealed LIMIT 1')).toEqual([]);
      last.process.kill('SIGTERM');
      expect(await last.ended).toBe(0);
      return verify(current(), await loadPublicKeys(path.join(folder, 'seal.pem.pub')));
    },
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
