import type { CommandIo, ExitCode } from '@plumbline/core';
import type { EraseOptions } from '../keep/keeper-types.ts';
import { withKeeper } from './keeping.ts';
import { TRAIL_HELP, TRAIL_OPTIONS } from './open-trail.ts';
import { ACTOR_HELP, ACTOR_OPTIONS, operatorOf } from './own-records.ts';
import { counted, parse, type Subcommand, usage, writeJson } from './subcommand.ts';

const HELP = `Usage: plumbline audit erase (--subject ID | --actor ID) [--basis WHY] [--json]

Makes the personal values in the records of a person unreadable for good. Records, seals and proofs stay as they are. It
is itself recorded, without saying who. Spools are not reached: files there have the values of what waits, of what was
stored for about a minute, and of a service that was killed until one starts on the same folder. Run it again when nothing
waits any more. Run it with the rights of the tables' owner. \`plumbline erase\` is for product events.

  --subject ID         records about this person
  --actor ID           records of what this person did
  --basis WHY          request, retention, contract_end or legal [default: request]
  --json               one JSON object
${TRAIL_HELP}${ACTOR_HELP}
Exit codes: 0 done, 2 wrong usage, a legal hold forbids it, or it could not be done; after a hold nothing was erased.
`;

/** A spool is of another process, and often of another host. */
const SPOOLS =
  'note: spools were not reached. Their files may hold values of this person: records that wait, and stored ones for about ' +
  'a minute, or, where a service was killed, until one starts on the same folder. Run this again when nothing waits.';

const BASES: ReadonlySet<string> = new Set<EraseOptions['basis']>(['request', 'retention', 'contract_end', 'legal']);

const isBasis = (text: string): text is EraseOptions['basis'] => BASES.has(text);

async function run(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { values } = parse('erase', args, {
    ...TRAIL_OPTIONS,
    ...ACTOR_OPTIONS,
    actor: { type: 'string' },
    subject: { type: 'string' },
    basis: { type: 'string', default: 'request' },
    json: { type: 'boolean', default: false },
  });
  const { actor, basis, subject } = values;
  if (!isBasis(basis)) throw usage('erase', `--basis must be one of ${[...BASES].join(', ')}`);
  if (!actor === !subject) throw usage('erase', 'needs either --subject or --actor');
  const operator = operatorOf('erase', values);
  const asked: EraseOptions = actor ? { actor, basis } : { subject: subject ?? '', basis };
  const report = await withKeeper({ name: 'erase', operator }, values, io, (keeper) => keeper.erase(asked));
  if (values.json) writeJson(io, report);
  else io.stdout(`${counted(report.values, 'value')} in ${counted(report.records, 'record')} erased\n`);
  io.stderr(`${SPOOLS}\n`);
  return 0;
}

export const erase: Subcommand = { help: HELP, run };
