import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { CommandIo } from '@plumbline/core';
import { commands } from '../../src/cli.ts';

const packages = path.resolve(import.meta.dirname, '../../..');

/** What changes of the project's configuration. */
export interface Setting {
  readonly fields?: string;
  readonly listed?: string;
  readonly mirror?: boolean;
  /** In place of `listed`, as code. */
  readonly allow?: string;
  readonly gates?: string;
  readonly host?: string;
  readonly audit?: boolean;
  readonly expires?: string;
  /** Of `trace`, as code. */
  readonly propagateTo?: string;
  readonly asks?: boolean;
}

const configOf = ({
  fields = '',
  listed = "'kind'",
  allow = `{ item_created: [${listed}] }`,
  mirror = true,
  gates,
  host,
  audit = false,
  expires = '2027-12-31',
  propagateTo,
  asks = false,
}: Setting): string => `
import { category, count, defineCatalog, defineEvent } from '@plumbline/schema';
const unused = () => { throw new Error('a configuration opens nothing'); };
const egress = {
  party: 'third-party', endpoints: [{ at: '${host ?? 'https://vendor.example'}', method: 'POST', path: '/batch/' }],
  headers: ['user-agent'], sdkAdds: [], envelope: [], payloadAs: 'properties.{field}', retention: '90d', erasure: 'supported',
};
const vendor = {
  kind: 'vendor', role: 'mirror', egress, allow: ${allow}, variables: ['VENDOR_KEY'],
  fromEnvironment: unused,
};
export default {
  service: { name: 'shop' },
  catalog: defineCatalog({
    version: '2026-05-telemetry-v1',
    events: {
      item_created: defineEvent({
        description: 'Made.', owner: '@team', purpose: 'To know.', consent: 'essential', expires: '${expires}',
        review: 'docs/privacy.md', feature: 'items', surfaces: ['page'],
        fields: { kind: category(['post', 'image']), ${fields} },
      }),
    },
  }),
  events: { adapters: [${mirror ? 'vendor' : ''}]${asks ? ', consent: () => false' : ''} },
  ${audit ? 'audit: {},' : ''}
  ${propagateTo === undefined ? '' : `trace: { propagateTo: ${propagateTo} },`}
  ${gates === undefined ? '' : `egress: { gates: ${gates} },`}
};
`;

const run = promisify(execFile);

// As the command line does it: in a process of its own, which imports the configuration and answers with JSON.
const CHILD = `
const [file, entry] = process.argv.slice(1);
const config = (await import(file)).default;
console.log(JSON.stringify(await (await import(entry)).describe(config, [])));
`;

/** A project in a repository of git, and the command as `plumbline` runs it there. */
export interface Project extends Disposable {
  readonly folder: string;
  readonly lockFile: string;
  readonly readLock: () => string;
  readonly writeLock: (text: string) => void;
  readonly configure: (setting: Setting) => void;
  readonly commit: (message?: string) => void;
  readonly egress: (...args: readonly string[]) => Promise<{ code: number; out: string; err: string }>;
}

/** Packages of the preset as far as they declare what they send; `without` leaves a declaration out. */
export function installPreset({ folder }: Project, without?: string): void {
  const declarers = ['audit', 'logger', 'otel', 'sentry'];
  for (const name of ['node', ...declarers]) {
    const home = path.join(folder, 'node_modules/@plumbline', name);
    mkdirSync(home, { recursive: true });
    writeFileSync(path.join(home, 'package.json'), '{ "type": "module", "exports": "./index.js" }');
    const signal = `({ hasAudit, party = 'first-party', state }) => [{ signal: '${name}-signal', state: state ?? (hasAudit ? 'on' : 'off'), party,
      endpoints: [{ at: 'env:SOMEWHERE', method: 'POST', path: '/' }], headers: ['env:MORE_HEADERS'],
      attributes: [{ name: 'x', class: 'category', transform: 'pattern' }], retention: 'none', erasure: 'none-kept' }]`;
    writeFileSync(path.join(home, 'index.js'), name === without ? '' : `export const ${name}Egress = ${signal};`);
  }
}

export function makeProject(env: Readonly<Record<string, string>> = {}): Project {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'plumbline-egress-')));
  const scope = path.join(folder, 'node_modules/@plumbline');
  mkdirSync(scope, { recursive: true });
  for (const name of ['core', 'schema']) symlinkSync(path.join(packages, name), path.join(scope, name));
  const identity = {
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@x',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@x',
  };
  const git = (...args: readonly string[]): unknown =>
    execFileSync('git', args, {
      cwd: folder,
      stdio: 'pipe',
      env: { PATH: process.env['PATH'], HOME: folder, ...identity },
    });
  git('init', '--quiet', '--initial-branch=main');
  const lockFile = path.join(folder, 'plumbline.egress.lock');
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(path.join(folder, '.gitignore'), 'node_modules\n');
  const configure = (setting: Setting): void =>
    writeFileSync(path.join(folder, 'plumbline.config.ts'), configOf(setting));
  configure({});
  const describe = async <Answer>(entry: URL): Promise<Answer> => {
    const file = path.join(folder, 'plumbline.config.ts');
    const args = ['--conditions=plumbline:source', '--input-type=module', '-e', CHILD, file, entry.href];
    const { stdout } = await run(process.execPath, args, { cwd: folder, env: { PATH: process.env['PATH'], ...env } });
    return JSON.parse(stdout) as Answer;
  };
  return {
    folder,
    lockFile,
    readLock: () => readFileSync(lockFile, 'utf8'),
    writeLock: (text) => writeFileSync(lockFile, text),
    configure,
    commit(message = 'change') {
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '-m', message);
    },
    async egress(...args) {
      const said = { out: '', err: '' };
      const io: CommandIo = {
        cwd: folder,
        env: {},
        stdout: (text) => void (said.out += text),
        stderr: (text) => void (said.err += text),
        describe,
      };
      const command = commands.find(({ name }) => name === 'egress');
      const code = (await command?.run(args, io)) ?? -1;
      return { code, ...said };
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
