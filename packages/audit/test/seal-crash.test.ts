import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AuditStore } from '../src/index.ts';
import { createSealer, loadSigner, type SealSigner, writeSealKey } from '../src/seal.ts';
import { type SqliteEvidence, sqliteEvidence, sqliteStore } from '../src/sqlite.ts';
import { judgeChain, makeRows } from './seal-support.ts';
import { useFolder } from './support.ts';

const folder = useFolder();
const children: ChildProcess[] = [];
let records: AuditStore;
let store: SqliteEvidence;
let signer: SealSigner;

beforeEach(async () => {
  const file = path.join(folder(), 'audit.db');
  records = sqliteStore({ path: file });
  store = sqliteEvidence({ path: file });
  await records.migrate();
  await writeSealKey(path.join(folder(), 'seal.pem'));
  signer = await loadSigner(path.join(folder(), 'seal.pem'));
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill('SIGCONT');
    child.kill('SIGKILL');
  }
  await records.close?.();
  await store.close();
});

class SealerProcess {
  readonly process: ChildProcess;
  readonly lines: string[] = [];
  readonly ended: Promise<void>;
  private readonly checks = new Set<() => void>();

  constructor(mode = 'seal', leaseMs = 2_000) {
    const file = path.join(import.meta.dirname, 'seal-process.ts');
    const args = ['--conditions=plumbline:source', '--no-warnings', file, folder(), mode, String(leaseMs)];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.process = child;
    children.push(child);
    let rest = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      const parts = (rest + chunk.toString()).split('\n');
      rest = parts.pop() ?? '';
      this.lines.push(...parts);
      for (const check of this.checks) check();
    });
    this.ended = new Promise((resolve) => void child.once('close', () => resolve()));
  }

  get seals(): number[] {
    return this.lines.filter((line) => line.startsWith('seal ')).map((line) => Number(line.slice(5)));
  }

  /** Resolves once a line of output fulfils the condition, or the process has ended. */
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

/** Adds records until told to stop; answers with how many. */
function keepAdding(): () => Promise<number> {
  const stopping = new AbortController();
  let added = 0;
  const run = (async () => {
    while (!stopping.signal.aborted) {
      const some = makeRows(1 + Math.floor(Math.random() * 30));
      await records.append(some);
      added += some.length;
      await wait(Math.random() * 4);
    }
  })();
  return async () => {
    stopping.abort();
    await run;
    return added;
  };
}

/** Seals what is left and holds the whole chain against what was stored. */
async function expectAllSealedOnce(added: number): Promise<void> {
  const last = createSealer({ store, signer, leaseMs: 4_000 });
  await last.sealNow();
  const { faults, records: sealed, seals } = await judgeChain(store, signer.publicKey);
  expect(faults).toEqual([]);
  expect(sealed).toBe(added);
  expect(seals).toBeGreaterThan(0);
  expect(await store.totals()).toEqual({ records: added, waiting: 0 });
  expect(await store.strays({ limit: 10 })).toEqual([]);
}

describe('sealers in several processes on one SQLite file', () => {
  test('never fork the chain, and seal every record once', { timeout: 120_000 }, async () => {
    const sealers = [new SealerProcess('seal', 100), new SealerProcess('seal', 100), new SealerProcess('seal', 100)];
    const stop = keepAdding();
    await Promise.all(sealers.map((sealer) => sealer.until((lines) => lines.includes('ready'))));
    while (sealers.flatMap((sealer) => sealer.seals).length < 60) await wait(10);
    const added = await stop();
    await Promise.all(sealers.map((sealer) => sealer.kill()));
    await expectAllSealedOnce(added);
    const told = sealers.flatMap((sealer) => sealer.seals);
    expect(new Set(told).size).toBe(told.length);
  });

  test(
    'kill -9 of sealers at random points: no fork, no gap, every record under one seal',
    { timeout: 240_000 },
    async () => {
      const stop = keepAdding();
      const told: number[] = [];
      for (let point = 0; point < 12; point += 1) {
        const pair = [new SealerProcess('seal', 150), new SealerProcess('seal', 150)];
        const wanted = Math.floor(Math.random() * 6);
        await Promise.race(pair.map((sealer) => sealer.until(() => sealer.seals.length > wanted)));
        await wait(Math.random() * 10);
        await Promise.all(pair.map((sealer) => sealer.kill()));
        told.push(...pair.flatMap((sealer) => sealer.seals));
      }
      const added = await stop();
      await expectAllSealedOnce(added);
      expect(told.length).toBeGreaterThan(12);
      expect(new Set(told).size).toBe(told.length);
    },
  );

  test(
    'a sealer that is killed while it holds the lease is followed by another once the lease ran out',
    { timeout: 60_000 },
    async () => {
      await records.append(makeRows(10));
      const first = new SealerProcess('freeze', 3_000);
      await first.until((lines) => lines.includes('adding'));
      await first.kill();
      expect(await store.acquire('a third one', 1)).toBe(false);
      const second = new SealerProcess('seal', 3_000);
      await second.until(() => second.seals.length > 0);
      expect(second.seals).toEqual([1]);
      await second.kill();
      await expectAllSealedOnce(10);
    },
  );
});

describe('a sealer that was frozen for longer than its lease', () => {
  test('cannot store the seal that it had made', { timeout: 60_000 }, async () => {
    await records.append(makeRows(10));
    const frozen = new SealerProcess('freeze', 400);
    await frozen.until((lines) => lines.includes('adding'));
    frozen.process.kill('SIGSTOP');
    const other = new SealerProcess('seal', 400);
    await other.until(() => other.seals.length > 0);
    await other.kill();
    frozen.process.stdin?.write('go\n');
    frozen.process.kill('SIGCONT');
    await frozen.until((lines) => lines.some((line) => line.startsWith('refused')));
    expect(frozen.lines).toContain('refused PLB_AUDIT_SEAL');
    // It goes on like the others, behind what the other one sealed.
    await records.append(makeRows(5));
    await frozen.until(() => frozen.seals.length > 0);
    expect(frozen.seals).toEqual([2]);
    await frozen.kill();
    await expectAllSealedOnce(15);
  });

  test('cannot store it either where nobody took the lease meanwhile', { timeout: 60_000 }, async () => {
    await records.append(makeRows(10));
    const frozen = new SealerProcess('freeze', 300);
    await frozen.until((lines) => lines.includes('adding'));
    frozen.process.kill('SIGSTOP');
    await wait(600);
    frozen.process.stdin?.write('go\n');
    frozen.process.kill('SIGCONT');
    await frozen.until((lines) => lines.some((line) => line.startsWith('refused')));
    expect(frozen.lines).toContain('refused PLB_AUDIT_SEAL');
    await frozen.until(() => frozen.seals.length > 0);
    await frozen.kill();
    await expectAllSealedOnce(10);
  });

  test('seals nothing twice when it froze right after it had taken the lease', { timeout: 60_000 }, async () => {
    await records.append(makeRows(10));
    const frozen = new SealerProcess('freeze-lease', 400);
    await frozen.until((lines) => lines.includes('leading'));
    frozen.process.kill('SIGSTOP');
    const other = new SealerProcess('seal', 400);
    await other.until(() => other.seals.length > 0);
    frozen.process.stdin?.write('go\n');
    frozen.process.kill('SIGCONT');
    const stop = keepAdding();
    // Either may be the one that goes on.
    await Promise.race([frozen, other].map((sealer) => sealer.until(() => sealer.seals.length > 10)));
    const added = await stop();
    await Promise.all([frozen.kill(), other.kill()]);
    await expectAllSealedOnce(10 + added);
    const told = [...frozen.seals, ...other.seals];
    expect(new Set(told).size).toBe(told.length);
  });
});
