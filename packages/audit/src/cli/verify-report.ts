import type { CommandIo, ExitCode } from '@plumbline/core';
import type { TrailFinding } from '../evidence/findings.ts';
import type { TrailVerification } from '../evidence/verification.ts';
import { notExcused } from '../evidence/verify-trail.ts';
import { inFlags } from './api-words.ts';
import type { StampedTrail } from './stamp-times.ts';
import type { JudgedStamps } from './stored-stamps.ts';
import { counted, plain } from './subcommand.ts';

/** Everything that `verify` has to say. */
export interface VerifyReport {
  readonly code: ExitCode;
  readonly result: TrailVerification;
  readonly stamps: JudgedStamps & StampedTrail;
  /** What was asked for and confirmed nothing, one sentence each. */
  readonly notConfirmed: readonly string[];
  /** Other trails that have anchors in the same places. */
  readonly otherTrails: number;
  /** Whether `--trail` said which trail it has to be. */
  readonly isTrailGiven: boolean;
  /** Whether a part is enough. */
  readonly isPartial: boolean;
}

function findingLine({ column, field, id, problem, seal, what }: TrailFinding): string {
  const about = [
    id !== undefined && `record ${id}`,
    seal !== undefined && `seal ${seal}`,
    column !== undefined && `column ${column}`,
    field !== undefined && `field ${field}`,
  ].filter((part) => part !== false);
  return `${plain(`${problem}: ${about.join(', ')}. ${what}`)}\n`;
}

const iso = (ms: number): string => new Date(ms).toISOString();

function summary(result: TrailVerification, { upTo }: StampedTrail): string {
  const {
    anchoredUpTo,
    checked,
    couldNotCheck,
    lastSeal,
    lastSealedAt,
    pruned,
    trail,
    unwitnessed,
    waiting,
    witnessed,
  } = result;
  const parts = [
    `trail ${trail ?? 'unknown'}`,
    counted(checked, 'record'),
    lastSeal === 0 ? (couldNotCheck === undefined ? 'no seal yet' : 'no seal read') : `seals up to ${lastSeal}`,
    ...(lastSealedAt === undefined ? [] : [`the last of ${iso(lastSealedAt)}`]),
    ...(waiting > 0 ? [`${waiting} ${waiting === 1 ? 'waits' : 'wait'} for a seal`] : []),
    ...(pruned > 0 ? [`${pruned} pruned by a signed statement`] : []),
    ...(witnessed > 0 ? [`${witnessed} of ${witnessed + unwitnessed} witnessed by the log`] : []),
    ...(anchoredUpTo > 0 ? [`anchored up to seal ${anchoredUpTo}`] : []),
    ...(upTo ? [`seals up to ${upTo.seal} proven by time stamps from ${iso(upTo.since)} to ${iso(upTo.genTime)}`] : []),
  ];
  return parts.join(', ');
}

/** The last line: what was found, in how much, and, where it is no whole answer, what was left. */
function verdict({ code, isPartial, notConfirmed, result, stamps }: VerifyReport): string {
  const { checked, couldNotCheck, notCovered, records, seals } = result;
  const total = result.found + stamps.refused.length;
  const read = summary(result, stamps);
  const findings = counted(total, 'finding');
  if (code === 0) return `intact: ${read}`;
  if (couldNotCheck !== undefined) {
    const until = `until it ended early, for the reason above: ${read}; nothing behind that was checked`;
    if (code === 1) return `${findings} ${until}`;
    if (checked === 0 && seals === 0) return 'not verified: no record and no seal was checked, for the reason above';
    return `not verified: ${checked} of ${counted(records, 'record')} checked ${until}`;
  }
  if (code === 1) return `${findings}: ${read}`;
  const open = (isPartial ? notExcused(result) : notCovered).length + notConfirmed.length;
  const which = open === 1 ? 'one thing above was' : `${open} things above were`;
  return `not verified: ${read}; no fault was found in these, but ${which} not covered or not confirmed`;
}

/** Notes for whoever reads a verdict that is not 2. */
function notes({ isTrailGiven, otherTrails, result }: VerifyReport): string[] {
  const { anchoredUpTo, findings, lastSeal, pruned } = result;
  // Anchors of another trail were given, and are a finding.
  const isOther = findings.some(({ problem }) => problem === 'trail_unexpected');
  return [
    ...(pruned > 0 && anchoredUpTo === 0
      ? [`${counted(pruned, 'record')} pruned by statements that only the key vouches for: whoever has it can make one`]
      : []),
    ...(lastSeal > 0 && anchoredUpTo === 0 && !isOther
      ? ['no anchor from outside covers it, so a cut tail or a stolen key cannot be seen; give --anchor']
      : []),
    ...(otherTrails > 0 && !isTrailGiven
      ? ['the anchors are of several trails; --trail ID says which of them it has to be']
      : []),
  ];
}

/** For people. */
export function tellReport(report: VerifyReport, io: CommandIo): void {
  const { code, notConfirmed, result, stamps } = report;
  for (const finding of result.findings) io.stdout(findingLine(finding));
  for (const { seal, what } of stamps.refused) io.stdout(`stamp_refused: seal ${seal}. ${plain(what)}\n`);
  if (result.found > result.findings.length)
    io.stdout(`and ${counted(result.found - result.findings.length, 'finding')} more\n`);
  for (const what of result.notCovered) io.stdout(`not covered: ${what}\n`);
  for (const what of notConfirmed) io.stdout(`not confirmed: ${plain(what)}\n`);
  // In the same stream as the last line, which speaks of "the reason above".
  if (result.couldNotCheck !== undefined) io.stdout(`could not check: ${inFlags(result.couldNotCheck)}\n`);
  if (code !== 2) for (const note of notes(report)) io.stdout(`note: ${note}\n`);
  io.stdout(`${verdict(report)}\n`);
}

/** For programs. */
export const reportObject = ({ code, notConfirmed, result, stamps }: VerifyReport): Record<string, unknown> => ({
  exit_code: code,
  ...result,
  not_confirmed: notConfirmed,
  stamps_refused: stamps.refused,
  stamps_late: stamps.late.map(({ genTime, ...seals }) => ({ ...seals, gen_time: iso(genTime) })),
  ...(stamps.upTo && {
    stamped_up_to: { seal: stamps.upTo.seal, gen_time: iso(stamps.upTo.genTime), since: iso(stamps.upTo.since) },
  }),
});
