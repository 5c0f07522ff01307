import type { CommandIo, ExitCode } from '@plumbline/core';
import { proveRecord } from '../seal/inclusion-proof.ts';
import { checkProof } from './check-proof.ts';
import { TRAIL_HELP, TRAIL_OPTIONS, withTrail } from './open-trail.ts';
import { ACTOR_HELP, ACTOR_OPTIONS, createCommandRecords, operatorOf } from './own-records.ts';
import { parse, type Subcommand, usage, writeJson } from './subcommand.ts';
import { withSource } from './verify-sources.ts';

const HELP = `Usage: plumbline audit prove ID [--export FOLDER] > proof.json
       plumbline audit prove --check FILE --public-key FILE [--anchor FILE] [--json]

Prints the proof that one record stands in the trail as it is. It shows no other record, and whoever gets it checks it
offline with the public key, and with an anchor file that it was there at that time. Making a proof is itself recorded.

  --export FOLDER      from an export instead of the database
  --check FILE         check a proof instead of making one; \`-\` is the standard input
  --public-key FILE    the public key of the seals, from another place than the proof; may be repeated
  --anchor FILE        an anchor file: the seal of the proof has to be one that was anchored. Without it, whoever has the
                       key, also one that was replaced since, can make a proof of what was never in the trail
  --json               the result of a check as one JSON object
${TRAIL_HELP}${ACTOR_HELP}
Exit codes: 0 done, or the proof holds; 1 the proof does not hold; 2 wrong usage, there is no proof to be had, the file
is none, none of the anchors given is of its seal, which proves nothing either way, or one is and the key is another.
`;

const OPTIONS = {
  ...TRAIL_OPTIONS,
  ...ACTOR_OPTIONS,
  export: { type: 'string' },
  check: { type: 'string' },
  'public-key': { type: 'string', multiple: true, default: [] as string[] },
  anchor: { type: 'string', multiple: true, default: [] as string[] },
  json: { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof parse<typeof OPTIONS>>['values'];

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function prove(id: string, values: Values, io: CommandIo): Promise<ExitCode> {
  if (!UUID.test(id))
    throw usage('prove', 'needs the ID of a record, as `plumbline audit query` prints it, or --check FILE');
  const operator = operatorOf('prove', values);
  if (values.export !== undefined) {
    writeJson(io, await withSource('prove', values, io, (source) => proveRecord(source, id)));
    return 0;
  }
  return withTrail<ExitCode>('prove', values, io, async ({ evidence, store }) => {
    const proof = await proveRecord(evidence, id);
    const records = createCommandRecords(store, operator, io);
    records.record('audit.exported', {
      counts: { records: 1 },
      metadata: { format: 'evidence', question: 'prove', subject: id },
    });
    await records.done();
    writeJson(io, proof);
    return 0;
  });
}

async function run(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { positionals, values } = parse('prove', args, OPTIONS, 1);
  if (values.check === undefined) return prove(positionals[0] ?? '', values, io);
  if (positionals.length > 0) throw usage('prove', 'takes an ID or --check, not both');
  return checkProof(values.check, values, io);
}

export const proveCommand: Subcommand = { help: HELP, run };
