import { parseArgs } from 'node:util';
import { type Command, type CommandIo, type ExitCode, PlumblineError, toError } from '@plumbline/core';
import type { ReplayOrder } from '../replay/describer.ts';
import type { ReplayTally } from '../replay/replay.ts';

const HELP = `Usage: plumbline events replay --from TIME --to TIME --into DESTINATION [--source DESTINATION]
                               [--dry-run] [--accept-doubles] [--json]

Reads stored events of a time range and sends them to a mirror again, under the same allowlist and egress lockfile as a
service. Run it where the services run, with their environment. A destination has the name that metrics give it, such as
posthog. Running it again is safe where the mirror knows an event by its ID.

  --from TIME       when the first event happened: a day as 2026-11-01, or a moment as 2026-11-01T08:00:00Z
  --to TIME         what happened then, or later, is left out
  --into            the mirror that gets them
  --source          where they are read [default: the source of truth]
  --dry-run         say how many there are, and send nothing
  --accept-doubles  also into a mirror that stores an event twice when it comes twice
  --json            print one JSON object

Exit codes: 0 all were delivered; 1 some were lost; 2 wrong usage, or it could not be tried.
`;

/** Half a year of events may take hours. */
const TIMEOUT_MS = 12 * 3_600_000;

const usage = (what: string): PlumblineError =>
  new PlumblineError('PLB_CLI_USAGE', `events replay: ${what}`, { fix: 'Run `plumbline events replay --help`.' });

function readOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        from: { type: 'string' },
        to: { type: 'string' },
        into: { type: 'string' },
        source: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        'accept-doubles': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
      allowPositionals: false,
    }).values;
  } catch (error) {
    throw usage(toError(error).message.split('. ')[0] ?? 'wrong options');
  }
}

/** A day, or a moment with its zone: without one it would be another range on another machine. */
const TIME = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/;

function readTime(name: string, text: string | undefined): number {
  const ms = text !== undefined && TIME.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw usage(`--${name} must be a day as 2026-11-01, or a moment as 2026-11-01T08:00:00Z`);
  return ms;
}

function orderOf(options: ReturnType<typeof readOptions>): ReplayOrder {
  const { into, source } = options;
  if (!into) throw usage('needs --into');
  const [from, to] = [readTime('from', options.from), readTime('to', options.to)];
  if (from >= to) throw usage('--to must be after --from');
  return {
    from,
    to,
    into,
    ...(source && { source }),
    dryRun: options['dry-run'],
    acceptDoubles: options['accept-doubles'],
  };
}

function linesOf({ read, listed, delivered, lost }: ReplayTally, dryRun: boolean): readonly string[] {
  const counted = [`read: ${read}`, `listed for it: ${listed}`];
  if (dryRun) return [...counted, 'nothing was sent'];
  return [
    ...counted,
    `delivered: ${delivered}`,
    ...Object.entries(lost).map(([reason, count]) => `lost, ${reason}: ${count}`),
  ];
}

/** `plumbline events replay`. */
export async function runReplay(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  const options = readOptions(args);
  if (options.help) {
    io.stdout(HELP);
    return 0;
  }
  const order = orderOf(options);
  const tally = await io.describe<ReplayTally>(entry(), [JSON.stringify(order)], { timeoutMs: TIMEOUT_MS });
  io.stdout(options.json ? `${JSON.stringify(tally)}\n` : `${linesOf(tally, order.dryRun).join('\n')}\n`);
  return Object.keys(tally.lost).length > 0 ? 1 : 0;
}

const entry = (): URL =>
  import.meta.url.endsWith('.ts')
    ? new URL('../replay/describer.ts', import.meta.url)
    : new URL('./replay/describer.js', import.meta.url);

/** None of its own: `events replay` is a word of the command `events`. */
export const replayCommands: readonly Command[] = [];
