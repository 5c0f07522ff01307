import { unanchoredPrunes } from '../evidence/statement-check.ts';
import type { TrailVerification } from '../evidence/verification.ts';
import type { Seal } from '../seal/seal.ts';
import { parseSealHeader, sealHash } from '../seal/seal-header.ts';
import type { EvidenceSource } from '../seal-store.ts';
import type { Stamp } from './stored-stamps.ts';

/** A seal as it went by. */
interface SeenSeal {
  readonly hash: string;
  /** Milliseconds since the epoch. */
  readonly sealedAt: number;
}

/** Notes hash and time of some seals while a verification reads them, so that they are not read twice. */
export function watchSeals(
  source: EvidenceSource,
  wanted: ReadonlySet<number>,
): { readonly source: EvidenceSource; readonly seen: ReadonlyMap<number, SeenSeal> } {
  const seen = new Map<number, SeenSeal>();
  const note = ({ header, no }: Seal): void => {
    try {
      seen.set(no, { hash: sealHash(header), sealedAt: parseSealHeader(header).sealedAt });
    } catch {
      // Verification names a header that is none.
    }
  };
  const seals: EvidenceSource['seals'] = async (page) => {
    const found = await source.seals(page);
    for (const seal of found) if (wanted.has(seal.no)) note(seal);
    return found;
  };
  return { source: { ...source, seals }, seen };
}

/** Seals whose first time stamp came too late to speak for the time in which they were made. */
export interface LateSeals {
  readonly from: number;
  readonly to: number;
  /** Of that stamp, of several the last one, milliseconds since the epoch. */
  readonly genTime: number;
}

/** What stored time stamps prove of a trail. */
export interface StampedTrail {
  /**
   * The highest seal that was stamped soon enough, and when: it existed then, and so did all before it. `since` is the first
   * of all stamps: of what the trail says about the time before, no authority knows anything.
   */
  readonly upTo?: { readonly seal: number; readonly genTime: number; readonly since: number };
  /** Seals up to there that existed at the time of a stamp, and of which nothing is known before. */
  readonly late: readonly LateSeals[];
}

/** Seals that {@link judgeStampTimes} wants to know of. */
export const sealsOfStamps = (stamps: readonly Stamp[], first: number, anchored: readonly number[]): Set<number> =>
  new Set([first, ...stamps.flatMap(({ seal }) => [seal, seal + 1]), ...anchored.map((seal) => seal + 1)]);

/** One stamp of each seal, in their order, each with the earliest time that it or one behind it has. */
function byEarliest(stamps: readonly Stamp[]): Stamp[] {
  const earliest = new Map<number, Stamp>();
  let known = Number.POSITIVE_INFINITY;
  for (const stamp of stamps.toSorted((a, b) => b.seal - a.seal)) {
    known = Math.min(known, stamp.genTime);
    earliest.set(stamp.seal, { ...stamp, genTime: known });
  }
  return [...earliest.values()].toReversed();
}

/** Seals that follow each other are told as one. */
function addLate(late: LateSeals[], { from, genTime, to }: LateSeals): void {
  const last = late.at(-1);
  if (last?.to === from - 1) late[late.length - 1] = { from: last.from, to, genTime: Math.max(last.genTime, genTime) };
  else late.push({ from, to, genTime });
}

/**
 * A time stamp proves that a seal, and with it each one before, existed at its time. It says nothing of the time before:
 * whoever has the sealing key may write a history today and have it stamped. So it counts for the seals that were made at
 * most `delayMs` before it.
 */
export function judgeStampTimes(
  stamps: readonly Stamp[],
  options: {
    readonly seen: ReadonlyMap<number, SeenSeal>;
    /** First and last seal that were verified. */
    readonly first: number;
    readonly last: number;
    readonly delayMs: number;
    /** The highest seal that another anchor confirms; 0 for none. */
    readonly anchoredUpTo: number;
  },
): StampedTrail {
  const { anchoredUpTo, delayMs, first, last, seen } = options;
  const isThere = ({ hash, seal }: Stamp): boolean => seal >= first && seal <= last && seen.get(seal)?.hash === hash;
  const there = byEarliest(stamps.filter(isThere));
  const isSoon = (seal: number, genTime: number): boolean => genTime - (seen.get(seal)?.sealedAt ?? genTime) <= delayMs;
  const upTo = there.findLast(({ genTime, seal }) => isSoon(seal, genTime));
  const late: LateSeals[] = [];
  let from = Math.max(first, anchoredUpTo + 1);
  for (const { genTime, seal: to } of there) {
    if (to < from || to > (upTo?.seal ?? last)) continue;
    if (!isSoon(from, genTime)) addLate(late, { from, to, genTime });
    from = to + 1;
  }
  const since = there[0]?.genTime ?? 0;
  return { late, ...(upTo && { upTo: { seal: upTo.seal, genTime: upTo.genTime, since } }) };
}

/** Time stamps count as anchors: they confirm seals, and the statements of seals behind them are confirmed by nobody. */
export function withStamps(read: TrailVerification, isAnchored: boolean, stampedUpTo: number): TrailVerification {
  const anchoredUpTo = Math.max(read.anchoredUpTo, stampedUpTo);
  const said = unanchoredPrunes(read.prunedBy, read.anchoredUpTo);
  const open =
    isAnchored && read.couldNotCheck === undefined ? unanchoredPrunes(read.prunedBy, anchoredUpTo) : undefined;
  const others = read.notCovered.filter((what) => what !== said);
  return { ...read, anchoredUpTo, notCovered: [...others, ...(open === undefined ? [] : [open])] };
}
