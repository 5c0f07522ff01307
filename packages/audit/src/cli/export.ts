import path from 'node:path';
import type { CommandIo, ExitCode } from '@plumbline/core';
import type { AuditFilters } from '../audit-store.ts';
import { exportTrail } from '../evidence/export-trail.ts';
import { createAuditReader } from '../read/reader.ts';
import { searchOf } from '../read/record-read.ts';
import { isRecordFormat, type RecordFormat, writeRecords } from './export-records.ts';
import { FILTER_HELP, FILTER_OPTIONS, filtersOf } from './filters.ts';
import { newFile } from './new-file.ts';
import { type OpenTrail, TRAIL_HELP, TRAIL_OPTIONS, withTrail } from './open-trail.ts';
import { ACTOR_HELP, ACTOR_OPTIONS, createCommandRecords, operatorOf } from './own-records.ts';
import { counted, parse, readCount, type Subcommand, usage, writeJson } from './subcommand.ts';
import { createUnreadable } from './unreadable.ts';

const HELP = `Usage: plumbline audit export --out FOLDER [--personal] [--from-seal N] [filters] [--json]
       plumbline audit export --format jsonl|csv|ocsf|ecs [--out FILE] [filters]

Without --format: evidence. Seals, records, queue and anchors go into a new folder, which \`plumbline audit verify
--export FOLDER\` verifies offline. With --format: single records for other systems, oldest first, which prove nothing.
The export is itself recorded, as audit.exported, with who exported and what.

  --out PATH           a folder or file that is not there yet, in a folder that is, for its owner alone; records go to
                       the standard output without it
  --format NAME        jsonl (the records as they are), csv, ocsf or ecs
  --personal           evidence with the values of personal fields that are not erased
  --from-seal N        evidence from this seal on
  --json               one JSON object: the manifest of the evidence
${FILTER_HELP}                       Evidence with filters has whole seals; records that do not match are left out.
${TRAIL_HELP}${ACTOR_HELP}
Exit codes: 0 done, 1 rows were left out of single records because they hold none, 2 wrong usage, or it could not be
written.
`;

const OPTIONS = {
  ...FILTER_OPTIONS,
  ...TRAIL_OPTIONS,
  ...ACTOR_OPTIONS,
  out: { type: 'string' },
  format: { type: 'string' },
  personal: { type: 'boolean', default: false },
  'from-seal': { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof parse<typeof OPTIONS>>['values'];
type Records = ReturnType<typeof createCommandRecords>;

/** What is exported of which trail, and where that is recorded. */
interface Job {
  readonly trail: OpenTrail;
  readonly filters: AuditFilters;
  readonly own: Records;
}

const sealsOf = (first: number, last: number): string =>
  last < first ? 'no seal' : first === last ? `seal ${first}` : `seals ${first} to ${last}`;

async function exportEvidence({ filters, own, trail }: Job, values: Values, io: CommandIo): Promise<void> {
  const folder = path.resolve(io.cwd, values.out ?? '');
  const from = values['from-seal'] === undefined ? 1 : readCount('export', 'from-seal', values['from-seal']);
  if (from > 1 && (await trail.evidence.seals({ from, limit: 1 })).length === 0)
    throw usage('export', `there is no seal from ${from} on`, 'Name an earlier one with --from-seal.');
  const manifest = await exportTrail(trail.evidence, folder, {
    personal: values.personal,
    from,
    ...(Object.keys(filters).length > 0 && { filters }),
  });
  const { first_seal: first, last_seal: last, records } = manifest;
  const seals = last > 0 ? { first_seal: first, last_seal: last } : {};
  const metadata = { ...searchOf({ filters }), format: 'evidence', ...seals } as const;
  own.record('audit.exported', { counts: { records }, metadata });
  if (values.json) writeJson(io, manifest);
  else io.stdout(`${counted(records, 'record')} and ${sealsOf(first, last)} written to ${folder}\n`);
}

async function exportRecords(
  { filters, own, trail }: Job,
  format: RecordFormat,
  values: Values,
  io: CommandIo,
): Promise<ExitCode> {
  const unreadable = createUnreadable(io);
  const reader = createAuditReader({ store: trail.store, audit: own, onUnreadable: unreadable.note });
  const records = reader.export(format, filters);
  const count = await writeRecords(records, { file: values.out, format }, io);
  if (values.out !== undefined) io.stdout(`${counted(count, 'record')} written\n`);
  return unreadable.end();
}

/** Throws PLB_CLI_USAGE. */
function formatOf({ format, 'from-seal': from, json, out, personal }: Values): RecordFormat | undefined {
  if (format === undefined) {
    if (!out) throw usage('export', 'needs --out FOLDER, or --format');
    return undefined;
  }
  if (!isRecordFormat(format)) throw usage('export', '--format must be jsonl, csv, ocsf or ecs');
  if (personal || json || from !== undefined)
    throw usage('export', '--personal, --from-seal and --json go with evidence, without --format');
  return format;
}

async function run(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { values } = parse('export', args, OPTIONS);
  const format = formatOf(values);
  const filters = filtersOf('export', values);
  const operator = operatorOf('export', values);
  if (values.out !== undefined) await newFile('export', values.out, io);
  return withTrail<ExitCode>('export', values, io, async (trail) => {
    const own = createCommandRecords(trail.store, operator, io);
    const job = { trail, filters, own };
    try {
      if (format !== undefined) return await exportRecords(job, format, values, io);
      await exportEvidence(job, values, io);
      return 0;
    } finally {
      await own.done();
    }
  });
}

export const exportCommand: Subcommand = { help: HELP, run };
