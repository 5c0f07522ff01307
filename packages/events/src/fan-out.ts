import type { Adapter, Clock, DropReason, Log, Meter } from '@plumbline/core';
import type { Backoff } from './backoff.ts';
import { countDestination } from './count.ts';
import { createDelivery, type Delivery } from './deliver.ts';
import type { SealedBatch } from './sealed-batch.ts';
import type { Spool } from './spool/spool.ts';
import { workOf } from './work.ts';

export interface FanOutOptions {
  /** The source of truth and any mirrors, checked. */
  readonly adapters: readonly Adapter[];
  readonly backoff: Backoff;
  readonly clock: Clock;
  readonly log: Log;
  readonly meter: Meter;
  /** The source is done with a batch that mirrors still wait for. */
  readonly onYield: (batch: SealedBatch) => void;
  /** Every destination is done with a batch. */
  readonly onRelease: (batch: SealedBatch) => void;
  /** Told after every change of the counts. */
  readonly onSettle: () => void;
}

/** Source first; each mirror gets a batch when the source has answered for it, and none waits for another. */
export interface FanOut {
  readonly deliveries: readonly Delivery[];
  /** Hands a batch of the queue to the source of truth. */
  offer(batch: SealedBatch): void;
  /** Reads what the spool holds, besides. */
  attach(spool: Spool): void;
  /** Counts what killed processes took with them, by destination. */
  mourn(crashed: Readonly<Record<string, number>>): void;
  /** There may be something new in the spool for everybody. */
  wake(): void;
  /** The source is done with spooled batches. */
  wakeMirrors(): void;
  /** Mirrors look for what was taken from them. */
  evict(): void;
  /** Tries at once what waits for its next attempt. */
  hurry(): void;
  /** Resolves when every destination has settled this many events besides what it recovered, or the signal aborts. */
  settled(target: number, signal: AbortSignal): Promise<void>;
  /** Ends all deliveries; what is left of what memory alone held is lost for `reason`. */
  stop(inMemory: number, reason: DropReason): void;
}

/** One label for each adapter: its kind, numbered where there are two of a kind. */
export function labelsOf(adapters: readonly Adapter[]): string[] {
  return adapters.map(({ kind }, index) => {
    const before = adapters.slice(0, index).filter((other) => other.kind === kind).length;
    return before === 0 ? kind : `${kind}-${before + 1}`;
  });
}

/** Makes the fan-out over the adapters given. */
export function createFanOut(options: FanOutOptions): FanOut {
  const { adapters, backoff, clock, log, meter, onYield, onRelease } = options;
  const labels = labelsOf(adapters);
  let waiters: { readonly target: number; readonly resolve: () => void }[] = [];
  const reached = (target: number): boolean =>
    deliveries.every(({ counter }) => counter.settled - counter.recovered >= target);
  const onSettle = (): void => {
    options.onSettle();
    if (waiters.length === 0) return;
    for (const { target, resolve } of waiters) if (reached(target)) resolve();
    waiters = waiters.filter(({ target }) => !reached(target));
  };
  const mirrorDone = (batch: SealedBatch): void => {
    batch.holders -= 1;
    if (batch.holders === 0) onRelease(batch);
  };
  const sourceDone = (batch: SealedBatch): void => {
    if (mirrors.length === 0) return onRelease(batch);
    batch.holders = mirrors.length;
    onYield(batch);
    for (const mirror of mirrors) mirror.offer(workOf(batch, mirrorDone));
  };
  const deliveries = adapters.map((adapter, index) => {
    const label = labels[index] ?? adapter.kind;
    const counter = countDestination(meter, label);
    return createDelivery({ adapter, label, counter, backoff, clock, log, onSettle });
  });
  const source = deliveries.find((_, index) => adapters[index]?.role === 'source');
  const mirrors = deliveries.filter((delivery) => delivery !== source);
  return {
    deliveries,
    offer: (batch) => source?.offer(workOf(batch, sourceDone)),
    attach(spool) {
      for (const delivery of deliveries) {
        delivery.counter.recover(spool.recoveredOf(delivery.label));
        delivery.attach(spool.inboxOf(delivery.label), spool.tombstones);
      }
    },
    mourn(crashed) {
      for (const { label, counter } of deliveries) {
        counter.recover(crashed[label] ?? 0);
        counter.lose('crashed', crashed[label] ?? 0);
      }
    },
    wake() {
      for (const delivery of deliveries) delivery.wake();
    },
    wakeMirrors() {
      for (const mirror of mirrors) mirror.wake();
    },
    evict() {
      for (const mirror of mirrors) mirror.evict();
    },
    hurry() {
      for (const delivery of deliveries) delivery.hurry();
    },
    settled: (target, signal) =>
      new Promise((resolve) => {
        if (reached(target) || signal.aborted) return resolve();
        const waiter = { target, resolve };
        waiters.push(waiter);
        signal.addEventListener('abort', () => {
          waiters = waiters.filter((other) => other !== waiter);
          resolve();
        });
      }),
    stop(inMemory, reason) {
      for (const delivery of deliveries) {
        delivery.stop();
        delivery.counter.lose(reason, inMemory - delivery.settledInMemory);
      }
      onSettle();
    },
  };
}
