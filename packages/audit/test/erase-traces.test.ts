import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { systemClock } from '@plumbline/core';
import { describe, expect, test } from 'vitest';
import { createKeeper, type Keeper } from '../src/keep.ts';
import { createSealer, createSigner, generateSealKey } from '../src/seal.ts';
import { sqliteEvidence, sqliteStore } from '../src/sqlite.ts';
import { createTrail } from './erase-traces-trail.ts';
import { rowOf } from './keep-support.ts';
import { useFolder } from './support.ts';

const folder = useFolder();
const file = (): string => path.join(folder(), 'audit.db');
const service = { name: 'approvals' };

/** How often a text stands in any file of a folder. */
function traces(of: string, within = folder()): number {
  const files = readdirSync(within, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(within, name))
    .filter((name) => statSync(name).isFile());
  return files.reduce((sum, name) => sum + readFileSync(name, 'latin1').split(of).length - 1, 0);
}

/** The evidence of the file, and who keeps it. */
function keeping(): { evidence: ReturnType<typeof sqliteEvidence>; keeper: Keeper; close: () => Promise<void> } {
  const evidence = sqliteEvidence({ path: file() });
  const auditStore = sqliteStore({ path: file() });
  const sealer = createSealer({ store: evidence, signer: createSigner(generateSealKey().privateKey) });
  const keeper = createKeeper({ store: evidence, auditStore, sealer, service });
  const close = async (): Promise<void> => void (await Promise.all([evidence.close(), auditStore.close?.()]));
  return { evidence, keeper, close };
}

/** 1,200 records of one person; the pages of their values are split many times while they are stored. */
const victims = (): ReturnType<typeof rowOf>[] =>
  Array.from({ length: 1_200 }, (_, n) => rowOf((n * 7_919) % 1_200, { personal: true, subject: 'victim' }, 1_000));

describe('SQLite', () => {
  test('no copy of an erased value is left, also where pages were split', async () => {
    const store = sqliteStore({ path: file() });
    await store.append(victims());
    expect(traces('person ')).toBeGreaterThan(1_000);
    const { keeper, close } = keeping();
    expect(await keeper.erase({ subject: 'victim', basis: 'request' })).toEqual({ records: 1_200, values: 1_200 });
    expect(traces('person ')).toBe(0);
    await Promise.all([store.close?.(), close()]);
    expect(traces('person ')).toBe(0);
  });

  test('a file that was written without care is written anew by the first erasure, once', async () => {
    const database = new DatabaseSync(file());
    const old = sqliteStore({ database });
    await old.migrate();
    await old.append(victims());
    database.close();
    const { evidence, keeper, close } = keeping();
    await evidence.eraseValues(victims().map(({ id }) => id));
    expect(traces('person ')).toBeGreaterThan(0);
    await keeper.erase({ subject: 'victim', basis: 'request' });
    expect(traces('person ')).toBe(0);
    const look = new DatabaseSync(file());
    expect(look.prepare('SELECT count(*) AS n FROM audit_clean').get()).toEqual({ n: 1 });
    look.close();
    await close();
  });

  test('beside a reader that keeps the log it says that it is not finished, and a repetition finishes it', async () => {
    const store = sqliteStore({ path: file() });
    await store.append([rowOf(0, { personal: true, subject: 'victim' })]);
    const reader = new DatabaseSync(file());
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM audit_log').get();
    const { evidence, keeper, close } = keeping();
    const erase = (): Promise<unknown> => keeper.erase({ subject: 'victim', basis: 'request' });
    await expect(erase()).rejects.toThrow('PLB_AUDIT_STORE');
    expect((await evidence.personalOf([rowOf(0).id])).map(({ value }) => value)).toEqual([null]);
    await expect(erase()).rejects.toThrow('PLB_AUDIT_STORE');
    expect(traces('person 0')).toBeGreaterThan(0);
    reader.exec('COMMIT');
    expect(await erase()).toEqual({ records: 1, values: 0 });
    expect(traces('person 0')).toBe(0);
    expect(await store.count({ action: 'audit.personal_erased' })).toBe(1);
    reader.close();
    await Promise.all([store.close?.(), close()]);
  });
});

describe('the spool', () => {
  const spoolFolder = (): string => path.join(folder(), 'spool');

  test('what a flush has delivered is not in its files any more, while the process lives', async () => {
    await using audit = createTrail(folder());
    await audit.start();
    for (let n = 0; n < 50; n += 1) audit.record('note.added', note(n));
    expect(traces('VICTIM', spoolFolder())).toBe(50);
    expect(await audit.flush()).toMatchObject({ delivered: 50, pending: 0 });
    expect(traces('VICTIM', spoolFolder())).toBe(0);
    audit.record('note.added', note(50));
    expect(await audit.flush()).toMatchObject({ delivered: 51, pending: 0 });
  });

  test('nor after the process was killed then', async () => {
    const program = path.join(import.meta.dirname, 'erase-traces-program.ts');
    const ended = spawnSync(process.execPath, ['--conditions=plumbline:source', '--no-warnings', program, folder()]);
    expect([ended.signal, String(ended.stderr)]).toEqual(['SIGKILL', '']);
    expect(String(ended.stdout)).toContain('"delivered":1');
    expect(readdirSync(spoolFolder())).not.toEqual([]);
    expect(traces('VICTIM', spoolFolder())).toBe(0);
    expect(traces('VICTIM')).toBeGreaterThan(0);
  });

  test('without a flush the next look for spools of ended processes takes them out', async () => {
    let tick: () => void = () => undefined;
    const clock = {
      ...systemClock,
      after: (ms: number, run: () => void) => {
        if (ms !== 60_000) return systemClock.after(ms, run);
        tick = run;
        return { cancel: () => undefined };
      },
    };
    await using audit = createTrail(folder(), { clock });
    await audit.start();
    audit.record('note.added', note(1));
    await expect.poll(() => audit.snapshot().stored).toBe(1);
    expect(traces('VICTIM', spoolFolder())).toBe(1);
    tick();
    await expect.poll(() => traces('VICTIM', spoolFolder())).toBe(0);
  });
});

const note = (n: number) => ({
  subject: { type: 'user' as const, id: 'u_1' },
  metadata: { name: `VICTIM-${n}` },
});
