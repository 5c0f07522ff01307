import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { CommandIo } from '@plumbline/core';
import { commands } from '../../src/cli.ts';

const packages = path.resolve(import.meta.dirname, '../../..');

/** Parts of the one definition that a test changes; each is source text. */
export interface Parts {
  readonly version?: number;
  readonly change?: string;
  readonly condition?: string;
  readonly owner?: string;
  readonly validFrom?: string;
  /** In place of the definition. */
  readonly metrics?: string;
  /** Further parts of the configuration. */
  readonly config?: string;
}

const configOf = (parts: Parts): string => {
  const { version = 1, change, condition = '1', owner = '@product', validFrom = '2026-01-01', config = '' } = parts;
  const definition = `defineMetric({
    id: 'active_people', version: ${version}, question: 'How many people used the product?', owner: '${owner}',
    audience: ['leadership'], unit: 'people', caveats: ['It counts anonymous IDs.'], validFrom: '${validFrom}',
    periods: ['quarter', 'month'], ${change === undefined ? '' : `change: '${change}',`}
    query: \`SELECT uniqExact(anonymous_user_id) AS value, value AS people
      FROM product_telemetry_events
      WHERE occurred_at >= {from:DateTime64(3)} AND occurred_at < {until:DateTime64(3)} AND ${condition}\`,
  })`;
  return `
import { clickhouse } from '@plumbline/adapter-clickhouse';
import { defineMetric } from '@plumbline/dashboard/reporting';
export default {
  service: { name: 'shop' },
  events: { adapters: [clickhouse.fromEnv({ development: { directory: 'clickhouse' } })] },
  reporting: { metrics: ${parts.metrics ?? `[${definition}]`} },
  ${config}
};
`;
};

const run = promisify(execFile);

// As the command line does it: in a process of its own, which imports the configuration and answers with JSON.
const CHILD = `
const [file, entry, args] = process.argv.slice(1);
const config = (await import(file)).default;
let answer;
try {
  answer = { value: await (await import(entry)).describe(config, JSON.parse(args)) };
} catch (error) {
  answer = { fault: error.message };
}
process.stdout.write(JSON.stringify(answer), () => process.exit(0));
`;

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A project in a repository of git, and the commands as `plumbline` runs them there. */
export interface Project extends Disposable {
  readonly folder: string;
  readonly readLock: () => string;
  readonly write: (name: string, text: string) => void;
  readonly configure: (parts: Parts) => void;
  readonly commit: () => void;
  readonly run: (...args: readonly string[]) => Promise<Answer>;
}

const identity = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@x', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@x' };

export function makeProject(env: Readonly<Record<string, string>> = {}): Project {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'plumbline-metrics-')));
  const scope = path.join(folder, 'node_modules/@plumbline');
  mkdirSync(scope, { recursive: true });
  for (const name of ['core', 'dashboard', 'adapter-clickhouse']) {
    symlinkSync(path.join(packages, name), path.join(scope, name));
  }
  const path_ = process.env['PATH'] ?? '';
  const git = (...args: readonly string[]): unknown =>
    execFileSync('git', args, { cwd: folder, stdio: 'pipe', env: { PATH: path_, HOME: folder, ...identity } });
  git('init', '--quiet', '--initial-branch=main');
  const write = (name: string, text: string): void => writeFileSync(path.join(folder, name), text);
  write('package.json', '{ "type": "module" }');
  write('.gitignore', 'node_modules\nclickhouse\n');
  const configure = (parts: Parts): void => write('plumbline.config.ts', configOf(parts));
  configure({});
  const describe: CommandIo['describe'] = async <Told>(entry: URL, args: readonly string[] = []): Promise<Told> => {
    const file = path.join(folder, 'plumbline.config.ts');
    const child = ['--conditions=plumbline:source', '--input-type=module', '-e', CHILD, file, entry.href];
    const options = { cwd: folder, env: { PATH: path_, ...env }, maxBuffer: 64 * 1024 * 1024 };
    const { stdout } = await run(process.execPath, [...child, JSON.stringify(args)], options);
    const answer = JSON.parse(stdout) as { readonly value: Told; readonly fault?: string };
    if (answer.fault !== undefined) throw new Error(answer.fault);
    return answer.value;
  };
  return {
    folder,
    readLock: () => readFileSync(path.join(folder, 'plumbline.metrics.lock'), 'utf8'),
    write,
    configure,
    commit() {
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '-m', 'change');
    },
    async run(name, ...args) {
      const said = { out: '', err: '' };
      const io: CommandIo = {
        cwd: folder,
        env: { PATH: path_, ...env },
        stdout: (text) => void (said.out += text),
        stderr: (text) => void (said.err += text),
        describe,
      };
      const code = (await commands.find((command) => command.name === name)?.run(args, io)) ?? -1;
      return { code, ...said };
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }),
  };
}
