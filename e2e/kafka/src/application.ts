import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const ROOT = path.resolve(import.meta.dirname, '..');

const CLI = path.resolve(ROOT, 'node_modules/@plumbline/cli/src/main.ts');

/** What a command ended with. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** An application that has a configuration and nothing else, in a folder from which packages of this one resolve. */
export interface Application extends Disposable {
  readonly folder: string;
  /** Runs `plumbline` in it. */
  plumbline(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
}

/** The events that it declares. */
export const CATALOG = `
export const catalog = defineCatalog({
  version: '2026-11-telemetry-v1',
  events: {
    page_viewed: defineEvent({ ...shared, feature: 'reports', surfaces: ['page'], fields: { kind: category(['list', 'one']), round: count().optional() } }),
    item_created: defineEvent({ ...shared, feature: 'reports', surfaces: ['page'], fields: { round: count() } }),
  },
});`;

const HEAD = `
import { clickhouse } from '@plumbline/adapter-clickhouse';
import { kafka } from '@plumbline/adapter-kafka';
import { posthog } from '@plumbline/adapter-posthog';
import { defineConfig } from '@plumbline/core';
import { category, count, defineCatalog, defineEvent } from '@plumbline/schema';

const shared = {
  description: 'Something happened.',
  owner: '@team',
  purpose: 'To know what is used.',
  consent: 'essential',
  sources: ['api'],
  expires: '2027-12-31',
  review: 'docs/privacy.md',
};
void kafka;
${CATALOG}`;

/** Writes the application; `adapters` and `gates` are the texts of their options. */
export function writeApplication({
  adapters,
  gates,
}: {
  readonly adapters: string;
  readonly gates: string;
}): Application {
  mkdirSync(path.join(ROOT, 'temp'), { recursive: true });
  const folder = mkdtempSync(path.join(ROOT, 'temp', 'application-'));
  const config = `${HEAD}
export default defineConfig({
  service: { name: 'replayed', version: '1.0.0' },
  catalog,
  events: { adapters: [${adapters}] },
  egress: { lock: new URL('./plumbline.egress.lock', import.meta.url), gates: { ${gates} } },
});
`;
  writeFileSync(path.join(folder, 'plumbline.config.ts'), config);
  const manifest = {
    name: 'application',
    private: true,
    type: 'module',
    dependencies: { '@plumbline/events': '*', '@plumbline/schema': '*' },
  };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  const run = promisify(execFile);
  return {
    folder,
    async plumbline(args, env = {}) {
      const argv = ['--conditions=plumbline:source', CLI, ...args];
      const { PATH = '' } = process.env;
      return run(process.execPath, argv, {
        cwd: folder,
        env: { PATH, NODE_OPTIONS: '--conditions=plumbline:source', ...env },
      }).then(
        ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
        (error: { code: number; stdout: string; stderr: string }) => error,
      );
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
