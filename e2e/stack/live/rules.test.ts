import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import approvals from '../../../examples/approvals/plumbline.config.ts';
import approvalsStack from '../../../examples/approvals/plumbline.stack.ts';
import { alertFiles } from '../../../packages/stack/src/alerts/alert-files.ts';
import { applicationOf } from '../../../packages/stack/src/describer.ts';
import type { StackFile } from '../../../packages/stack/src/model/stack-file.ts';
import type { StackModel } from '../../../packages/stack/src/model/stack-model.ts';
import { resolveStack } from '../../../packages/stack/src/resolve-stack.ts';
import { defaultSlos } from '../../../packages/stack/src/slo/default-slos.ts';
import { sloFiles } from '../../../packages/stack/src/slo/slo-files.ts';
import { model as base } from '../../../packages/stack/test/model.ts';
import { mutantRuns } from '../src/mutant-runs.ts';
import { readmeStack } from '../src/readme-stack.ts';
import { bringProgram } from './debian.ts';

/** An application with one of everything, and the example. */
const models: Readonly<Record<string, StackModel>> = {
  everything: { ...base, probe: 'http://approvals:3000/readyz' },
  approvals: resolveStack(applicationOf(approvals), approvalsStack),
};

/** One of so many wrong rules is tried; `npm run test:soak` tries each of them. */
const ONE_OF = process.env['PLUMBLINE_WORKSPACE_SOAK'] === undefined ? 10 : 1;

const ATONCE = Math.max(2, os.availableParallelism());
const root = mkdtempSync(path.join(os.tmpdir(), 'plumbline-rules-'));
let promtool = '';

beforeAll(() => {
  promtool = bringProgram('promtool');
});

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

interface Ended {
  readonly passed: boolean;
  readonly output: string;
}

const run = (folder: string, ...args: readonly string[]): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(promtool, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ passed: code === 0, output });
    });
  });

function write(name: string, files: readonly StackFile[]): string {
  const folder = path.join(root, name);
  for (const { path: file, text } of files) {
    const target = path.join(folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  return folder;
}

/** Runs several at once, in order. */
async function each<Item>(items: readonly Item[], work: (item: Item, index: number) => Promise<void>): Promise<void> {
  const left = items.entries();
  await Promise.all(
    Array.from({ length: ATONCE }, async () => {
      for (const [index, item] of left) await work(item, index);
    }),
  );
}

const filesOf = (model: StackModel): readonly StackFile[] => [...alertFiles(model), ...sloFiles(model)];

const isTest = ({ path: file }: StackFile): boolean => file.startsWith('prometheus/tests/');

test.each(Object.entries(models))('promtool takes the rules of %s, and their tests pass', async (name, model) => {
  const files = filesOf(model);
  const folder = write(name, files);
  const rules = files.filter(({ path: file }) => file.startsWith('prometheus/rules/')).map(({ path: file }) => file);
  const checked = await run(folder, 'check', 'rules', ...rules);
  expect(checked.output).not.toMatch(/FAILED|duplicate/);
  expect(checked.passed).toBe(true);
  const failed: string[] = [];
  await each(files.filter(isTest), async ({ path: file }) => {
    const ended = await run(folder, 'test', 'rules', file);
    if (!ended.passed) failed.push(ended.output);
  });
  expect(failed).toEqual([]);
});

test('what the README shows of own alerts and objectives is proven', async () => {
  const model = resolveStack(base.application, await readmeStack());
  const own = model.slos.slice(defaultSlos.length);
  expect([model.options.alerts?.length, own.length]).toEqual([1, 2]);
  // One objective at a time: each evaluation is of all rules of a file.
  const parts = [alertFiles(model), ...own.map((slo) => sloFiles({ ...model, slos: [slo] }))];
  const tests = parts.flatMap((files, index) => {
    const folder = write(`readme-${index}`, files);
    const names = [...(model.options.alerts ?? []), ...own].map(({ name }) => name);
    return files
      .filter((file) => isTest(file) && names.some((name) => file.path.includes(name)))
      .map(({ path: file }) => ({ folder, file }));
  });
  const failed: string[] = [];
  await each(tests, async ({ file, folder }) => {
    const { output, passed } = await run(folder, 'test', 'rules', file);
    if (!passed) failed.push(output);
  });
  expect(failed).toEqual([]);
});

test('a wrong name in a rule fails its test', async () => {
  const files = filesOf(base).map(({ path: file, text }) => ({
    path: file,
    text: file.startsWith('prometheus/rules/')
      ? text.replaceAll('plumbline_job_runs_total', 'plumbline_job_run_total')
      : text,
  }));
  const folder = write('planted', files);
  const { output, passed } = await run(folder, 'test', 'rules', 'prometheus/tests/PlumblineJobFailed.test.yml');
  expect(output).toContain('PlumblineJobFailed');
  expect(passed).toBe(false);
});

test('at least 99 of 100 wrong rules fail their tests', { timeout: 21_600_000 }, async () => {
  const runs = mutantRuns(models['everything'] ?? base).filter((_, index) => index % ONE_OF === 0);
  const survivors: string[] = [];
  await each(runs, async ({ files, kind, of, expr }, index) => {
    const folder = write(`mutant-${index}`, files);
    const tests = files.filter(isTest).map(({ path: file }) => file);
    const { passed } = await run(folder, 'test', 'rules', ...tests);
    if (passed) {
      survivors.push(`${of}: ${kind}\n${expr}`);
      // At once: a soak run that is cut off has still said what it found.
      process.stdout.write(`survived: ${survivors.at(-1)}\n`);
    }
    if (index % 100 === 99) process.stdout.write(`${index + 1} of ${runs.length} wrong rules tried\n`);
    rmSync(folder, { recursive: true });
  });
  const killed = runs.length - survivors.length;
  process.stdout.write(`mutants of rules killed: ${killed} of ${runs.length}\n`);
  expect(killed / runs.length).toBeGreaterThanOrEqual(0.99);
});
