import { parseArgs } from 'node:util';
import { type Command, type CommandIo, type ExitCode, PlumblineError, toError } from '@plumbline/core';
import type { ReplayAnswer } from '../quarantine/describer.ts';
import { runReplay } from './replay.ts';

const HELP = `Usage: plumbline events replay-quarantine [--json]
       plumbline events replay --from TIME --to TIME --into DESTINATION [...]; see \`plumbline events replay --help\`

Offers the events that ingest kept aside, because their version was unknown, to the catalog of this configuration: run it
after the deployment of the catalog that knows them, where the service runs and with its environment. What is taken goes to
the source of truth, without a user; mirrors get nothing. What is still unknown stays. Running it again is safe.

  --json       print one JSON object

Exit codes: 0 nothing is left but what is still unknown; 1 the source did not take everything in time, so that all of it
stays, or lost some for good; 2 wrong usage, or it could not be tried.
`;

/** 16 MiB in batches, each of which may take a minute where the source is slow. */
const TIMEOUT_MS = 900_000;

const usage = (what: string): PlumblineError =>
  new PlumblineError('PLB_CLI_USAGE', `events: ${what}`, { fix: 'Run `plumbline events --help`.' });

function readOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
  } catch (error) {
    throw usage(toError(error).message.split('. ')[0] ?? 'wrong options');
  }
}

const entry = (): URL =>
  import.meta.url.endsWith('.ts')
    ? new URL('../quarantine/describer.ts', import.meta.url)
    : new URL('./quarantine/describer.js', import.meta.url);

const byReason = (what: string, counts: Readonly<Partial<Record<string, number>>>): readonly string[] =>
  Object.entries(counts).map(([reason, count]) => `${what}, ${reason}: ${count}`);

function linesOf({ accepted, refused, lost, kept, damaged, interrupted }: ReplayAnswer): readonly string[] {
  return [
    `accepted: ${accepted}`,
    ...byReason('refused', refused),
    ...byReason('lost', lost),
    ...(kept > 0 ? [`still of an unknown version, kept: ${kept}`] : []),
    ...(damaged > 0 ? [`lines that cannot be read, removed: ${damaged}`] : []),
    ...(interrupted ? ['the source of truth did not take everything in time; nothing is forgotten, run it again'] : []),
  ];
}

async function run(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  if (args[0] === 'replay') return runReplay(args.slice(1), io);
  const { values, positionals } = readOptions(args);
  if (values.help) {
    io.stdout(HELP);
    return 0;
  }
  if (positionals.length !== 1 || positionals[0] !== 'replay-quarantine')
    throw usage('say `replay-quarantine` or `replay`');
  const answer = await io.describe<ReplayAnswer>(entry(), [], { timeoutMs: TIMEOUT_MS });
  io.stdout(values.json ? `${JSON.stringify(answer)}\n` : `${linesOf(answer).join('\n')}\n`);
  return answer.interrupted || Object.keys(answer.lost).length > 0 ? 1 : 0;
}

/** Commands on product events. */
export const eventsCommands: readonly Command[] = [
  {
    name: 'events',
    summary: 'send a time range to a mirror again, and take what ingest kept aside because its version was unknown',
    run,
  },
];
