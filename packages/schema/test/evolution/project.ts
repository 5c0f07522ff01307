import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Command, CommandIo } from '@plumbline/core';
import { commands } from '../../src/cli.ts';

const packages = path.resolve(import.meta.dirname, '../../..');

/** Parts of the project's catalog that a test changes; each is source text. */
export interface Parts {
  readonly version?: string;
  /** Fields of the one event. */
  readonly fields?: string;
  /** Further options of the catalog. */
  readonly more?: string;
  /** Further parts of the configuration. */
  readonly config?: string;
  readonly expires?: string;
}

const configOf = ({
  version = '2026-05-telemetry-v1',
  fields = '',
  more = '',
  config = '',
  expires,
}: Parts): string => `
import { category, count, defineCatalog, defineEvent } from '@plumbline/schema';
export default {
  service: { name: 'shop' },
  catalog: defineCatalog({
    version: '${version}',
    events: {
      item_created: defineEvent({
        description: 'Made.', owner: '@team', purpose: 'To know.', consent: 'essential', expires: '${expires ?? '2027-12-31'}',
        review: 'docs/privacy.md', feature: 'items', surfaces: ['page'],
        fields: { kind: category(['post', 'image']), ${fields} },
      }),
    },
    ${more}
  }),
  ${config}
};
`;

const run = promisify(execFile);

// As the command line does it: in a process of its own, which imports the configuration and answers with JSON.
const CHILD = `
const [file, entry] = process.argv.slice(1);
const config = (await import(file)).default;
console.log(JSON.stringify(await (await import(entry)).describe(config, [])));
`;

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A project in a repository of git, and the commands as `plumbline` runs them there. */
export interface Project extends Disposable {
  readonly folder: string;
  readonly read: (name: string) => string;
  readonly write: (name: string, text: string) => void;
  readonly configure: (parts: Parts) => void;
  readonly commit: (message?: string) => void;
  readonly catalog: (...args: readonly string[]) => Promise<Answer>;
  readonly run: (command: Command | undefined, ...args: readonly string[]) => Promise<Answer>;
  readonly egress: (...args: readonly string[]) => Promise<Answer>;
}

const identity = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@x', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@x' };

export function makeProject(): Project {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'plumbline-catalog-')));
  const scope = path.join(folder, 'node_modules/@plumbline');
  mkdirSync(scope, { recursive: true });
  for (const name of ['core', 'schema']) symlinkSync(path.join(packages, name), path.join(scope, name));
  const env = { PATH: process.env['PATH'], HOME: folder, ...identity };
  const git = (...args: readonly string[]): unknown => execFileSync('git', args, { cwd: folder, stdio: 'pipe', env });
  git('init', '--quiet', '--initial-branch=main');
  const write = (name: string, text: string): void => writeFileSync(path.join(folder, name), text);
  write('package.json', '{ "type": "module" }');
  write('.gitignore', 'node_modules\n');
  const configure = (parts: Parts): void => write('plumbline.config.ts', configOf(parts));
  configure({});
  const describe = async <Told>(entry: URL): Promise<Told> => {
    const file = path.join(folder, 'plumbline.config.ts');
    const args = ['--conditions=plumbline:source', '--input-type=module', '-e', CHILD, file, entry.href];
    const { stdout } = await run(process.execPath, args, { cwd: folder, env: { PATH: process.env['PATH'] } });
    return JSON.parse(stdout) as Told;
  };
  const execute = async (command: Command | undefined, args: readonly string[]): Promise<Answer> => {
    const said = { out: '', err: '' };
    const io: CommandIo = {
      cwd: folder,
      env: {},
      stdout: (text) => void (said.out += text),
      stderr: (text) => void (said.err += text),
      describe,
    };
    return { code: (await command?.run(args, io)) ?? -1, ...said };
  };
  const named = (wanted: string): Command | undefined => commands.find(({ name }) => name === wanted);
  return {
    folder,
    read: (name) => readFileSync(path.join(folder, name), 'utf8'),
    write,
    configure,
    commit(message = 'change') {
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '-m', message);
    },
    catalog: (...args) => execute(named('catalog'), args),
    egress: (...args) => execute(named('egress'), args),
    run: (command, ...args) => execute(command, args),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
