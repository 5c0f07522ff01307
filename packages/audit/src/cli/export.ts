import path from 'node:path';
import type { CommandIo, ExitCode } from '@plumbline/core';
import { exportTrail } from '../evidence/export-trail.ts';
import { searchOf } from '../read/record-read.ts';
import { FILTER_HELP, FILTER_OPTIONS, filtersOf } from './filters.ts';
import { TRAIL_HELP, TRAIL_OPTIONS, withTrail } from './open-trail.ts';
import { ACTOR_HELP, ACTOR_OPTIONS, createCommandRecords, operatorOf } from './own-records.ts';
import { parse, readCount, type Subcommand, usage, writeJson } from './subcommand.ts';

const HELP = `Usage: plumbline audit export --out FOLDER [--personal] [--from-seal N] [filters] [--json]

Writes seals, records, queue and anchors into a new folder, which \`plumbline audit verify --export FOLDER\` verifies
offline. The export is itself recorded, as audit.exported.

  --out FOLDER         a folder that is not there yet; only its owner can read it
  --personal           with the values of personal fields that are not erased
  --from-seal N        begin with this seal
  --json               one JSON object: the manifest
${FILTER_HELP}                       With filters the seals are whole, and records that do not match are left out.
${TRAIL_HELP}${ACTOR_HELP}
Exit codes: 0 done, 2 wrong usage, or it could not be written.
`;

async function run(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { values } = parse('export', args, {
    ...FILTER_OPTIONS,
    ...TRAIL_OPTIONS,
    ...ACTOR_OPTIONS,
    out: { type: 'string' },
    personal: { type: 'boolean', default: false },
    'from-seal': { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  if (!values.out) throw usage('export', 'needs --out FOLDER');
  const folder = path.resolve(io.cwd, values.out);
  const filters = filtersOf('export', values);
  const from = values['from-seal'] === undefined ? undefined : readCount('export', 'from-seal', values['from-seal']);
  const operator = operatorOf('export', values);
  return withTrail<ExitCode>('export', values, io, async ({ evidence, store }) => {
    const manifest = await exportTrail(evidence, folder, {
      personal: values.personal,
      ...(from !== undefined && { from }),
      ...(Object.keys(filters).length > 0 && { filters }),
    });
    const { first_seal: first, last_seal: last, records } = manifest;
    const own = createCommandRecords(store, operator, io);
    const seals = last > 0 ? { first_seal: first, last_seal: last } : {};
    own.record('audit.exported', {
      counts: { records },
      metadata: { ...searchOf({ filters }), format: 'evidence', ...seals },
    });
    await own.done();
    if (values.json) writeJson(io, manifest);
    else io.stdout(`${records} records and seals ${first} to ${last} written to ${folder}\n`);
    return 0;
  });
}

export const exportCommand: Subcommand = { help: HELP, run };
