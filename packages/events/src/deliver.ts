import { type Adapter, type Clock, type DropReason, type Log, type SendOutcome, toError } from '@plumbline/core';
import { attempt, createReport } from './attempt.ts';
import type { Backoff } from './backoff.ts';
import { createBreaker } from './breaker.ts';
import type { DestinationCounter } from './count.ts';
import { erasedMembers } from './erase/erased-members.ts';
import { forgetErased } from './erase/forget-erased.ts';
import type { Tombstones } from './erase/tombstones.ts';
import { createFifo } from './fifo.ts';
import { judgeParcel, type Parcel, parcelsOf, type Verdict } from './parcel.ts';
import { createPoisonRule } from './poison.ts';
import { createSchedule, type Job } from './schedule.ts';
import { tooOld } from './too-old.ts';
import type { Inbox, Work } from './work.ts';

export interface DeliveryOptions {
  readonly adapter: Adapter;
  readonly label: string;
  readonly counter: DestinationCounter;
  readonly backoff: Backoff;
  readonly clock: Clock;
  readonly log: Log;
  /** Told after every change of the counts. */
  readonly onSettle: () => void;
}

/** The cursor of one destination: what waits for it and the one retry loop. */
export interface Delivery {
  readonly label: string;
  readonly counter: DestinationCounter;
  /** Events delivered or lost of those that only memory held. */
  readonly settledInMemory: number;
  /** Hands over a batch of the queue in memory. */
  offer(work: Work): void;
  /** Reads spooled batches from here on, besides, and drops what is of people who were erased. */
  attach(inbox: Inbox, tombstones: Tombstones): void;
  /** There may be something new in the inbox. */
  wake(): void;
  /** Looks for batches that were taken away: what is not delivered of them is lost as `mirror_behind`. */
  evict(): void;
  /** Ends a backoff wait early, but not a wait that the destination asked for. */
  hurry(): void;
  /** Stops for good; nothing is sent or counted any more. */
  stop(): void;
}

type Losses = Partial<Record<DropReason, number>>;

/** Makes the delivery of one destination. One parcel is on its way at a time, so that order and memory stay bounded. */
export function createDelivery(options: DeliveryOptions): Delivery {
  const { adapter, label, counter, backoff, clock, log, onSettle } = options;
  const { idempotent } = adapter.capabilities;
  const waiting = createFifo<Work>();
  const report = createReport(label, log);
  const breaker = createBreaker((state) => counter.breaker(state));
  const poison = createPoisonRule(clock);
  const state = { running: false, stopped: false, woken: false, inMemory: 0 };
  let inbox: Inbox | undefined;
  let tombstones: Tombstones | undefined;

  /** Counts and keeps in one turn, so that a process that ends at any moment leaves counts that add up. */
  const settle = (work: Work, at: readonly number[], verdict: Verdict): void => {
    for (const index of at) work.open[index] = 0;
    for (const parcel of verdict.rest) for (const index of parcel.at) work.open[index] = 1;
    if (verdict.delivered === 0 && Object.keys(verdict.lost).length === 0) return;
    counter.deliver(verdict.delivered);
    let count = verdict.delivered;
    for (const [reason, lost] of Object.entries(verdict.lost) as [DropReason, number][]) {
      counter.lose(reason, lost);
      count += lost;
    }
    if (work.kept) work.record(verdict);
    else state.inMemory += count;
    onSettle();
  };
  const lose = (work: Work, at: readonly number[], reason: DropReason): void => {
    if (at.length > 0) settle(work, at, { delivered: 0, lost: { [reason]: at.length }, rest: [] });
  };
  const loseAll = (job: Job, reason: DropReason): void => {
    const at = job.parcels.flatMap((parcel) => parcel.at);
    job.parcels = [];
    lose(job.work, at, reason);
  };
  const begin = (work: Work): Job => {
    const { batch, open, corrupt, attempted } = work;
    const lost: Losses = corrupt > 0 ? { spool_corrupt: corrupt } : {};
    const give = (reason: DropReason, at: readonly number[]): void => {
      for (const index of at) open[index] = 0;
      if (at.length > 0) lost[reason] = at.length;
    };
    // They may have arrived, and the destination would not notice a repeat.
    if (attempted)
      give(
        'rejected',
        [...open.keys()].filter((index) => open[index] === 1 && attempted[index] === 1),
      );
    const erasures = tombstones?.look() ?? 0;
    if (tombstones) give('erased', erasedMembers(batch, open, tombstones));
    give('too_old', tooOld(batch, open, clock.now()));
    const { parcels, unlisted } = parcelsOf(batch, open, adapter);
    give('not_allowed', unlisted);
    settle(work, [], { delivered: 0, lost, rest: [] });
    return { work, parcels, dueAt: 0, passed: false, alone: 0, erasures };
  };
  const take = async (): Promise<Job | undefined> => {
    for (;;) {
      state.woken = false;
      const work = waiting.shift() ?? (await inbox?.next());
      if (work) return begin(work);
      if (!state.woken) return undefined;
    }
  };
  const schedule = createSchedule({ clock, backoff, breaker, take });

  const onFailure = (job: Job, parcel: Parcel, outcome: SendOutcome, others: readonly Parcel[]): void => {
    breaker.failed();
    const retryAfterMs = outcome.kind === 'retry' ? outcome.retryAfterMs : undefined;
    schedule.failed(job, breaker.failures, retryAfterMs);
    // Given up already: it was not answered, and may not be repeated.
    if (job.parcels[0] !== parcel) return;
    const failed = poison.failed(parcel);
    if (failed.attempts >= backoff.maxAttempts) {
      job.parcels = [...others];
      return lose(job.work, parcel.at, 'retries_exhausted');
    }
    const verdict = poison.judge(failed);
    settle(job.work, parcel.at, verdict);
    // Another part of the same batch may go meanwhile: its success tells the batch's fault from the destination's.
    job.parcels = failed.halved ? [...others, ...verdict.rest] : [...verdict.rest, ...others];
  };
  const tryOnce = async (job: Job, parcel: Parcel): Promise<void> => {
    if (job.work.evicted()) return loseAll(job, 'mirror_behind');
    if (parcel.attempts > 0) counter.retry();
    if (!idempotent) job.work.attempt(parcel.at);
    const outcome = await attempt(adapter, parcel);
    // The end of the process has been counted already.
    if (state.stopped) return;
    report(outcome);
    const verdict = judgeParcel(parcel, outcome, idempotent);
    const others = job.parcels.slice(1);
    job.parcels = [...verdict.rest, ...others];
    settle(job.work, parcel.at, verdict);
    if (outcome.kind === 'retry' || outcome.kind === 'unknown') return onFailure(job, parcel, outcome, others);
    breaker.answered();
    if (outcome.kind === 'partial' && verdict.rest.length > 0) schedule.failed(job, 1, undefined);
    if (outcome.kind !== 'delivered' && outcome.kind !== 'partial') return;
    poison.arrived();
    schedule.arrived(job);
  };
  const run = async (): Promise<void> => {
    // Not in the caller's path: encoding a batch takes longer than a capture may.
    await Promise.resolve();
    for (let job = await schedule.choose(); job !== undefined && !state.stopped; job = await schedule.choose()) {
      lose(job.work, forgetErased(job, tombstones), 'erased');
      const [parcel] = job.parcels;
      if (parcel) await tryOnce(job, parcel);
      if (state.stopped) return;
      if (job.parcels.length > 0) continue;
      schedule.finish(job);
      const forgotten = job.work.done();
      // What is given up to make room on the disk is given up no faster than the room is made.
      if (job.work.evicted()) await forgotten;
      onSettle();
    }
    state.running = false;
    // What came between the last look and the end would wait for the next one otherwise.
    if (state.woken) wake();
  };
  const wake = (): void => {
    state.woken = true;
    if (state.running) return schedule.recheck();
    if (state.stopped) return;
    state.running = true;
    run().catch((error: unknown) => log.error({ destination: label, err: toError(error) }, 'event delivery stopped'));
  };
  return {
    label,
    counter,
    get settledInMemory(): number {
      return state.inMemory;
    },
    offer(work) {
      if (state.stopped) return;
      waiting.push(work);
      wake();
    },
    attach(given, erased) {
      inbox = given;
      tombstones = erased;
    },
    wake,
    evict() {
      for (let work = waiting.peek(); work?.evicted() === true; work = waiting.peek()) {
        waiting.shift();
        settle(work, [], { delivered: 0, lost: { mirror_behind: work.batch.size }, rest: [] });
      }
      schedule.recheck();
    },
    hurry: () => schedule.hurry(),
    stop() {
      state.stopped = true;
      schedule.stop();
    },
  };
}
