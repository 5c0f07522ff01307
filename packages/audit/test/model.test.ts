import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Run } from './model-run.ts';
import { step } from './model-steps.ts';

const SCALE = Number(process.env['PLUMBLINE_WORKSPACE_SOAK'] ?? 1);
const RUNS = 300;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'plumbline-protocol-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test(
  'spool, store, sealer and keeper, with a crash at any point: nothing acknowledged is lost, and the trail verifies',
  { timeout: 300_000 * SCALE },
  async () => {
    const happened = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12, size: 'max' }), async (steps) => {
        const run = new Run(mkdtempSync(path.join(folder, 'run-')), (what) => happened.add(what));
        await run.start();
        for (const it of steps) {
          await run.take(it);
          await run.check();
        }
        await run.end();
      }),
      { numRuns: RUNS * SCALE },
    );
    const crashes = ['drain', 'seal', 'prune'].flatMap((what) => [`${what}, before`, `${what}, after`]);
    expect([...happened].toSorted()).toEqual([...crashes, 'power lost', 'thawed'].toSorted());
  },
);
