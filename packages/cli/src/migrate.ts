import {
  type Command,
  type CommandIo,
  type MigrationStep,
  type MigrationTarget,
  PlumblineError,
} from '@plumbline/core';
import { findCommands } from './find-commands.ts';
import { parseOptions } from './parse-options.ts';

const HELP = `Usage: plumbline migrate [--only STORE] [--dry-run]

Brings the stores of the installed packages up to date. It plans every store before it changes the first one, names
each step with its checksum, and changes nothing at all where one of them is not what its migrations once made.

  --only STORE   one store; without it, all that are switched on in this environment
  --dry-run      print what is missing, with its statements, and change nothing

Exit codes: 0 all is up to date, 1 something is missing (--dry-run) or differs, 2 wrong usage, or it could not be done.
`;

interface Planned {
  readonly target: MigrationTarget;
  /** Undefined where the store is off. */
  readonly steps: readonly MigrationStep[] | undefined;
}

const indent = (text: string): string =>
  text
    .trim()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');

/** A step is one line; its statement, which can be hundreds, is for who only looks. */
function describePlan({ target: { name }, steps }: Planned, dryRun: boolean): string {
  if (steps === undefined) return `${name}: off in this environment\n`;
  if (steps.length === 0) return `${name}: up to date\n`;
  return steps
    .map(({ id, checksum, statement, drift }) =>
      drift === undefined
        ? `${name}: ${id} is missing (${checksum})\n${dryRun ? `${indent(statement)}\n` : ''}`
        : `${name}: ${id} differs (${checksum})\n${indent(drift)}\n`,
    )
    .join('');
}

async function findTargets(only: string | undefined, io: CommandIo): Promise<readonly MigrationTarget[]> {
  const { migrations, failures } = await findCommands(io.cwd);
  for (const failure of failures) io.stderr(`not loaded: ${failure}\n`);
  const twice = migrations.find(({ name }, index) => migrations.findIndex((other) => other.name === name) !== index);
  if (twice !== undefined) {
    throw new PlumblineError('PLB_CLI_USAGE', `two packages both bring migrations of \`${twice.name}\``, {
      fix: 'Install versions of them that belong together.',
    });
  }
  const targets = migrations.filter(({ name }) => only === undefined || name === only);
  if (targets.length > 0) return targets;
  const known = migrations.map(({ name }) => name).join(', ');
  throw only === undefined || known === ''
    ? new PlumblineError('PLB_CLI_USAGE', 'migrate: no installed package brings migrations', {
        fix: 'Install the package of the store as a dependency of this application, or leave this step out.',
      })
    : new PlumblineError('PLB_CLI_USAGE', `migrate: \`--only\` names none of ${known}`, { fix: 'Name one of them.' });
}

async function apply({ target, steps = [] }: Planned, io: CommandIo): Promise<void> {
  if (steps.length === 0) return;
  await target.apply(io, steps);
  io.stdout(`${target.name}: applied ${steps.map(({ id }) => id).join(', ')}\n`);
}

/** `plumbline migrate`: one command for every store, as packages bring the stores. */
export const migrate: Command = {
  name: 'migrate',
  summary: 'bring the stores of the installed packages up to date',
  async run(args, io) {
    const options = parseOptions('migrate', args, {
      only: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    });
    if (options.help) {
      io.stdout(HELP);
      return 0;
    }
    const plans: Planned[] = [];
    for (const target of await findTargets(options.only, io)) plans.push({ target, steps: await target.plan(io) });
    for (const plan of plans) io.stdout(describePlan(plan, options['dry-run']));
    const steps = plans.flatMap((plan) => plan.steps ?? []);
    if (steps.some(({ drift }) => drift !== undefined)) {
      io.stderr('Nothing was changed: a store is not what its migrations made of it.\n');
      return 1;
    }
    if (options['dry-run']) return steps.length > 0 ? 1 : 0;
    for (const plan of plans) await apply(plan, io);
    return 0;
  },
};
