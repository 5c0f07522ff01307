import { parseArgs } from 'node:util';
import {
  type Clock,
  type Command,
  type CommandIo,
  type ExitCode,
  PlumblineError,
  systemClock,
  toError,
} from '@plumbline/core';
import { compareCatalogs } from '../evolution/compare.ts';
import { dayOf, isDay } from '../evolution/days.ts';
import type { DescribedCatalog } from '../evolution/describer.ts';
import { checkFiles, writeFiles } from '../evolution/emit.ts';
import { expiriesOn, renewEvent, showExpiries } from '../evolution/renew.ts';
import { RENEWALS_FILE } from '../evolution/renewals.ts';
import { CATALOG_FILE } from '../evolution/snapshot-file.ts';

const HELP = `Usage: plumbline catalog emit [--check]
       plumbline catalog diff REV
       plumbline catalog expiry [--on DAY] [--json]
       plumbline catalog renew EVENT --until DAY --reason "WHY" --by @TEAM

  emit        write ${CATALOG_FILE} (what \`diff\` reads), plumbline.catalog.schema.json (JSON Schema) and
              plumbline.catalog.md (the tracking plan)
  --check     change nothing; say which of them are not what the catalog says
  diff REV    say per field what changed since a revision of git: breaking, widening or neutral
  expiry      say which events expire within 30 days, and which have expired
  --on DAY    as it will be on that day, YYYY-MM-DD [default: today, UTC]
  --json      every event with its last day, as JSON
  renew       let an event live until a later day: one line in ${RENEWALS_FILE}, which says who decided and why
  --until     its new last day, at most 18 months from today
  --reason    why, in one line of at least 20 characters
  --by        who decided: @ and a team or person

Exit codes: 0 nothing found; 1 the files are not what the catalog says, something breaks under the same \`version\`, or an
event has expired; 2 wrong usage, or it could not be checked; 3 the catalog widened, the egress lockfile lets more of it out
than at REV, and no committed line approves that.
`;

const usage = (what: string): PlumblineError =>
  new PlumblineError('PLB_CLI_USAGE', `catalog: ${what}`, { fix: 'Run `npx plumbline catalog --help`.' });

function readOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        check: { type: 'boolean' },
        on: { type: 'string' },
        json: { type: 'boolean' },
        until: { type: 'string' },
        reason: { type: 'string' },
        by: { type: 'string' },
        help: { type: 'boolean' },
      },
      allowPositionals: true,
    });
  } catch (error) {
    throw usage(toError(error).message.split('. ')[0] ?? 'wrong options');
  }
}

type Options = ReturnType<typeof readOptions>['values'];

/** Options of each verb; those with `true` must be there. */
const VERBS: Readonly<
  Record<string, { readonly argument?: string; readonly options: Partial<Record<keyof Options, boolean>> }>
> = {
  emit: { options: { check: false } },
  diff: { argument: 'REV', options: {} },
  expiry: { options: { on: false, json: false } },
  renew: { argument: 'EVENT', options: { until: true, reason: true, by: true } },
};

/** The verb with its argument, after every option was found to belong to it. */
function readVerb(positionals: readonly string[], values: Options): readonly [verb: string, argument: string] {
  const [verb = '', argument, ...more] = positionals;
  const known = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  if (known === undefined) throw usage('say `emit`, `diff REV`, `expiry` or `renew EVENT`');
  if ((argument === undefined) !== (known.argument === undefined) || more.length > 0) {
    throw usage(
      `\`${verb}\` takes ${known.argument === undefined ? 'no argument' : `one argument, ${known.argument}`}`,
    );
  }
  const stray = (Object.keys(values) as (keyof Options)[]).find((name) => known.options[name] === undefined);
  if (stray !== undefined) throw usage(`--${stray} does not go with \`${verb}\``);
  const missing = (Object.keys(known.options) as (keyof Options)[]).filter(
    (name) => known.options[name] === true && values[name] === undefined,
  );
  if (missing.length > 0) throw usage(`\`${verb}\` needs ${missing.map((name) => `--${name}`).join(' and ')}`);
  return [verb, argument ?? ''];
}

const entry = (): URL =>
  import.meta.url.endsWith('.ts')
    ? new URL('../evolution/describer.ts', import.meta.url)
    : new URL('./evolution/describer.js', import.meta.url);

async function run(args: readonly string[], io: CommandIo, today: string): Promise<ExitCode> {
  const { values, positionals } = readOptions(args);
  if (values.help) {
    io.stdout(HELP);
    return 0;
  }
  const [verb, argument] = readVerb(positionals, values);
  if (verb === 'diff') return compareCatalogs(argument, today, io);
  const { on = today, until = '', reason = '', by = '' } = values;
  if (!isDay(on)) throw usage('--on must be a day, YYYY-MM-DD');
  const described = await io.describe<DescribedCatalog>(entry());
  if (verb === 'renew') return renewEvent(described, { event: argument, until, reason, by }, today, io);
  if (verb === 'expiry') return showExpiries(expiriesOn(described, on, today), values.json === true, io);
  return values.check ? checkFiles(described, io) : writeFiles(described, io);
}

/** Makes the commands on the catalog; expiry is judged by the clock. */
export const createCatalogCommands = (clock: Pick<Clock, 'now'> = systemClock): readonly Command[] => [
  {
    name: 'catalog',
    summary: 'write the catalog as files, compare it with a revision, and renew what expires',
    run: (args, io) => run(args, io, dayOf(clock.now())),
  },
];

/** Commands on the catalog. */
export const catalogCommands: readonly Command[] = createCatalogCommands();
