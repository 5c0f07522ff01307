import {
  type Adapter,
  addTallies,
  type Clock,
  createGauge,
  createIdMaker,
  type FlushOptions,
  type Log,
  type Meter,
  type ObservableResult,
  type OutboundEvent,
  type Tally,
  type Timer,
} from '@plumbline/core';
import type { Backoff } from './backoff.ts';
import type { DestinationCounts, EntranceCounter } from './count.ts';
import { estimateBytes } from './estimate-bytes.ts';
import { createFanOut } from './fan-out.ts';
import { openAdapters } from './open-adapters.ts';
import { createQueue } from './queue.ts';
import type { SealedBatch } from './sealed-batch.ts';
import { within } from './within.ts';

export interface PipelineOptions {
  readonly adapters: readonly Adapter[];
  readonly counter: EntranceCounter;
  readonly backoff: Backoff;
  readonly clock: Clock;
  readonly log: Log;
  readonly meter: Meter;
  readonly maxQueued: number;
  readonly maxQueuedBytes: number;
  readonly maxBatch: number;
  readonly flushIntervalMs: number;
}

/** Everything behind the entrance: queue, batches, deliveries and their end. */
export interface Pipeline {
  push(event: OutboundEvent): boolean;
  start(): Promise<void>;
  flush(options: Required<FlushOptions>): Promise<void>;
  /** Delivers what it can, counts the rest as lost, and closes the adapters, all within the deadline. */
  shutdown(timeoutMs: number): Promise<void>;
  readonly pending: number;
  read(): Readonly<Record<string, DestinationCounts & { readonly pending: number }>>;
  tally(): Tally;
}

/** The share of the shutdown's deadline that is kept for closing destinations. */
const CLOSE_SHARE = 0.1;

/** Makes the pipeline of one client. Nothing is opened and no timer is set before `start`, `flush` or `shutdown`. */
export function createPipeline(options: PipelineOptions): Pipeline {
  const { adapters, counter, backoff, clock, log, meter, flushIntervalMs } = options;
  let active = false;
  let timer: Timer | undefined;
  const parked: SealedBatch[] = [];
  const fanOut = createFanOut({
    adapters,
    backoff,
    clock,
    log,
    meter,
    onYield: (batch) => queue.yield(batch),
    onRelease: (batch) => queue.release(batch),
  });
  const seal = (): void => {
    timer?.cancel();
    timer = undefined;
    queue.seal();
  };
  const arm = (): void => {
    if (active && queue.open > 0) timer ??= clock.after(flushIntervalMs, seal);
  };
  const source = adapters.find(({ role }) => role === 'source');
  const queue = createQueue({
    maxQueued: options.maxQueued,
    maxQueuedBytes: options.maxQueuedBytes,
    // A batch the source cannot take in one piece would be two batches for it and one for the mirrors.
    maxBatch: Math.min(options.maxBatch, options.maxQueued, source?.capabilities.maxBatch ?? Number.POSITIVE_INFINITY),
    makeId: createIdMaker(() => clock.now()),
    onSeal(batch) {
      timer?.cancel();
      timer = undefined;
      counter.publish();
      if (active) fanOut.offer(batch);
      else parked.push(batch);
    },
    onEvict: (batch) => fanOut.evict(batch),
  });
  const activate = (): void => {
    active = true;
    for (const batch of parked.splice(0)) fanOut.offer(batch);
    arm();
  };
  const pendingOf = (settled: number): number => counter.accepted - settled;
  const gauge = createGauge(meter, 'plumbline.events.pending');
  let ended = false;
  const observe = (result: ObservableResult): void => {
    for (const { label, counter } of fanOut.deliveries)
      result.observe(pendingOf(counter.settled), { destination: label });
    // The last collection comes after the shutdown: a gauge that ended before it would stand at its old value for ever.
    if (ended) queueMicrotask(() => gauge.removeCallback(observe));
  };
  if (adapters.length > 0) gauge.addCallback(observe);
  const settle = async (timeoutMs: number): Promise<void> => {
    activate();
    seal();
    counter.publish();
    fanOut.hurry();
    await within(clock, timeoutMs, (signal) => fanOut.settled(counter.accepted, signal));
  };
  const read = (): Record<string, DestinationCounts & { readonly pending: number }> =>
    Object.fromEntries(
      fanOut.deliveries.map(({ label, counter }) => [
        label,
        { ...counter.read(), pending: pendingOf(counter.settled) },
      ]),
    );
  return {
    push(event) {
      if (!queue.push(event, estimateBytes(event))) return false;
      if (timer === undefined) arm();
      return true;
    },
    async start() {
      await openAdapters(adapters, clock, log);
      activate();
    },
    flush: ({ timeoutMs }) => settle(timeoutMs),
    async shutdown(timeoutMs) {
      const deadline = clock.monotonic() + timeoutMs;
      await settle(timeoutMs * (1 - CLOSE_SHARE));
      timer?.cancel();
      fanOut.stop(counter.accepted, 'shutdown_deadline');
      const left = Math.max(0, deadline - clock.monotonic());
      await within(clock, left, () => Promise.allSettled(adapters.map((adapter) => adapter.close())));
      ended = true;
    },
    get pending(): number {
      return Math.max(0, ...fanOut.deliveries.map(({ counter }) => pendingOf(counter.settled)));
    },
    read,
    tally: () => addTallies(Object.values(read())),
  };
}
