import type { CommandIo, ExitCode } from '@plumbline/core';
import type { AuditActor } from '../action-spec.ts';
import type { AuditRecord } from '../audit-record.ts';
import type { AuditFilters } from '../audit-store.ts';
import { createAuditReader } from '../read/reader.ts';
import { FILTER_HELP, FILTER_OPTIONS, filtersOf } from './filters.ts';
import { TRAIL_HELP, TRAIL_OPTIONS, withTrail } from './open-trail.ts';
import { ACTOR_HELP, ACTOR_OPTIONS, createCommandRecords, operatorOf } from './own-records.ts';
import { parse, plain, readCount, type Subcommand, usage, writeOut } from './subcommand.ts';
import { createUnreadable } from './unreadable.ts';

const HELP = `Usage: plumbline audit query [filters] [--limit N] [--after ID | --all] [--json]

Searches the trail, newest first. The search is itself recorded, as audit.read, with who searched and for whom.

${FILTER_HELP}  --limit N            at most so many [default: 50]
  --after ID           go on behind this record
  --all                everything, oldest first
  --json               the whole records, one JSON object on each line
${TRAIL_HELP}${ACTOR_HELP}
Exit codes: 0 done, 1 rows were left out because they hold no record, 2 wrong usage, or the trail could not be read.
`;

const whoIs = ({ id, impersonator, type }: AuditActor): string =>
  `${id || type}${impersonator === undefined ? '' : ` (by ${impersonator})`}`;

/** One line for people. */
function lineOf(record: AuditRecord): string {
  const { action, actor, changed, id, occurred_at, outcome, subjects } = record;
  const about = subjects.map((subject) => `${subject.type} ${subject.id}`).join(', ');
  const words = [
    outcome === 'success' ? action : `${action} (${outcome})`,
    `by ${whoIs(actor)}`,
    ...(about === '' ? [] : [`on ${about}`]),
    ...(changed?.length ? [`changed ${changed.join(', ')}`] : []),
  ].join(' ');
  return `${occurred_at}  ${plain(words)}  ${id}\n`;
}

interface Question {
  readonly filters: AuditFilters;
  readonly limit: number;
  readonly after: string | undefined;
  readonly all: boolean;
}

const OPTIONS = {
  ...FILTER_OPTIONS,
  ...TRAIL_OPTIONS,
  ...ACTOR_OPTIONS,
  limit: { type: 'string' },
  after: { type: 'string' },
  all: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

async function run(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { values } = parse('query', args, OPTIONS);
  if (values.all && (values.limit ?? values.after) !== undefined)
    throw usage('query', '--all goes without --limit and --after');
  const question: Question = {
    filters: filtersOf('query', values),
    limit: readCount('query', 'limit', values.limit ?? '50'),
    after: values.after,
    all: values.all,
  };
  const write = (record: AuditRecord): Promise<void> =>
    writeOut(values.json ? `${JSON.stringify(record)}\n` : lineOf(record), io);
  const operator = operatorOf('query', values);
  return withTrail<ExitCode>('query', values, io, async ({ store }) => {
    const audit = createCommandRecords(store, operator, io);
    const unreadable = createUnreadable(io);
    const reader = createAuditReader({ store, audit, onUnreadable: unreadable.note });
    try {
      if (question.all) {
        for await (const record of reader.all(question.filters)) await write(record);
        return unreadable.end();
      }
      const { after, filters, limit } = question;
      const {
        next,
        records,
        unreadable: ids = [],
      } = await reader.query({ ...filters, limit, ...(after !== undefined && { after }) });
      for (const record of records) await write(record);
      for (const id of ids) unreadable.note(id);
      if (next !== undefined) io.stderr(`more: --after ${next.split('.')[0] ?? ''}\n`);
      if (records.length + ids.length === 0) io.stderr('nothing was found\n');
      return unreadable.end();
    } finally {
      await audit.done();
    }
  });
}

export const query: Subcommand = { help: HELP, run };
