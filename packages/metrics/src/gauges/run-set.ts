import { type Clock, type Log, type Timer, toError } from '@plumbline/core';
import { type Bounded, createBounded, type Ended } from './bounded.ts';
import type { Reporter } from './faults.ts';
import type { GaugeSet, SampleFunction } from './gauge-set.ts';
import type { Bid, GaugeStore } from './gauge-store.ts';
import { type EndingMeter, type OpenEndingMeter, publishGauges, type Sample } from './publish.ts';
import type { ReadRows } from './read-rows.ts';
import { createTenure, type Moment, momentOf, type Tenure } from './tenure.ts';

/** The name that a replica bids under, and a new one. */
export interface Holder {
  (): string;
  next(): void;
}

/** What one set is sampled with. */
export interface SetParts {
  readonly set: GaugeSet;
  readonly store: GaugeStore;
  /** Name of its lease. */
  readonly lease: string;
  readonly holder: Holder;
  readonly openMeter: OpenEndingMeter;
  readonly read: ReadRows;
  readonly report: Reporter;
  readonly clock: Clock;
  readonly log: Log;
}

export interface RunningSet {
  /** Gives the lease back, so that another replica need not wait for its end. It never rejects. */
  stop(timeoutMs: number): Promise<void>;
}

/** A lease outlives two samples that are late, and a takeover takes little more than its length. */
const TTL_INTERVALS = 3;
const MAX_BID_MS = 5_000;
/** A lease that ends by the database's clock may have a moment left by the time that the bid arrives. */
const SLACK_MS = 10;
/** A connection that was lost without a word is given up after minutes: one more bid may be under way meanwhile. */
const MAX_BIDS = 2;
/** A replica whose samples fail so often in a row lets another one try. */
const MAX_FAILURES = 3;
const STAND_BACK_INTERVALS = 1.5;

/** Ended by PostgreSQL's statement_timeout. */
const QUERY_CANCELED = '57014';
const isTimeout = (error: unknown): boolean => (error as { code?: unknown } | undefined)?.code === QUERY_CANCELED;

/** What a replica has while it holds the lease. */
interface Office {
  readonly tenure: Tenure;
  /** Begins or goes on with exporting; false where the lease that was asked for then is over already. */
  hold(asked: Moment): boolean;
  show(sample: Sample): void;
  /** Ends all series at once. */
  leave(): void;
}

function createOffice({ clock, log, openMeter, set }: SetParts, ttlMs: number): Office {
  const tenure = createTenure(clock);
  let ending: EndingMeter | undefined;
  let latest: Sample | undefined;
  const leave = (): void => {
    tenure.end();
    latest = undefined;
    const over = ending;
    ending = undefined;
    if (over === undefined) return;
    try {
      over.end();
      log.info({ gauges: set.name }, 'this replica no longer samples these workflow gauges');
    } catch {
      // The series are in no export any more: the tenure is over.
    }
  };
  return {
    tenure,
    leave,
    hold(asked) {
      tenure.renew(asked, ttlMs);
      // Frozen since it was asked: by now the lease may be another's.
      if (!tenure.isLive()) {
        leave();
        return false;
      }
      if (ending !== undefined) return true;
      ending = openMeter('@plumbline/metrics/gauges', () => tenure.isLive());
      publishGauges(set, ending.meter, () => latest);
      log.info({ gauges: set.name }, 'this replica samples these workflow gauges');
      return true;
    },
    show(sample) {
      // What a frozen process read before it froze is not shown after it.
      if (tenure.isLive()) latest = sample;
    },
  };
}

/** Takes one sample; false where it failed. */
async function takeSample(parts: SetParts, bounded: Bounded, office: Office, at: number): Promise<boolean> {
  const { read, report, set, store } = parts;
  const { sample, timeoutMs } = set;
  const ended: Ended<unknown> = await bounded(timeoutMs, (signal) =>
    typeof sample === 'string'
      ? store.rows(sample, timeoutMs)
      : (sample as SampleFunction<unknown>)(store.database, signal),
  );
  if (ended.kind === 'done') {
    const snapshot = read(ended.value);
    if (!('fault' in snapshot)) {
      report.sampled();
      office.show({ snapshot, at });
      return true;
    }
    report.failed('invalid', snapshot.fault);
  } else if (ended.kind === 'late') report.failed('timeout');
  else report.failed(isTimeout(ended.error) ? 'timeout' : 'query', ended.error);
  return false;
}

/** One round: a bid for the lease and, where it is held, a sample. Resolves with the milliseconds until the next one. */
function createRound(parts: SetParts, office: Office, isStopped: () => boolean): () => Promise<number> {
  const { clock, holder, lease, report, set, store } = parts;
  const everyMs = set.everySeconds * 1_000;
  const ttlMs = everyMs * TTL_INTERVALS;
  const [bids, samples] = [createBounded(clock, MAX_BIDS), createBounded(clock, 1)];
  let failures = 0;
  const lost = (bid: Ended<Bid>): number | undefined => {
    if (bid.kind === 'done') report.answered();
    else report.failed('lease', bid.kind === 'failed' ? bid.error : undefined);
    // A bid that failed says nothing about the lease: it is held until its own end.
    if (bid.kind === 'done' || !office.tenure.isLive()) office.leave();
    return bid.kind === 'done' && !bid.value.held ? Math.min(everyMs, bid.value.waitMs + SLACK_MS) : undefined;
  };
  const standBack = async (): Promise<number> => {
    const given = holder();
    failures = 0;
    office.leave();
    // Should it arrive late, it must not end the lease that this replica has by then.
    holder.next();
    await bids(everyMs / 2, () => store.release(lease, given));
    return everyMs * STAND_BACK_INTERVALS;
  };
  return async () => {
    const asked = momentOf(clock);
    const rest = (): number => Math.max(SLACK_MS, everyMs - (clock.monotonic() - asked.monotonic));
    const bid = await bids(Math.min(MAX_BID_MS, everyMs / 2), () => store.bid(lease, holder(), ttlMs));
    if (isStopped()) return everyMs;
    if (bid.kind !== 'done' || !bid.value.held) return lost(bid) ?? rest();
    if (!office.hold(asked)) return SLACK_MS;
    failures = (await takeSample(parts, samples, office, bid.value.at)) ? 0 : failures + 1;
    return failures < MAX_FAILURES || isStopped() ? rest() : standBack();
  };
}

/**
 * What belongs to the application threw: its meter, its log or a row of its own making. That must neither end the process
 * nor the set; the lease ends by itself, and is bid for under another name, so that another replica may be first.
 */
function giveUp({ holder, log, set }: SetParts, office: Office, why: unknown): number {
  office.leave();
  holder.next();
  try {
    log.warn({ gauges: set.name, error_type: toError(why).name }, 'workflow gauges cannot be shown by this replica');
  } catch {
    // Nobody is left to be told.
  }
  return set.everySeconds * 1_000;
}

/** Samples one set for as long as it runs, whenever this replica holds the lease. */
export function runSet(parts: SetParts): RunningSet {
  const { clock, holder, lease, set, store } = parts;
  const office = createOffice(parts, set.everySeconds * 1_000 * TTL_INTERVALS);
  let isStopped = false;
  let running: Promise<void> = Promise.resolve();
  const round = createRound(parts, office, () => isStopped);
  const turn = async (): Promise<void> => {
    const waitMs = await round().catch((error: unknown) => giveUp(parts, office, error));
    if (!isStopped) timer = later(waitMs);
  };
  const later = (ms: number): Timer =>
    clock.after(ms, () => {
      running = turn();
    });
  let timer = later(0);
  return {
    async stop(timeoutMs) {
      isStopped = true;
      timer.cancel();
      office.leave();
      const release = async (): Promise<void> => {
        // A bid that is under way would take the lease after it was given back.
        await running;
        await store.release(lease, holder());
      };
      await createBounded(clock, 1)(timeoutMs, release);
    },
  };
}
