import type { CommandIo, ExitCode } from '@plumbline/core';
import type { TrailFinding } from '../evidence/findings.ts';
import type { TrailVerification } from '../evidence/verification.ts';
import { judgeVerification, verifyTrail } from '../evidence/verify-trail.ts';
import { readGitAnchors } from './git-anchors.ts';
import { publicKeysOf } from './keys.ts';
import { TRAIL_HELP, TRAIL_OPTIONS } from './open-trail.ts';
import { parse, plain, readCount, readDuration, type Subcommand, usage, writeJson } from './subcommand.ts';
import { type JudgedStamps, judgeStamps, readAnchors, readWitness, withSource } from './verify-sources.ts';

const HELP = `Usage: plumbline audit verify --public-key FILE [--anchor FILE] [--against-logs FILE] [--export FOLDER] [--json]

Reads the whole trail again, from the database or from an export, and names each record and seal that is not as it was.
It changes nothing, and needs no network: an auditor runs it anywhere on an export, an anchor file and the public key.

  --public-key FILE    the public key of the seals, from another place than the database; of several the oldest first
  --export FOLDER      an export instead of the database
  --anchor FILE        an anchor file that was kept outside of the database: finds a cut tail and a stolen key
  --anchor-git FOLDER  the anchors that are commits in this repository; --anchor-branch NAME
  --tsa-ca FILE        certificates of a time-stamp authority: the stored time stamps count as anchors from outside
  --against-logs FILE  log lines, one JSON object each; \`-\` reads them from the standard input: finds what was deleted
                       before it was sealed
  --require-witness    name each record that the log does not have; for a log that is known to be whole
  --log-delay LENGTH   records so young may be in the log and not in the store yet [default: none]
  --trail ID           the trail that it has to be
  --from-seal N        begin with this seal, and take the ones before as they are
  --max-waiting LENGTH a record that waits longer for its seal is a finding [default: 1h]
  --partial            a filtered export, or one of later seals, is enough
  --json               one JSON object
${TRAIL_HELP}
Exit codes: 0 intact, 1 findings, each of them named, 2 wrong usage, or not everything could be checked.
`;

const OPTIONS = {
  ...TRAIL_OPTIONS,
  'public-key': { type: 'string', multiple: true, default: [] as string[] },
  export: { type: 'string' },
  anchor: { type: 'string', multiple: true, default: [] as string[] },
  'anchor-git': { type: 'string' },
  'anchor-branch': { type: 'string' },
  'tsa-ca': { type: 'string', multiple: true, default: [] as string[] },
  'against-logs': { type: 'string', multiple: true, default: [] as string[] },
  'require-witness': { type: 'boolean', default: false },
  'log-delay': { type: 'string' },
  trail: { type: 'string' },
  'from-seal': { type: 'string' },
  'max-waiting': { type: 'string' },
  partial: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof parse<typeof OPTIONS>>['values'];

function findingLine({ column, field, id, problem, seal, what }: TrailFinding): string {
  const about = [
    id !== undefined && `record ${id}`,
    seal !== undefined && `seal ${seal}`,
    column !== undefined && `column ${column}`,
    field !== undefined && `field ${field}`,
  ].filter((part) => part !== false);
  return `${plain(`${problem}: ${about.join(', ')}. ${what}`)}\n`;
}

function summary(result: TrailVerification): string {
  const { anchoredUpTo, checked, lastSeal, lastSealedAt, pruned, trail, unwitnessed, waiting, witnessed } = result;
  const parts = [
    `trail ${trail ?? 'unknown'}`,
    `${checked} records`,
    lastSeal === 0 ? 'no seal yet' : `seals up to ${lastSeal}`,
    ...(lastSealedAt === undefined ? [] : [`the last of ${new Date(lastSealedAt).toISOString()}`]),
    ...(waiting > 0 ? [`${waiting} wait for a seal`] : []),
    ...(pruned > 0 ? [`${pruned} pruned by a signed statement`] : []),
    ...(witnessed > 0 ? [`${witnessed} of ${witnessed + unwitnessed} witnessed by the log`] : []),
    ...(anchoredUpTo > 0 ? [`anchored up to seal ${anchoredUpTo}`] : []),
  ];
  return parts.join(', ');
}

function tell(result: TrailVerification, { refused }: JudgedStamps, code: ExitCode, io: CommandIo): void {
  for (const finding of result.findings) io.stdout(findingLine(finding));
  for (const { seal, what } of refused) io.stdout(`stamp_refused: seal ${seal}. ${plain(what)}\n`);
  if (result.found > result.findings.length) io.stdout(`and ${result.found - result.findings.length} findings more\n`);
  for (const what of result.notCovered) io.stdout(`not covered: ${what}\n`);
  if (result.couldNotCheck !== undefined) io.stderr(`could not check: ${result.couldNotCheck}\n`);
  if (code !== 2 && result.lastSeal > 0 && result.anchoredUpTo === 0)
    io.stdout('note: no anchor from outside covers it, so a cut tail or a stolen key cannot be seen; give --anchor\n');
  const total = result.found + refused.length;
  const verdict = code === 0 ? 'intact' : code === 1 ? `${total} finding${total === 1 ? '' : 's'}` : 'not verified';
  io.stdout(`${verdict}: ${summary(result)}\n`);
}

async function verifyWith(values: Values, io: CommandIo): Promise<ExitCode> {
  const { 'against-logs': logs, 'from-seal': from, 'log-delay': delay, 'max-waiting': longest, trail } = values;
  const publicKeys = await publicKeysOf(values['public-key'], io);
  const anchors = [...(await readAnchors(values.anchor, io)), ...(await readGitAnchors('verify', values, io))];
  return withSource<ExitCode>('verify', values, io, async (source) => {
    const stamps = await judgeStamps(source, values['tsa-ca'], io);
    const result = await verifyTrail(source, {
      publicKeys,
      anchors: [...anchors, ...stamps.proven],
      requireWitness: values['require-witness'],
      ...(logs.length > 0 && { witness: readWitness(logs, io) }),
      ...(delay !== undefined && { witnessGraceMs: readDuration('verify', 'log-delay', delay) }),
      ...(trail !== undefined && { trail }),
      ...(from !== undefined && { from: readCount('verify', 'from-seal', from) }),
      ...(longest !== undefined && { maxWaitingAgeMs: readDuration('verify', 'max-waiting', longest) }),
    });
    const { exitCode } = judgeVerification(result, { acceptPartial: values.partial });
    const code = stamps.refused.length > 0 ? 1 : exitCode;
    if (values.json) writeJson(io, { exit_code: code, ...result, stamps_refused: stamps.refused });
    else tell(result, stamps, code, io);
    return code;
  });
}

async function run(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { values } = parse('verify', args, OPTIONS);
  if (values['public-key'].length === 0)
    throw usage('verify', 'needs --public-key FILE', 'Give the .pub file that `plumbline audit keygen` wrote.');
  if (values.export !== undefined && (values.sqlite ?? values.database) !== undefined)
    throw usage('verify', 'takes --export or a database, not both');
  if (values['require-witness'] && values['against-logs'].length === 0)
    throw usage('verify', '--require-witness goes with --against-logs');
  return verifyWith(values, io);
}

export const verify: Subcommand = { help: HELP, run };
