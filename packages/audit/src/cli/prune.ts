import type { CommandIo, ExitCode } from '@plumbline/core';
import type { ActionClass } from '../action-spec.ts';
import type { Keeper, PruneReport, Retention } from '../keep/keeper-types.ts';
import { withKeeper } from './keeping.ts';
import { KEY_HELP, needSigner, publicKeysOf } from './keys.ts';
import { TRAIL_HELP, TRAIL_OPTIONS } from './open-trail.ts';
import { ACTOR_HELP, ACTOR_OPTIONS, operatorOf } from './own-records.ts';
import { counted, parse, readTime, type Subcommand, usage, writeJson } from './subcommand.ts';

const HELP = `Usage: plumbline audit prune --key FILE --keep CLASS=DAYS [--keep ...] [--dry-run] [--json]
       plumbline audit prune --key FILE --before TIME --class CLASS [--class ...] [--dry-run] [--json]

Deletes records that are older than their class is kept, in a way that verification takes for what it is: a signed seal
states first which ones go. Seals stay, what is under a legal hold stays, and what no seal covers stays. Run it with the
rights of the tables' owner. Running it again is safe, and completes what was interrupted.

${KEY_HELP}  --public-key FILE    public keys of before, after a rotation; may be repeated
  --keep CLASS=DAYS    keep records of a class so many days, at least 30: security=730
  --before TIME        records of before then: a day as 2026-11-01, or a moment as 2026-11-01T08:00:00Z
  --class NAME         security, access, administration or data
  --dry-run            say how many, and how many a hold keeps, and change nothing
  --json               one JSON object
${TRAIL_HELP}${ACTOR_HELP}
Exit codes: 0 done, 1 some were left because they are not as they were sealed, 2 wrong usage, or it could not be done.
`;

const CLASSES: ReadonlySet<string> = new Set<ActionClass>(['security', 'access', 'administration', 'data']);

/** As the keeper takes them. */
const [MIN_DAYS, MAX_DAYS] = [30, 36_500];
const DAY_MS = 86_400_000;

const isClass = (name: string): name is ActionClass => CLASSES.has(name);

function checkClass(name: string): ActionClass {
  if (isClass(name)) return name;
  throw usage('prune', `a class must be one of ${[...CLASSES].join(', ')}`);
}

function retentionOf(given: readonly string[]): Retention {
  const retention: Partial<Record<ActionClass, number>> = {};
  for (const one of given) {
    const [, name = '', days = ''] = /^(\w+)=(\d{1,6})$/.exec(one) ?? [];
    if (days === '') throw usage('prune', '--keep must be a class and days, such as security=730');
    if (Number(days) < MIN_DAYS || Number(days) > MAX_DAYS) {
      const fix = `Write ${name}=${MIN_DAYS} or more; a class that no --keep names is kept for good.`;
      throw usage('prune', `--keep ${one}: the days must be from ${MIN_DAYS} to ${MAX_DAYS}`, fix);
    }
    retention[checkClass(name)] = Number(days);
  }
  return retention;
}

const OPTIONS = {
  ...TRAIL_OPTIONS,
  ...ACTOR_OPTIONS,
  key: { type: 'string' },
  'public-key': { type: 'string', multiple: true, default: [] as string[] },
  keep: { type: 'string', multiple: true, default: [] as string[] },
  before: { type: 'string' },
  class: { type: 'string', multiple: true, default: [] as string[] },
  'dry-run': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof parse<typeof OPTIONS>>['values'];

/** What the keeper is asked for. Throws PLB_CLI_USAGE. */
function orderOf(values: Values): (keeper: Keeper) => Promise<PruneReport> {
  const { class: names, 'dry-run': dryRun, keep } = values;
  const before = readTime('prune', 'before', values.before);
  if (keep.length > 0 === (before !== undefined)) throw usage('prune', 'needs either --keep or --before');
  if ((before === undefined) !== (names.length === 0)) throw usage('prune', '--before and --class go together');
  if (before === undefined) {
    const retention = retentionOf(keep);
    return (keeper) => keeper.retain(retention, { dryRun });
  }
  if (before > Date.now() - DAY_MS) throw usage('prune', '--before must be at least a day ago');
  const classes = [...new Set(names.map(checkClass))];
  return (keeper) => keeper.prune({ before, classes, dryRun });
}

function tell({ deleted, dryRun, held, prunable, statements, suspicious, unsealed }: PruneReport, io: CommandIo): void {
  io.stdout(dryRun ? `${counted(prunable, 'record')} would be deleted\n` : `${counted(deleted, 'record')} deleted\n`);
  if (statements.length > 0) io.stdout(`stated in ${statements.map((no) => `seal ${no}`).join(', ')}\n`);
  if (held > 0) {
    const by = 'because of a legal hold; `plumbline audit hold --list` prints what holds cover';
    io.stdout(`${held} ${dryRun ? 'would be left' : 'left'}, ${by}\n`);
  }
  if (unsealed > 0) io.stdout(`${unsealed} left, because no seal covers them yet\n`);
  if (suspicious > 0)
    io.stdout(`${suspicious} left, because they are not as they were sealed: run \`plumbline audit verify\`\n`);
  if (statements.length === 0) return;
  const until = `until an anchor of seal ${Math.max(...statements)} or a later one is published`;
  io.stdout(`note: \`plumbline audit verify --anchor\` ends with 2 ${until}: run \`plumbline audit anchor\`\n`);
}

async function run(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { values } = parse('prune', args, OPTIONS);
  const order = orderOf(values);
  const operator = operatorOf('prune', values);
  const signer = await needSigner('prune', ['key', values.key], io);
  const publicKeys = await publicKeysOf(values['public-key'], io);
  const report = await withKeeper({ name: 'prune', operator, publicKeys, signer }, values, io, order);
  if (values.json) writeJson(io, report);
  else tell(report, io);
  return report.suspicious > 0 ? 1 : 0;
}

export const prune: Subcommand = { help: HELP, run };
