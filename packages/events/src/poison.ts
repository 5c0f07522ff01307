import type { Clock } from '@plumbline/core';
import { halvesOf, type Parcel, type Verdict } from './parcel.ts';

/** Failed attempts of one batch before it can be the batch's own fault. */
const MAX_ATTEMPTS = 20;
/** And the least time over which they failed: a destination that is overloaded may refuse the large and take the small. */
const MIN_AGE_MS = 900_000;
/** A half has the evidence of its whole. */
const MAX_ATTEMPTS_HALVED = 3;

/** Finds events that fail wherever they go, by what arrives meanwhile at the same destination. */
export interface PoisonRule {
  /** A parcel arrived. */
  arrived(): void;
  /** The parcel after one more failed attempt. */
  failed(parcel: Parcel): Parcel;
  /** Keeps the parcel, halves it, or gives up one event that still fails alone. */
  judge(parcel: Parcel): Verdict;
}

/** Makes the rule of one destination. While nothing arrives, nothing is ever given up. */
export function createPoisonRule(clock: Clock): PoisonRule {
  let successes = 0;
  const isSuspect = ({ attempts, halved, failing }: Parcel): boolean => {
    if (failing === undefined || successes <= failing.successes) return false;
    if (halved) return attempts >= MAX_ATTEMPTS_HALVED;
    return attempts >= MAX_ATTEMPTS && clock.monotonic() - failing.since >= MIN_AGE_MS;
  };
  return {
    arrived() {
      successes += 1;
    },
    failed: (parcel) => ({
      ...parcel,
      attempts: parcel.attempts + 1,
      failing: parcel.failing ?? { since: clock.monotonic(), successes },
    }),
    judge(parcel) {
      if (!isSuspect(parcel)) return { delivered: 0, lost: {}, rest: [parcel] };
      if (parcel.at.length === 1) return { delivered: 0, lost: { rejected: 1 }, rest: [] };
      return { delivered: 0, lost: {}, rest: halvesOf(parcel, { halved: true }) };
    },
  };
}
