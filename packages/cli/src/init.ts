import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Command, type CommandIo, PlumblineError, toError } from '@plumbline/core';
import { createDescribe } from './describe.ts';
import { findCommands } from './find-commands.ts';
import { readManifest } from './installation.ts';
import { makePlan, type PlannedFile } from './init/plan.ts';
import { planText } from './init/plan-text.ts';
import { readSetting } from './init/setting.ts';
import { parseOptions } from './parse-options.ts';

const LOCK_FILE = 'plumbline.egress.lock';

const HELP = `Usage: plumbline init [--dir FOLDER] [--minimal] [--force] [--dry-run]

Writes the configuration of an application: plumbline.config.ts, telemetry/catalog.ts, telemetry/audit-actions.ts,
telemetry/start.ts, .env.example; adds a fresh key to .env, what must not be committed to .gitignore, and
plumbline.egress.lock to .gitattributes. It prints its plan first. Where the packages are installed already, it writes
plumbline.egress.lock too. It reads package.json and tsconfig.json for how the application is built: files of plain
JavaScript where that is what the entry is, in the folder that \`tsc\` compiles where it compiles, and .mts or .mjs, which
\`require\` takes, where package.json does not say "type": "module".

  --dir FOLDER   folder of the application's package.json; default: this one
  --minimal      logs, request IDs, traces and metrics alone: no product events, no ClickHouse, no audit trail
  --force        replace files that are there; the key in .env is never replaced
  --dry-run      print the plan and write nothing

Exit codes: 0 written, 1 files are in the way and nothing was written, 2 wrong usage.
`;

/** 256 bits, as \`openssl rand -base64 32\` gives. */
const KEY_BYTES = 32;

/** Only its owner may read the file that holds the key. */
const SECRET_MODE = 0o600;

const serviceName = (name: string | undefined): string =>
  (name ?? 'service')
    .replace(/^@[^/]*\//, '')
    .replaceAll(/[^\w.-]/g, '-')
    .slice(0, 100);

function write(directory: string, { path: name, action, content }: PlannedFile): void {
  const file = path.join(directory, name);
  mkdirSync(path.dirname(file), { recursive: true });
  const mode = name === '.env' ? { mode: SECRET_MODE } : {};
  if (action === 'create') writeFileSync(file, content, { flag: 'wx', ...mode });
  else if (action === 'replace') writeFileSync(file, content);
  else if (action === 'append') appendFileSync(file, content);
}

/** The lockfile is made of what the installed packages say; without them it is a step of its own. */
async function writeLock(directory: string, io: CommandIo): Promise<void> {
  if (existsSync(path.join(directory, LOCK_FILE))) return;
  const { commands } = await findCommands(directory);
  const egress = commands.find(({ name }) => name === 'egress');
  const describe = createDescribe({ cwd: directory, env: io.env });
  try {
    // Its words are a review of a change; of a first file everything is one.
    await egress?.run([], { ...io, cwd: directory, describe, stdout: () => undefined });
    if (egress !== undefined) io.stdout(`Written: ${LOCK_FILE}.\n`);
  } catch (error) {
    io.stderr(`${LOCK_FILE} was not written: ${toError(error).message}\n`);
  }
}

/** `plumbline init`: a configuration that type-checks and runs, in files of the application's own. */
export const init: Command = {
  name: 'init',
  summary: 'write plumbline.config.ts, a first catalog, audit actions and the start module',
  async run(args, io) {
    const options = parseOptions('init', args, {
      dir: { type: 'string' },
      minimal: { type: 'boolean', default: false },
      force: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    });
    if (options.help) {
      io.stdout(HELP);
      return 0;
    }
    const directory = path.resolve(io.cwd, options.dir ?? '.');
    const manifest = readManifest(directory);
    if (!manifest) {
      throw new PlumblineError('PLB_CLI_USAGE', 'init: there is no readable package.json in the folder', {
        fix: 'Run `npm init` first, or name the folder of the application with `--dir`.',
      });
    }
    const values = {
      service: serviceName(manifest.name),
      now: new Date(),
      identityKey: randomBytes(KEY_BYTES).toString('base64'),
      setting: readSetting(directory, manifest),
      minimal: options.minimal,
    };
    const plan = makePlan(directory, manifest, values, options.force);
    io.stdout(planText(plan, values));
    const conflicts = plan.files.filter(({ action }) => action === 'conflict');
    if (conflicts.length > 0) {
      const names = conflicts.map((file) => file.path).join(', ');
      io.stderr(
        `Nothing was written: ${names} exist and differ.\n  fix: Move them away, or run it with --force to replace them.\n`,
      );
      return 1;
    }
    if (options['dry-run']) return 0;
    for (const file of plan.files) write(directory, file);
    const changed = plan.files.some(({ action }) => action !== 'keep');
    io.stdout(changed ? 'Written.\n' : 'Nothing to write: all files are there already.\n');
    if (plan.install.length === 0 && !options.minimal) await writeLock(directory, io);
    return 0;
  },
};
