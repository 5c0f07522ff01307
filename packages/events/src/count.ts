import type { Counter, DropCounts, DropReason, Meter } from '@plumbline/core';
import type { BreakerState } from './breaker.ts';
import { createCounter } from './instruments.ts';
import { lostReasons, refusedReasons } from './reasons.ts';

/** What became of accepted events at one destination. */
export interface DestinationCounts {
  readonly delivered: number;
  readonly lost: DropCounts;
  readonly retries: number;
  /** Events that a process before had accepted and this one found, to be delivered or counted as lost. */
  readonly recovered: number;
}

/** Counts of one destination, and their metrics. */
export interface DestinationCounter {
  /** Delivered and lost together. */
  readonly settled: number;
  readonly recovered: number;
  readonly breakerState: BreakerState;
  read(): DestinationCounts;
  deliver(count: number): void;
  lose(reason: DropReason, count: number): void;
  retry(): void;
  recover(count: number): void;
  breaker(state: BreakerState): void;
}

/** Makes the counts of one destination; each series starts at zero, so that its first loss shows as an increase. */
export function countDestination(meter: Meter, destination: string): DestinationCounter {
  const deliveredCounter = createCounter(meter, 'plumbline.events.delivered');
  const lostCounter = createCounter(meter, 'plumbline.events.lost');
  const retryCounter = createCounter(meter, 'plumbline.events.retries');
  const recoveredCounter = createCounter(meter, 'plumbline.events.recovered');
  const labels = { destination };
  recoveredCounter.add(0, labels);
  deliveredCounter.add(0, labels);
  retryCounter.add(0, labels);
  for (const reason of lostReasons) lostCounter.add(0, { destination, reason });
  const lost: Partial<Record<DropReason, number>> = {};
  let delivered = 0;
  let retries = 0;
  let settled = 0;
  let recovered = 0;
  let breakerState: BreakerState = 'closed';
  return {
    get settled(): number {
      return settled;
    },
    get recovered(): number {
      return recovered;
    },
    get breakerState(): BreakerState {
      return breakerState;
    },
    read: () => ({ delivered, lost: { ...lost }, retries, recovered }),
    deliver(count) {
      if (count <= 0) return;
      delivered += count;
      settled += count;
      deliveredCounter.add(count, labels);
    },
    lose(reason, count) {
      if (count <= 0) return;
      lost[reason] = (lost[reason] ?? 0) + count;
      settled += count;
      lostCounter.add(count, { destination, reason });
    },
    retry() {
      retries += 1;
      retryCounter.add(1, labels);
    },
    recover(count) {
      if (count <= 0) return;
      recovered += count;
      recoveredCounter.add(count, labels);
    },
    breaker(state) {
      breakerState = state;
    },
  };
}

/** Counts at the entrance. */
export interface EntranceCounter {
  accepted(): number;
  refused(): DropCounts;
  accept(source: string): void;
  refuse(reason: DropReason, count: number): void;
  /** Hands accepted counts to the meter: once per batch, because one measurement costs more than one capture. */
  publish(): void;
}

/** Makes the counts of what came in and what was turned away. */
export function countEntrance(meter: Meter, sources: readonly string[]): EntranceCounter {
  const acceptedCounter: Counter = createCounter(meter, 'plumbline.events.accepted');
  const refusedCounter: Counter = createCounter(meter, 'plumbline.events.refused');
  const labels = new Map(refusedReasons.map((reason) => [reason, { reason }]));
  for (const source of sources) acceptedCounter.add(0, { source });
  for (const label of labels.values()) refusedCounter.add(0, label);
  const refused: Partial<Record<DropReason, number>> = {};
  // One cell per source, found by a scan of two: a map would cost more than the rest of the count.
  const unpublished = sources.map((source) => ({ source, count: 0 }));
  let accepted = 0;
  return {
    accepted: () => accepted,
    refused: () => ({ ...refused }),
    accept(source) {
      accepted += 1;
      for (const cell of unpublished) if (cell.source === source) cell.count += 1;
    },
    refuse(reason, count) {
      refused[reason] = (refused[reason] ?? 0) + count;
      refusedCounter.add(count, labels.get(reason) ?? { reason });
    },
    publish() {
      for (const cell of unpublished) {
        if (cell.count > 0) acceptedCounter.add(cell.count, { source: cell.source });
        cell.count = 0;
      }
    },
  };
}
