import type { CommandIo, ExitCode } from '@plumbline/core';
import { type PatternFinding, type PatternName, PATTERNS } from '../read/pattern-types.ts';
import type { PatternOptions } from '../read/patterns.ts';
import { createAuditReader } from '../read/reader.ts';
import type { BusinessHours } from '../read/single.ts';
import { TRAIL_HELP, TRAIL_OPTIONS, withTrail } from './open-trail.ts';
import { ACTOR_HELP, ACTOR_OPTIONS, createCommandRecords, operatorOf } from './own-records.ts';
import {
  counted,
  parse,
  plain,
  readCount,
  readDuration,
  readTime,
  type Subcommand,
  usage,
  writeJson,
} from './subcommand.ts';
import { createUnreadable } from './unreadable.ts';

const HELP = `Usage: plumbline audit patterns [--since 7d | --from TIME --to TIME] [--hours 8-18 --zone ZONE] [...] [--json]

Looks for unusual ways of access, and names the records of each. None is a verdict: it is what a person should look at.

  first_admin_route             an actor uses a route for administrators that they had not used for 90 days
  off_hours_export              an export outside of --hours, or on a weekend, by the clock of --zone
  role_change_burst             an actor changes roles or entitlements 5 times within 10 minutes
  denied_burst                  an actor is denied, or an account's login fails, 10 times within 5 minutes
  impersonation_without_ticket  an operator begins to act in the name of a user, and the record has no ticket
  many_trail_reads              an actor reads the trail 30 times within an hour

  --since LENGTH       look at the time from so long ago until now [default: 1d]
  --from, --to TIME    look at this range instead: a day as 2026-11-01, or a moment as 2026-11-01T08:00:00Z
  --only NAME          one of the patterns; may be repeated
  --hours START-END    hours of work, such as 8-18; they need --zone
  --zone ZONE          the time zone they are meant in, such as Europe/Berlin
  --role-changes N/T   another limit of role_change_burst, such as 3/10m
  --denied N/T         of denied_burst
  --reads N/T          of many_trail_reads
  --json               one JSON object for each finding
${TRAIL_HELP}${ACTOR_HELP}
Exit codes: 0 nothing was found, 1 something was, or rows were left out because they hold no record, 2 wrong usage, or
the trail could not be read.
`;

const DAY = '1d';

function hoursOf(hours: string | undefined, timeZone: string | undefined): BusinessHours | undefined {
  if (hours === undefined && timeZone === undefined) return undefined;
  const [, start, end] = /^(\d{1,2})-(\d{1,2})$/.exec(hours ?? '') ?? [];
  if (start === undefined || timeZone === undefined)
    throw usage('patterns', '--hours goes with --zone, such as `--hours 8-18 --zone Europe/Berlin`');
  return { timeZone, start: Number(start), end: Number(end) };
}

function limitOf(option: string, text: string | undefined): { count: number; windowMs: number } | undefined {
  if (text === undefined) return undefined;
  const [, count, window] = /^(\d+)\/(\w+)$/.exec(text) ?? [];
  if (count === undefined || window === undefined)
    throw usage('patterns', `--${option} must be a number and a length of time, such as 10/5m`);
  return { count: readCount('patterns', option, count), windowMs: readDuration('patterns', option, window) };
}

const lineOf = ({ actor, count, pattern, records, route, since, until }: PatternFinding): string => {
  const what = `${pattern}: ${plain(actor)}${route === undefined ? '' : ` ${plain(route)}`}`;
  const times = since === until ? since : `${since} to ${until}`;
  return `${what}, ${counted(count, 'record')}, ${times}\n  ${records.join('\n  ')}\n`;
};

const OPTIONS = {
  ...TRAIL_OPTIONS,
  ...ACTOR_OPTIONS,
  since: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  only: { type: 'string', multiple: true },
  hours: { type: 'string' },
  zone: { type: 'string' },
  'role-changes': { type: 'string' },
  denied: { type: 'string' },
  reads: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof parse<typeof OPTIONS>>['values'];

function rangeOf({ from, since, to }: Values): { from: number; to: number } {
  if (since !== undefined && from !== undefined) throw usage('patterns', 'takes --since or --from, not both');
  const end = readTime('patterns', 'to', to) ?? Date.now();
  return { from: readTime('patterns', 'from', from) ?? end - readDuration('patterns', 'since', since ?? DAY), to: end };
}

function optionsOf(values: Values): PatternOptions {
  const unknown = values.only?.find((name) => !PATTERNS.includes(name as PatternName));
  if (unknown !== undefined) throw usage('patterns', `--only must be one of ${PATTERNS.join(', ')}`);
  const hours = hoursOf(values.hours, values.zone);
  const [roleChanges, denied, trailReads] = [
    limitOf('role-changes', values['role-changes']),
    limitOf('denied', values.denied),
    limitOf('reads', values.reads),
  ];
  return {
    ...(values.only && { patterns: values.only as PatternName[] }),
    ...(hours && { hours }),
    ...(roleChanges && { roleChanges }),
    ...(denied && { denied }),
    ...(trailReads && { trailReads }),
  };
}

async function run(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { values } = parse('patterns', args, OPTIONS);
  const options = { ...rangeOf(values), ...optionsOf(values) };
  const operator = operatorOf('patterns', values);
  return withTrail<ExitCode>('patterns', values, io, async ({ store }) => {
    const audit = createCommandRecords(store, operator, io);
    const unreadable = createUnreadable(io);
    const reader = createAuditReader({ store, audit, onUnreadable: unreadable.note });
    let found = 0;
    try {
      for await (const finding of reader.patterns(options)) {
        found += 1;
        if (values.json) writeJson(io, finding);
        else io.stdout(lineOf(finding));
      }
    } finally {
      await audit.done();
    }
    if (found === 0 && !values.json) io.stdout('nothing unusual was found\n');
    const end = unreadable.end();
    return found === 0 ? end : 1;
  });
}

export const patterns: Subcommand = { help: HELP, run };
