import type { CommandIo, ExitCode } from '@plumbline/core';
import { isCopied } from '../evidence/coverage.ts';
import type { VerifyTrailOptions } from '../evidence/verification.ts';
import { judgeVerification, verifyTrail } from '../evidence/verify-trail.ts';
import type { Anchor } from '../seal/seal.ts';
import type { EvidenceSource } from '../seal-store.ts';
import { publicKeysOf } from './keys.ts';
import { checkThere } from './of-option.ts';
import { TRAIL_HELP, TRAIL_OPTIONS } from './open-trail.ts';
import { type AnchorPlace, ofItsTrail, readPlaces } from './outside-anchors.ts';
import { judgeStampTimes, sealsOfStamps, watchSeals, withStamps } from './stamp-times.ts';
import { judgeStamps, type Stamp } from './stored-stamps.ts';
import { parse, readCount, readDuration, type Subcommand, usage, writeJson } from './subcommand.ts';
import { unconfirmed } from './unconfirmed.ts';
import { reportObject, tellReport, type VerifyReport } from './verify-report.ts';
import { readWitness, withSource } from './verify-sources.ts';

/** Anchors are made every ten minutes: a day leaves time for an authority that does not answer. */
const STAMP_DELAY = '24h';

const TRAIL_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const HELP = `Usage: plumbline audit verify --public-key FILE [--anchor FILE] [--against-logs FILE] [--export FOLDER] [--json]

Reads the whole trail again, from the database or from an export, and names each record and seal that is not as it was.
It changes nothing, and needs no network: an auditor runs it anywhere on an export, an anchor file and the public key.

  --public-key FILE    the public key of the seals, from another place than the database; of several the oldest first
  --export FOLDER      an export instead of the database
  --anchor FILE        an anchor file that was kept outside of the database: finds a cut tail and a stolen key
  --anchor-git FOLDER  the anchors that are commits in this repository; --anchor-branch NAME
  --tsa-ca FILE        certificates of a time-stamp authority: the stored time stamps count as anchors from outside
  --stamp-delay LENGTH a time stamp proves that seals existed at its time, and nothing of the time before; it counts for
                       those that were made at most so long before it [default: ${STAMP_DELAY}]
  --against-logs FILE  log lines, one JSON object each; \`-\` reads them from the standard input: finds what was deleted
                       before it was sealed
  --require-witness    name each record that the log does not have; for a log that is known to be whole
  --log-delay LENGTH   records so young may be in the log and not in the store yet [default: none]
  --trail ID           the trail that it has to be; needed where the anchors are of several
  --from-seal N        begin with this seal, and take the ones before as they are
  --max-waiting LENGTH a record that waits longer for its seal is a finding [default: 1h]
  --partial            a filtered export, or one of later seals, is enough: what it leaves out is no fault of it
  --json               one JSON object
${TRAIL_HELP}
Exit codes: 0 intact, 1 findings, each of them named, 2 wrong usage, or not everything could be checked. An option that
confirmed nothing (no anchor of a seal that was read, no line of the log, no time stamp in time) is named and ends with 2.
`;

const OPTIONS = {
  ...TRAIL_OPTIONS,
  'public-key': { type: 'string', multiple: true, default: [] as string[] },
  export: { type: 'string' },
  anchor: { type: 'string', multiple: true, default: [] as string[] },
  'anchor-git': { type: 'string' },
  'anchor-branch': { type: 'string' },
  'stamp-delay': { type: 'string' },
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

/** Lengths of time and numbers, read before anything is opened. */
interface Limits {
  readonly from: number;
  readonly stampDelayMs: number;
  readonly options: Pick<VerifyTrailOptions, 'maxWaitingAgeMs' | 'witnessGraceMs'>;
}

function limitsOf({ 'from-seal': from, 'log-delay': delay, 'max-waiting': longest, ...values }: Values): Limits {
  return {
    from: from === undefined ? 1 : readCount('verify', 'from-seal', from),
    stampDelayMs: readDuration('verify', 'stamp-delay', values['stamp-delay'] ?? STAMP_DELAY),
    options: {
      ...(delay !== undefined && { witnessGraceMs: readDuration('verify', 'log-delay', delay) }),
      ...(longest !== undefined && { maxWaitingAgeMs: readDuration('verify', 'max-waiting', longest) }),
    },
  };
}

/** What the command line brings to a verification. */
interface Given extends Limits {
  readonly publicKeys: VerifyTrailOptions['publicKeys'];
  readonly places: readonly AnchorPlace[];
}

async function readTrail(
  source: EvidenceSource,
  {
    anchors,
    from,
    options,
    proven,
    publicKeys,
  }: Given & {
    readonly anchors: readonly Anchor[];
    readonly proven: readonly Stamp[];
  },
  values: Values,
  io: CommandIo,
) {
  const { 'against-logs': logs, trail } = values;
  const first = Math.max(from, isCopied(source) ? (await source.coverage()).fromSeal : 1);
  const outside = anchors.map(({ seal }) => seal);
  const watched = watchSeals(source, sealsOfStamps(proven, first, outside));
  const result = await verifyTrail(watched.source, {
    ...options,
    publicKeys,
    anchors,
    from,
    requireWitness: values['require-witness'],
    ...(logs.length > 0 && { witness: readWitness(logs, io) }),
    ...(trail !== undefined && { trail }),
  });
  return { first, result, seen: watched.seen };
}

async function verifySource(
  source: EvidenceSource,
  given: Given,
  values: Values,
  io: CommandIo,
): Promise<VerifyReport> {
  const { 'stamp-delay': stampDelay = STAMP_DELAY, 'tsa-ca': authorities, trail } = values;
  const { stampDelayMs: delayMs } = given;
  const { otherTrails, places } = await ofItsTrail(given.places, source);
  const anchors = places.flatMap((place) => place.anchors);
  const judged = await judgeStamps(source, authorities, io);
  const { first, result: read, seen } = await readTrail(source, { ...given, ...judged, anchors }, values, io);
  const { anchoredUpTo, lastSeal: last } = read;
  const stamps = { ...judged, ...judgeStampTimes(judged.proven, { seen, first, last, delayMs, anchoredUpTo }) };
  const isAnchored = anchors.length > 0 || authorities.length > 0;
  const result = withStamps(read, isAnchored, stamps.upTo?.seal ?? 0);
  const notConfirmed = unconfirmed(result, {
    places,
    againstLogs: values['against-logs'].length > 0,
    ...(authorities.length > 0 && { stamps }),
    stampDelay,
  });
  const { exitCode } = judgeVerification(result, { acceptPartial: values.partial });
  const quiet = exitCode === 0 && notConfirmed.length > 0 ? 2 : exitCode;
  const code = stamps.refused.length > 0 ? 1 : quiet;
  return {
    code,
    result,
    stamps,
    notConfirmed,
    otherTrails,
    isTrailGiven: trail !== undefined,
    isPartial: values.partial,
  };
}

async function verifyWith(values: Values, io: CommandIo): Promise<ExitCode> {
  const limits = limitsOf(values);
  const publicKeys = await publicKeysOf(values['public-key'], io);
  const places = await readPlaces('verify', values, io);
  for (const file of values['against-logs']) if (file !== '-') await checkThere('--against-logs', file, io);
  const given = { ...limits, publicKeys, places };
  // Told once the source is closed: only then is it known whether a file was read that nobody wrote to.
  const report = await withSource('verify', values, io, (source) => verifySource(source, given, values, io));
  if (values.json) writeJson(io, reportObject(report));
  else tellReport(report, io);
  return report.code;
}

async function run(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { values } = parse('verify', args, OPTIONS);
  if (values['public-key'].length === 0)
    throw usage('verify', 'needs --public-key FILE', 'Give the .pub file that `plumbline audit keygen` wrote.');
  if (values.export !== undefined && (values.sqlite ?? values.database) !== undefined)
    throw usage('verify', 'takes --export or a database, not both');
  if (values.trail !== undefined && !TRAIL_ID.test(values.trail))
    throw usage(
      'verify',
      '--trail must be the ID of a trail, a lower-case UUID',
      'Give it as the last line of `verify` prints it.',
    );
  if (values['require-witness'] && values['against-logs'].length === 0)
    throw usage('verify', '--require-witness goes with --against-logs');
  if (values['stamp-delay'] !== undefined && values['tsa-ca'].length === 0)
    throw usage('verify', '--stamp-delay goes with --tsa-ca');
  return verifyWith(values, io);
}

export const verify: Subcommand = { help: HELP, run };
