import type { Clock } from '@plumbline/core';
import type { PublicKeyInput, SealPublicKey } from '../seal/public-keys.ts';
import type { Anchor } from '../seal/seal.ts';
import type { WitnessLine } from '../verify.ts';
import type { TrailFinding } from './findings.ts';

export interface VerifyTrailOptions {
  /**
   * Keys that seals are signed with, from another place than the database, in the order in which they came into use. Keys
   * that a seal introduces need not be given.
   */
  readonly publicKeys: readonly (PublicKeyInput | SealPublicKey)[];
  /** ID of the trail that it has to be. @default that of an anchor, where there are any */
  readonly trail?: string;
  /** Anchors that were kept outside of the database. Without them a cut tail and a stolen key cannot be seen. */
  readonly anchors?: readonly Anchor[];
  /** Witness lines of the log. Without them a record that was deleted before it was sealed cannot be seen. */
  readonly witness?: Iterable<WitnessLine> | AsyncIterable<WitnessLine>;
  /** Records younger than this may have a line and be nowhere yet: they are in a spool. Milliseconds. @default 0 */
  readonly witnessGraceMs?: number;
  /** Name each record without a line: for a log that is known to be whole. @default false */
  readonly requireWitness?: boolean;
  /** Longest time that a record may wait for its seal, milliseconds. @default 3600000 */
  readonly maxWaitingAgeMs?: number;
  /** First seal to verify; the ones before are taken as they are. @default 1 */
  readonly from?: number;
  /** Most findings that are kept; `found` counts them all. @default 1000 */
  readonly maxFindings?: number;
  readonly clock?: Clock;
}

/** Records that the statement of one seal excused. */
export interface PrunedBySeal {
  readonly seal: number;
  readonly records: number;
}

export interface TrailVerification {
  /** ID of the trail; undefined when not even that could be read. */
  readonly trail: string | undefined;
  /** Records that the source has. */
  readonly records: number;
  /** Seals that were judged. */
  readonly seals: number;
  /** Records whose text was hashed anew and held against its seal or the queue. */
  readonly checked: number;
  /** Sealed records that are gone because a signed statement says so. */
  readonly pruned: number;
  /** The same by the seal whose statement says so. */
  readonly prunedBy: readonly PrunedBySeal[];
  /** Sealed records that a filtered export leaves out. */
  readonly leftOut: number;
  /** Records that wait for a seal. */
  readonly waiting: number;
  /** Records with a line of the witness, and without one; 0 without a witness. */
  readonly witnessed: number;
  readonly unwitnessed: number;
  readonly findings: readonly TrailFinding[];
  /** How many there were, of which `findings` has the first. */
  readonly found: number;
  /** Why the verification ended early; what was found until then is in `findings`. */
  readonly couldNotCheck?: string;
  /** What the source does not hold or this run did not look at, one sentence each. */
  readonly notCovered: readonly string[];
  /** Those of `notCovered` that a copy of a part lacks because it is one, and that may be accepted; never any of a database. */
  readonly partial: readonly string[];
  /** Number of the last seal, 0 for none; its time (ms) and its hash. */
  readonly lastSeal: number;
  readonly lastSealedAt?: number;
  readonly lastSealHash?: string;
  /** Highest seal that an anchor from outside confirms; 0 for none. */
  readonly anchoredUpTo: number;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The result while it grows. */
export type VerificationState = Writable<
  Omit<TrailVerification, 'couldNotCheck' | 'findings' | 'found' | 'notCovered' | 'partial' | 'prunedBy'>
> & {
  notCovered: string[];
  partial: string[];
  prunedBy: PrunedBySeal[];
};

/** Says what a copy lacks because it is of a part of its trail. */
export function leaveOut({ notCovered, partial }: VerificationState, what: string): void {
  notCovered.push(what);
  partial.push(what);
}

export interface VerificationRun extends VerifyTrailOptions {
  readonly from: number;
  readonly maxWaitingAgeMs: number;
  readonly witnessGraceMs: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}
