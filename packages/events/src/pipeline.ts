import {
  type Adapter,
  addTallies,
  type Clock,
  createIdMaker,
  type DropReason,
  type FlushOptions,
  type Log,
  type Meter,
  type OutboundEvent,
  type Tally,
  type Timer,
} from '@plumbline/core';
import type { Catalog } from '@plumbline/schema';
import { createAges } from './ages.ts';
import type { Backoff } from './backoff.ts';
import type { EntranceCounter } from './count.ts';
import { estimateBytes } from './estimate-bytes.ts';
import type { EventsSnapshot } from './events.ts';
import { createFanOut } from './fan-out.ts';
import { watchGauges } from './gauges.ts';
import { openAdapters } from './open-adapters.ts';
import type { Ledger } from './ledger.ts';
import type { LedgerDirectory, SpoolOptions } from './options.ts';
import { createQueue } from './queue.ts';
import { createRowPacker } from './row-packer.ts';
import type { SealedBatch } from './sealed-batch.ts';
import type { Spool } from './spool/spool.ts';
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
  /** Absent where somebody else sees to it that batches are sealed. */
  readonly flushIntervalMs: number | undefined;
  readonly spool: SpoolOptions | undefined;
  readonly ledger: LedgerDirectory | undefined;
  readonly catalog: Catalog;
}

/** Everything behind the entrance: queue or spool, batches, deliveries and their end. */
export interface Pipeline {
  /** Takes one event, made by `capture` or from elsewhere; the reason when there is no room. */
  push(event: OutboundEvent, ours: boolean): DropReason | undefined;
  start(): Promise<void>;
  flush(options: Required<FlushOptions>): Promise<void>;
  /** Delivers what it can, counts the rest as lost or leaves it in the spool, and closes the adapters, all within the deadline. */
  shutdown(timeoutMs: number): Promise<void>;
  pending(): number;
  read(): EventsSnapshot['destinations'];
  tally(): Tally;
}

/** The share of the shutdown's deadline that is kept for closing destinations. */
const CLOSE_SHARE = 0.1;

/** Makes the pipeline of one client. Nothing is opened and no timer is set before `start`, `flush` or `shutdown`. */
export function createPipeline(options: PipelineOptions): Pipeline {
  const { adapters, catalog, counter, backoff, clock, log, meter, flushIntervalMs } = options;
  let active = false;
  let ended = false;
  let timer: Timer | undefined;
  let spool: Spool | undefined;
  let ledger: Ledger | undefined;
  /** Accepted events that memory alone holds, or held. */
  let inMemory = 0;
  const parked: SealedBatch[] = [];
  const fanOut = createFanOut({
    adapters,
    backoff,
    clock,
    log,
    meter,
    onYield: (batch) => queue.yield(batch),
    onRelease: (batch) => queue.release(batch),
    onSettle: () => note(),
  });
  /** Keeps on disk what is under way in memory. */
  const note = (): void => {
    if (ledger === undefined) return;
    const settled = fanOut.deliveries.map(({ label, settledInMemory }) => [label, settledInMemory] as const);
    ledger.write({ accepted: inMemory, settled: Object.fromEntries(settled) });
  };
  const unarm = (): void => {
    timer?.cancel();
    timer = undefined;
  };
  const source = adapters.find(({ role }) => role === 'source');
  // A batch the source cannot take in one piece would be two batches for it and one for the mirrors.
  const maxBatch = Math.min(
    options.maxBatch,
    options.maxQueued,
    source?.capabilities.maxBatch ?? Number.POSITIVE_INFINITY,
  );
  const queue = createQueue({
    maxQueued: options.maxQueued,
    maxQueuedBytes: options.maxQueuedBytes,
    maxBatch,
    makeId: createIdMaker(() => clock.now()),
    packRows: createRowPacker(catalog),
    onSeal(batch) {
      unarm();
      counter.publish();
      if (active) fanOut.offer(batch);
      else parked.push(batch);
    },
    onEvict: () => fanOut.evict(),
  });
  const sealSpool = (): void => {
    if (spool === undefined || spool.open() === 0) return;
    unarm();
    counter.publish();
    spool.seal();
    fanOut.wake();
    if (spool.isCrowded()) fanOut.evict();
  };
  const seal = (): void => {
    unarm();
    queue.seal();
    note();
    sealSpool();
    arm();
  };
  const arm = (): void => {
    if (!active || flushIntervalMs === undefined) return;
    if (queue.open() > 0 || (spool?.open() ?? 0) > 0) timer ??= clock.after(flushIntervalMs, seal);
  };
  const activate = (): void => {
    active = true;
    for (const batch of parked.splice(0)) fanOut.offer(batch);
    arm();
  };
  /** Whether the event is on disk; the reason when it may not be anywhere. */
  const keep = (event: OutboundEvent, into: Spool, ours: boolean): boolean | 'spool_full' => {
    ages.begin();
    const kept = into.put(event, ours);
    if (kept === 'full') return 'spool_full';
    if (kept === 'refused') return false;
    if (into.open() >= maxBatch) sealSpool();
    else if (timer === undefined) arm();
    return true;
  };
  const hold = (event: OutboundEvent): DropReason | undefined => {
    if (!queue.push(event, estimateBytes(event))) return 'queue_full';
    inMemory += 1;
    if (queue.open() === 0) note();
    else if (timer === undefined) arm();
    return undefined;
  };
  const push = (event: OutboundEvent, ours: boolean): DropReason | undefined => {
    if (spool === undefined || ended) return hold(event);
    const kept = keep(event, spool, ours);
    if (kept === true) return undefined;
    return kept === false ? hold(event) : kept;
  };
  /** What was captured before the start goes to disk as well. */
  const moveToSpool = (): void => {
    const early = [...parked.splice(0).flatMap((batch) => take(batch)), ...queue.drain()];
    inMemory -= early.length;
    for (const event of early) push(event, false);
  };
  const take = (batch: SealedBatch): readonly OutboundEvent[] => {
    queue.release(batch);
    return batch.events;
  };
  const pendingOf = (settled: number, recovered: number): number => counter.accepted() + recovered - settled;
  const waiting = { deliveries: fanOut.deliveries, spool: () => spool, pendingOf };
  const ages = createAges({ ...waiting, clock });
  const gauges = watchGauges({ ...waiting, meter, ages });
  const settle = async (timeoutMs: number): Promise<void> => {
    activate();
    seal();
    counter.publish();
    fanOut.wake();
    fanOut.hurry();
    await within(clock, timeoutMs, (signal) => fanOut.settled(counter.accepted(), signal));
  };
  const read = (): EventsSnapshot['destinations'] =>
    Object.fromEntries(
      fanOut.deliveries.map((delivery) => [
        delivery.label,
        {
          ...delivery.counter.read(),
          pending: pendingOf(delivery.counter.settled, delivery.counter.recovered),
          oldestAgeMs: ages.ofOldest(delivery),
        },
      ]),
    );
  const openSpool = async (wanted: SpoolOptions): Promise<void> => {
    const { openSpool: open } = await import('./spool/open-spool.ts');
    const destinations = fanOut.deliveries.map(({ label }, index) => ({ label, adapter: adapters[index] as Adapter }));
    const onSourceDone = (): void => fanOut.wakeMirrors();
    const opened = await open({ spool: wanted, catalog, destinations, clock, log, onSourceDone });
    spool = opened;
    fanOut.attach(opened);
    moveToSpool();
  };
  const openLedger = async (directory: string): Promise<void> => {
    const { openLedger: open } = await import('./ledger.ts');
    ledger = await open({ directory, clock, log });
    fanOut.mourn(ledger?.crashed ?? {});
    note();
  };
  return {
    push,
    async start() {
      if (options.spool && adapters.length > 0 && spool === undefined) await openSpool(options.spool);
      else if (options.ledger && adapters.length > 0 && ledger === undefined)
        await openLedger(options.ledger.directory);
      await openAdapters(adapters, clock, log);
      activate();
      fanOut.wake();
    },
    flush: ({ timeoutMs }) => settle(timeoutMs),
    async shutdown(timeoutMs) {
      const deadline = clock.monotonic() + timeoutMs;
      await settle(timeoutMs * (1 - CLOSE_SHARE));
      unarm();
      ended = true;
      fanOut.stop(inMemory, 'shutdown_deadline');
      const left = Math.max(0, deadline - clock.monotonic());
      await within(clock, left, () =>
        Promise.allSettled([...adapters.map((adapter) => adapter.close()), spool?.close(), ledger?.close()]),
      );
      gauges.end();
    },
    pending: () =>
      Math.max(0, ...fanOut.deliveries.map(({ counter }) => pendingOf(counter.settled, counter.recovered))),
    read,
    tally: () => addTallies(Object.values(read())),
  };
}
