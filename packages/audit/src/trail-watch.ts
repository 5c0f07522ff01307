import { type Clock, type Log, type Meter, type Timer, toError, withDeadline } from '@plumbline/core';
import type { AuditStore, TrailStanding } from './audit-store.ts';
import { createEndingGauge, type EndingGauge } from './ending-gauge.ts';
import type { OwnSpecs } from './own-specs.ts';
import { recordOf } from './query-audit.ts';

/** Soon enough for the first scrape, and behind what a start has to do. */
const FIRST_MS = 5_000;
const EVERY_MS = 30_000;
/** After so long without an answer a number says nothing any more. An age does: it only grows. */
const STALE_MS = 3 * EVERY_MS;
const ANSWER_MS = 5_000;
/** A store that never answers is left with so many questions. */
const MOST_OPEN = 3;

const VERIFIED = 'audit.verified' satisfies keyof OwnSpecs;

export interface TrailWatchOptions {
  readonly store: AuditStore;
  readonly meter: Meter;
  readonly clock: Clock;
  readonly log: Log;
  /** A sealer of this process says on the same meter what waits, and its anchorer how old the anchors are. */
  readonly sealedHere: boolean;
}

/** Looks at the stored trail twice a minute, away from everything that waits for an answer; it fails nothing. */
export interface TrailWatch {
  begin(): void;
  /** Resolves when the look that is under way is over. */
  end(): Promise<void>;
}

/** The last verification that came to a result; without `findings` the time of the first record, since none ever did. */
interface Verified {
  readonly at: number;
  readonly findings?: number;
}

async function readVerified(store: AuditStore): Promise<Verified | undefined> {
  const [row] = await store.read({ order: 'desc', limit: 1, filters: { action: VERIFIED, outcome: 'success' } });
  const findings = row && recordOf(row)?.counts?.['findings'];
  if (row && findings !== undefined) return { at: row.recordedAt, findings };
  const [first] = await store.read({ order: 'asc', limit: 1 });
  return first && { at: first.recordedAt };
}

/** What was seen last, and when, by the clock that is never set. */
interface Seen {
  standing?: { readonly at: number; readonly is: TrailStanding };
  verified?: Verified;
}

function createGauges({ clock, meter, sealedHere }: TrailWatchOptions, seen: Seen): readonly EndingGauge[] {
  const age = (at: number): number => Math.max(0, clock.now() - at) / 1_000;
  const standing = <T>(read: (is: TrailStanding) => T): T | undefined =>
    seen.standing && clock.monotonic() - seen.standing.at <= STALE_MS ? read(seen.standing.is) : undefined;
  /** Since when something is not as it should be; 0 while it is. */
  const since = (at: number | undefined): number => (at === undefined ? 0 : age(at));
  const gauge = createEndingGauge.bind(undefined, meter);
  return [
    gauge('plumbline.audit.verified_age', () => seen.verified && age(seen.verified.at)),
    gauge('plumbline.audit.findings', () => seen.verified?.findings),
    gauge('plumbline.audit.unsealed_age', () => standing(({ waitingSince }) => since(waitingSince))),
    ...(sealedHere
      ? []
      : [
          gauge('plumbline.audit.unsealed', () => standing(({ waiting }) => waiting)),
          gauge('plumbline.audit.anchor_age', () =>
            standing(({ anchored }) => anchored && since(anchored.behindSince)),
          ),
        ]),
  ];
}

/**
 * Tells the meter of an application what other processes do with its trail: sealer, anchors and verification leave their
 * traces in the store, and have no meter of their own. Every replica looks for itself.
 */
export function createTrailWatch(options: TrailWatchOptions): TrailWatch {
  const { clock, log, store } = options;
  const seen: Seen = {};
  const gauges = createGauges(options, seen);
  let timer: Timer | undefined;
  let work: Promise<void> = Promise.resolve();
  let open = 0;
  let [ended, failing] = [false, false];

  const look = async (): Promise<void> => {
    const standing = await store.standing?.();
    if (standing) seen.standing = { at: clock.monotonic(), is: standing };
  };
  /** One after the other, on one connection, and what one of them cannot say does not keep back the other. */
  const lookAtAll = async (): Promise<void> => {
    const [failed] = await Promise.allSettled([look()]);
    if (ended) return;
    const verified = await readVerified(store);
    if (verified) seen.verified = verified;
    if (failed.status === 'rejected') throw failed.reason;
    failing = false;
  };
  const round = async (): Promise<void> => {
    if (open >= MOST_OPEN) return;
    open += 1;
    const looking = lookAtAll().finally(() => {
      open -= 1;
    });
    try {
      await withDeadline(looking, ANSWER_MS, () => undefined);
    } catch (error) {
      // Once, and again when it had worked in between.
      if (!failing)
        log.warn({ err: toError(error), code: 'PLB_AUDIT_STORE', fix: FIX }, 'audit metrics are incomplete');
      failing = true;
    }
  };
  const plan = (ms: number): void => {
    if (ended) return;
    timer = clock.after(ms, () => {
      work = round().then(() => plan(EVERY_MS));
    });
  };
  return {
    begin() {
      for (const one of gauges) one.begin();
      plan(FIRST_MS);
    },
    end() {
      ended = true;
      timer?.cancel();
      for (const one of gauges) one.end();
      return work;
    },
  };
}

const FIX =
  'Run the statements of `postgresGrants(role)` again where the message is about a right, and `npx plumbline migrate` where it is about a function that is not there.';
