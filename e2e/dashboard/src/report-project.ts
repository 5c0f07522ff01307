import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { startEmbedded } from '@plumbline/adapter-clickhouse/embedded';
import { applicationMetrics, storeFinishedNumbers } from './reports.ts';
import { createStore } from './store.ts';

const PACKAGES = path.resolve(import.meta.dirname, '../../../packages');
const PROGRAM = path.join(PACKAGES, 'cli/src/main.ts');

const CONFIG = `
import { clickhouse } from '@plumbline/adapter-clickhouse';
import { applicationMetrics } from '${path.join(import.meta.dirname, 'reports.ts')}';
export default {
  service: { name: 'approvals' },
  events: { adapters: [clickhouse.fromEnv({ development: { directory: 'clickhouse' } })] },
  reporting: { metrics: applicationMetrics() },
};
`;

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** An application with events of ten weeks and finished numbers of a year, and the command line as it is run there. */
export interface ReportProject extends AsyncDisposable {
  readonly folder: string;
  /** The temporary folder of what is run, and of nothing else. */
  readonly scratch: string;
  plumbline(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Said>;
}

const ENDS_WITHIN_MS = 30_000;

/** Waits until nobody writes to the store any more: its process outlives the last command by a second. */
async function closed(directory: string): Promise<void> {
  const engine = await startEmbedded({ directory });
  await engine.release();
  const deadline = performance.now() + ENDS_WITHIN_MS;
  while (performance.now() < deadline) {
    try {
      process.kill(engine.pid, 0);
    } catch {
      return;
    }
    await pause(50);
  }
}

/** Makes the application in a folder of its own. */
export async function createReportProject(): Promise<ReportProject> {
  const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-e2e-report-'));
  const directory = path.join(folder, 'clickhouse');
  const scope = path.join(folder, 'node_modules/@plumbline');
  const names = ['adapter-clickhouse', 'core', 'dashboard'];
  mkdirSync(scope, { recursive: true });
  for (const name of names) symlinkSync(path.join(PACKAGES, name), path.join(scope, name));
  const scratch = path.join(folder, 'scratch');
  const home = path.join(folder, 'home');
  for (const made of [scratch, home]) mkdirSync(made);
  const dependencies = Object.fromEntries(names.map((name) => [`@plumbline/${name}`, '*']));
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ type: 'module', dependencies }));
  writeFileSync(path.join(folder, 'plumbline.config.ts'), CONFIG);
  {
    await using store = await createStore({
      directory,
      people: 120,
      rollups: false,
    });
    await storeFinishedNumbers(store.full, applicationMetrics());
  }
  return {
    folder,
    scratch,
    plumbline: (args, env = {}) =>
      new Promise((resolve) => {
        const all = ['--conditions=plumbline:source', '--no-warnings', PROGRAM, ...args];
        const PATH = process.env['PATH'] ?? '';
        execFile(
          process.execPath,
          all,
          { cwd: folder, env: { PATH, HOME: home, TMPDIR: scratch, ...env } },
          (error, out, err) => {
            resolve({ code: error === null ? 0 : Number(error.code ?? -1), out, err });
          },
        );
      }),
    async [Symbol.asyncDispose]() {
      await closed(directory);
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    },
  };
}
