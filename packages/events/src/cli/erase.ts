import { parseArgs } from 'node:util';
import { type Command, type CommandIo, type ExitCode, PlumblineError, toError } from '@plumbline/core';
import type { ErasureAnswer, ErasureOrder } from '../erase/describer.ts';
import type { ErasedPerson } from '../erase/people.ts';
import type { ErasedAt } from '../erase/report.ts';
import type { ErasureBasis } from '../erase/trail.ts';

const HELP = `Usage: plumbline erase --user ID [--org ID]... [--basis WHY] [--wait SECONDS] [--dry-run] [--json]
       plumbline erase --anonymous ID [...]
       plumbline erase --finish [--json]

Makes everything that product events go to forget a person: spool, source of truth and mirrors. The audit trail gets a
record before and one afterwards. Run it where the services run, with their environment; PLUMBLINE_IDENTITY_KEY is
needed. Running it again is safe, and completes what was interrupted.

  --user ID        the account; without --org, where it belongs to no organisation
  --org ID         the account in this organisation; may be repeated
  --anonymous ID   a browser's random ID instead
  --basis WHY      request, retention, contract_end or legal [default: request]
  --wait SECONDS   how long to let arrive what is being sent right now [default: 15]
  --dry-run        say what would be asked of whom, and change nothing
  --json           print one JSON object
  --finish         remove the bytes of all who were erased before; for a quiet hour, once a week

Exit codes: 0 all is erased or ordered to be; 1 something is left: it failed, cannot be erased, or nothing was found that
an erasure before would explain; 2 wrong usage, or it could not be tried.
`;

const BASES: readonly string[] = ['request', 'retention', 'contract_end', 'legal'] satisfies readonly ErasureBasis[];

/** Opening, waiting, a minute for each destination and ten for a second step. */
const TIMEOUT_MS = 900_000;

const MAX_WAIT_S = 300;

const usage = (what: string): PlumblineError =>
  new PlumblineError('PLB_CLI_USAGE', `erase: ${what}`, { fix: 'Run `npx plumbline erase --help`.' });

const entry = (): URL =>
  import.meta.url.endsWith('.ts')
    ? new URL('../erase/describer.ts', import.meta.url)
    : new URL('./erase/describer.js', import.meta.url);

function readOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        user: { type: 'string' },
        org: { type: 'string', multiple: true, default: [] },
        anonymous: { type: 'string' },
        basis: { type: 'string', default: 'request' },
        wait: { type: 'string', default: '15' },
        'dry-run': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        finish: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
      allowPositionals: false,
    }).values;
  } catch (error) {
    throw usage(toError(error).message.split('. ')[0] ?? 'wrong options');
  }
}

type Options = ReturnType<typeof readOptions>;

function personOf({ user, org, anonymous }: Options): ErasedPerson {
  if ((user === undefined) === (anonymous === undefined)) throw usage('needs either --user or --anonymous');
  if (anonymous === undefined) return { user: { id: user ?? '', ...(org.length > 0 && { orgId: org }) } };
  if (org.length > 0) throw usage('--org goes with --user');
  return { anonymousId: anonymous };
}

function orderOf(options: Options): ErasureOrder {
  const { basis, wait, finish } = options;
  const seconds = Number(wait);
  if (!BASES.includes(basis)) throw usage(`--basis must be one of ${BASES.join(', ')}`);
  if (wait.trim() === '' || !(seconds >= 0 && seconds <= MAX_WAIT_S))
    throw usage(`--wait must be a number of seconds up to ${MAX_WAIT_S}`);
  const terms = { basis: basis as ErasureBasis, settleMs: seconds * 1_000 };
  if (!finish) return { what: options['dry-run'] ? 'plan' : 'erase', person: personOf(options), ...terms };
  if (options.user !== undefined || options.anonymous !== undefined || options['dry-run'])
    throw usage('--finish is about all who were erased before, and goes with --json alone');
  return { what: 'finish', ...terms };
}

const line = ({ destination, outcome, removed, reason }: ErasedAt): string =>
  `${destination}: ${outcome}${removed === undefined ? '' : `, ${removed} events`}${reason === undefined ? '' : ` (${reason})`}\n`;

function tell(answer: ErasureAnswer, io: CommandIo): void {
  if ('finished' in answer) {
    io.stdout(answer.finished.map(line).join('') || 'no destination needs a second step\n');
    return;
  }
  if ('plan' in answer) {
    const { destinations, spool, audit } = answer.plan;
    io.stdout(destinations.map(({ destination, erasure }) => `${destination}: erasure ${erasure}\n`).join(''));
    io.stdout(spool ? 'spool: what waits of them would be dropped\n' : 'spool: none\n');
    io.stdout(audit ? 'audit trail: two records\n' : 'audit trail: none\n');
    io.stdout('nothing was changed\n');
    return;
  }
  const { report, audit } = answer;
  io.stdout(report.destinations.map(line).join(''));
  io.stdout(report.spool ? 'spool: what waits of them is dropped\n' : 'spool: none\n');
  io.stdout(audit ? `audit trail: ${report.records.length} of 2 records\n` : 'audit trail: none\n');
  io.stdout(report.done ? 'erased\n' : 'not erased everywhere\n');
}

function codeOf(answer: ErasureAnswer): ExitCode {
  if ('plan' in answer) return 0;
  const done = 'report' in answer ? answer.report.done : answer.finished.every((at) => at.done);
  return done ? 0 : 1;
}

async function run(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  const options = readOptions(args);
  if (options.help) {
    io.stdout(HELP);
    return 0;
  }
  const order = orderOf(options);
  const answer = await io.describe<ErasureAnswer>(entry(), [JSON.stringify(order)], { timeoutMs: TIMEOUT_MS });
  if (options.json) io.stdout(`${JSON.stringify(answer)}\n`);
  else tell(answer, io);
  return codeOf(answer);
}

/** Commands that erase people. */
export const eraseCommands: readonly Command[] = [
  { name: 'erase', summary: 'make everything that product events go to forget a person', run },
];
