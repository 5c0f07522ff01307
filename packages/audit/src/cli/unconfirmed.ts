import { FOREIGN_LOG } from '../evidence/foreign-log.ts';
import type { TrailVerification } from '../evidence/verification.ts';
import type { AnchorPlace } from './outside-anchors.ts';
import type { StampedTrail } from './stamp-times.ts';
import type { JudgedStamps } from './stored-stamps.ts';

/** What the command line asked to be held against the trail. */
export interface Asked {
  readonly places: readonly AnchorPlace[];
  readonly againstLogs: boolean;
  /** Where `--tsa-ca` was given. */
  readonly stamps?: JudgedStamps & StampedTrail;
  /** `--stamp-delay` as a text. */
  readonly stampDelay: string;
}

/** Numbers of the first and the last seal that were judged; the first is behind the last where there was none. */
export const judgedSeals = ({ lastSeal, seals }: TrailVerification): { first: number; last: number } => ({
  first: lastSeal - seals + 1,
  last: lastSeal,
});

const iso = (ms: number): string => new Date(ms).toISOString();

function ofPlace({ anchors, option }: AnchorPlace, result: TrailVerification): string[] {
  if (anchors.length === 0) return [`${option} has no anchor of this trail.`];
  const { first, last } = judgedSeals(result);
  if (anchors.some(({ seal }) => seal >= first && seal <= last)) return [];
  return [`${option} has no anchor of a seal that was verified.`];
}

function ofStamps({ late, proven, refused, upTo }: JudgedStamps & StampedTrail, delay: string): string[] {
  const ranges = late.map(
    ({ from, genTime, to }) =>
      `Seals ${from} to ${to} have no time stamp of the ${delay} after they say that they were made, and were first stamped up ` +
      `to ${iso(genTime)}: until then they may have been written anew (--stamp-delay takes more).`,
  );
  if (upTo !== undefined) return ranges;
  const none = proven.length === 0 ? 'is stored' : 'counts for a seal that was verified';
  return [...ranges, ...(refused.length > 0 ? [] : [`--tsa-ca: no time stamp ${none}.`])];
}

/** One sentence for each thing that was asked for and that confirmed nothing: silence is no evidence. */
export function unconfirmed(result: TrailVerification, asked: Asked): string[] {
  const { againstLogs, places, stampDelay, stamps } = asked;
  // Nothing was held against anything, which says nothing of what was given.
  if (result.couldNotCheck !== undefined && result.seals === 0) return [];
  // One sentence for one slip: anchors of another trail are a finding, and a log of another one is not covered.
  const isOther = result.findings.some(({ problem }) => problem === 'trail_unexpected');
  const sentences = isOther ? [] : places.flatMap((place) => ofPlace(place, result));
  if (stamps) sentences.push(...ofStamps(stamps, stampDelay));
  const isNamed = result.notCovered.some((what) => what.startsWith(FOREIGN_LOG));
  if (againstLogs && result.witnessed === 0 && !isNamed)
    sentences.push('--against-logs: no line of the log is of a record of this trail.');
  return sentences;
}
