import type { CommandIo, ExitCode } from '@plumbline/core';
import type { LegalHold } from '../seal-store.ts';
import { withKeeper } from './keeping.ts';
import { TRAIL_HELP, TRAIL_OPTIONS, withTrail } from './open-trail.ts';
import { ACTOR_HELP, ACTOR_OPTIONS, operatorOf } from './own-records.ts';
import { parse, plain, type Subcommand, usage, writeJson } from './subcommand.ts';

const HOLD_HELP = `Usage: plumbline audit hold NAME (--org ID | --actor ID | --subject ID | --action NAME)... [--json]
       plumbline audit hold --list [--json]

Keeps matching records from being pruned, and their personal values from being erased, until it is released. Every
condition that is given must be met. It is itself recorded. Run it with the rights of the tables' owner.

  NAME                 lower-case words joined by \`-\`, such as case-17
  --org ID             records of this organisation
  --actor ID           records of what this account did
  --subject ID         records about this account or thing
  --action NAME        records of this action
  --list               print the holds that there are
  --json               one JSON object for each hold
${TRAIL_HELP}${ACTOR_HELP}
Exit codes: 0 done, 2 wrong usage, the name is taken by another hold, or it could not be done.
`;

const RELEASE_HELP = `Usage: plumbline audit release NAME

Ends a legal hold. It is itself recorded. Run it with the rights of the tables' owner.

${TRAIL_HELP}${ACTOR_HELP}
Exit codes: 0 done, or it was released before; 2 wrong usage, there never was such a hold, or it could not be done.
`;

const lineOf = ({ filters, name, since }: LegalHold): string => {
  const covers = Object.entries(filters).map(([key, value]) => `${key} ${value}`);
  return `${plain(`${name}: ${covers.join(', ')}`)}, since ${new Date(since).toISOString()}\n`;
};

const write = (holds: readonly LegalHold[], json: boolean, io: CommandIo): void => {
  for (const one of holds)
    if (json) writeJson(io, one);
    else io.stdout(lineOf(one));
};

/** As the keeper takes it. */
const HOLD_NAME = /^(?=.{1,80}$)[a-z0-9]+(-[a-z0-9]+)*$/;

async function runHold(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  const options = {
    ...TRAIL_OPTIONS,
    ...ACTOR_OPTIONS,
    org: { type: 'string' },
    actor: { type: 'string' },
    subject: { type: 'string' },
    action: { type: 'string' },
    list: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  } as const;
  const { positionals, values } = parse('hold', args, options, 1);
  const { action, actor, json, list, org, subject } = values;
  const [name] = positionals;
  if (list === (name !== undefined)) throw usage('hold', 'needs either the name of a hold or --list');
  if (name !== undefined && !HOLD_NAME.test(name))
    throw usage('hold', 'the name must be lower-case words joined by `-`, such as case-17, at most 80 characters');
  if (name !== undefined && (org ?? actor ?? subject ?? action) === undefined)
    throw usage('hold', 'needs at least one of --org, --actor, --subject and --action: what the hold covers');
  if (list) {
    write(await withTrail('hold', { ...values, readOnly: true }, io, ({ evidence }) => evidence.holds()), json, io);
    return 0;
  }
  const filters = {
    ...(action !== undefined && { action }),
    ...(actor !== undefined && { actor }),
    ...(org !== undefined && { org }),
    ...(subject !== undefined && { subject }),
  };
  const operator = operatorOf('hold', values);
  const { hold: placed } = await withKeeper({ name: 'hold', operator }, values, io, (keeper) =>
    keeper.hold(name ?? '', filters),
  );
  write([placed], json, io);
  return 0;
}

async function runRelease(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { positionals, values } = parse('release', args, { ...TRAIL_OPTIONS, ...ACTOR_OPTIONS }, 1);
  const [name] = positionals;
  if (name === undefined) throw usage('release', 'needs the name of a hold; `plumbline audit hold --list` prints them');
  const operator = operatorOf('release', values);
  const released = await withKeeper({ name: 'release', operator }, values, io, (keeper) => keeper.release(name));
  io.stdout(released ? `${plain(name)} released\n` : `${plain(name)} was released before\n`);
  return 0;
}

export const hold: Subcommand = { help: HOLD_HELP, run: runHold };
export const release: Subcommand = { help: RELEASE_HELP, run: runRelease };
