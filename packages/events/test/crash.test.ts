import { fork } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EventsSnapshot } from '../src/index.ts';

const PROGRAM = fileURLToPath(new URL('programs/exits.ts', import.meta.url));

let root = '';

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'plumbline-crash-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

interface Ended {
  readonly accepted: number;
  readonly snapshot: EventsSnapshot | undefined;
  readonly code: number | null;
  readonly signal: string | null;
}

type Kept = 'spool' | 'none';

const stored = (): string[] => {
  const file = path.join(root, 'store');
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
};

const run = (end: string, kept: Kept, sink = 'works'): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = fork(PROGRAM, [end, path.join(root, 'state'), kept, path.join(root, 'store'), sink], {
      execArgv: ['--conditions=plumbline:source'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    let told: Pick<Ended, 'accepted' | 'snapshot'> | undefined;
    child.on('message', (message) => {
      told = message as Pick<Ended, 'accepted' | 'snapshot'>;
    });
    child.once('error', reject);
    // `close` comes when what it said has been read, too.
    child.once('close', (code, signal) => {
      if (told) resolve({ ...told, code, signal });
      else reject(new Error(`the program said nothing and ended with ${code} ${signal}`));
    });
  });

const ENDS = ['natural', 'SIGTERM', 'uncaught', 'exit', 'SIGKILL'] as const;

it.each(ENDS)('loses nothing of what it accepted with a spool: %s', async (end) => {
  const { accepted } = await run(end, 'spool');
  expect(accepted).toBe(250);
  const before = new Set(stored()).size;
  const { snapshot } = await run('drain', 'spool');
  expect(new Set(stored()).size).toBe(250);
  // Found is what was not stored; a batch whose answer the end cut off is sent again under its ID.
  const recovered = snapshot?.destinations['truth']?.recovered ?? -1;
  expect(recovered).toBeGreaterThanOrEqual(250 - before);
  expect(recovered).toBeLessThanOrEqual(250 - before + 20);
  expect(snapshot?.destinations['truth']).toMatchObject({ delivered: recovered, lost: {}, pending: 0 });
});

it.each(ENDS)('counts at the next start what it lost without a spool: %s', async (end) => {
  const { accepted } = await run(end, 'none');
  const before = new Set(stored()).size;
  const { snapshot } = await run('drain', 'none');
  const inOrder = end === 'natural' || end === 'SIGTERM';
  const lost = accepted - before;
  const counted = snapshot?.destinations['truth']?.lost.crashed ?? 0;
  // Counted may be the batch whose answer the end cut off; not counted the one that was open.
  expect(inOrder ? [lost, counted] : [0, 0]).toEqual([0, 0]);
  expect(Math.abs(lost - counted)).toBeLessThanOrEqual(20);
});

it.each([
  ['natural', 'spool'],
  ['natural', 'none'],
  ['SIGTERM', 'spool'],
  ['SIGTERM', 'none'],
] as const)('ends although every sink hangs: %s, %s', async (end, kept) => {
  const { code } = await run(end, kept, 'hang');
  expect(code).toBe(end === 'natural' ? 0 : 143);
  const { snapshot } = await run('drain', kept);
  expect([new Set(stored()).size, snapshot?.destinations['truth']?.recovered]).toEqual(
    kept === 'spool' ? [250, 250] : [0, 0],
  );
});
