import type { CommandIo, ExitCode } from '@plumbline/core';
import { isCopied } from '../evidence/coverage.ts';
import type { VerifyTrailOptions } from '../evidence/verification.ts';
import { judgeVerification, verifyTrail } from '../evidence/verify-trail.ts';
import type { Anchor } from '../seal/seal.ts';
import type { EvidenceSource } from '../seal-store.ts';
import { publicKeysOf } from './keys.ts';
import { checkThere } from './of-option.ts';
import { type AnchorPlace, ofItsTrail, readPlaces } from './outside-anchors.ts';
import { operatorOf } from './own-records.ts';
import { recordVerification } from './record-verification.ts';
import { judgeStampTimes, sealsOfStamps, watchSeals, withStamps } from './stamp-times.ts';
import { judgeStamps, type Stamp } from './stored-stamps.ts';
import { parse, readCount, readDuration, type Subcommand, usage, writeJson } from './subcommand.ts';
import { unconfirmed } from './unconfirmed.ts';
import { HELP, OPTIONS, STAMP_DELAY, type Values } from './verify-options.ts';
import { reportObject, tellReport, type VerifyReport } from './verify-report.ts';
import { readWitness, withSource } from './verify-sources.ts';

const TRAIL_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

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
  const operator = operatorOf('verify', values);
  const publicKeys = await publicKeysOf(values['public-key'], io);
  const places = await readPlaces('verify', values, io);
  for (const file of values['against-logs']) if (file !== '-') await checkThere('--against-logs', file, io);
  const given = { ...limits, publicKeys, places };
  // Told once the source is closed: only then is it known whether a file was read that nobody wrote to.
  const report = await withSource('verify', values, io, (source) => verifySource(source, given, values, io));
  if (values.json) writeJson(io, reportObject(report));
  else tellReport(report, io);
  if (values.record) await recordVerification(report, limits.from, { operator, values, io });
  return report.code;
}

async function run(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { values } = parse('verify', args, OPTIONS);
  if (values['public-key'].length === 0)
    throw usage('verify', 'needs --public-key FILE', 'Give the .pub file that `plumbline audit keygen` wrote.');
  if (values.export !== undefined && (values.sqlite ?? values.database) !== undefined)
    throw usage('verify', 'takes --export or a database, not both');
  if (values.record && values.export !== undefined) throw usage('verify', '--record goes with a database');
  if (!values.record && (values.as ?? values.witness) !== undefined)
    throw usage('verify', '--as and --witness go with --record');
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
