import { type Adapter, type Clock, type Log, type SendOutcome, toError, unknown, wait } from '@plumbline/core';
import type { Backoff } from './backoff.ts';
import type { DestinationCounter } from './count.ts';
import { createFifo } from './fifo.ts';
import { judgeParcel, type Parcel, parcelsOf } from './parcel.ts';
import type { SealedBatch } from './sealed-batch.ts';

export interface DeliveryOptions {
  readonly adapter: Adapter;
  readonly label: string;
  readonly counter: DestinationCounter;
  readonly backoff: Backoff;
  readonly clock: Clock;
  readonly log: Log;
  /** Told when this destination is done with a batch, whatever became of it. */
  readonly onDone: (batch: SealedBatch) => void;
  /** Told after every change of the counts. */
  readonly onSettle: () => void;
}

/** The cursor of one destination: its own queue of sealed batches and the one retry loop. */
export interface Delivery {
  readonly label: string;
  readonly counter: DestinationCounter;
  offer(batch: SealedBatch): void;
  /** The queue took the batch away; what is not delivered of it is lost as `mirror_behind`. */
  evict(batch: SealedBatch): void;
  /** Ends a backoff wait early, but not a wait that the destination asked for. */
  hurry(): void;
  /** Stops for good; nothing is sent or counted any more. */
  stop(): void;
}

const KINDS: ReadonlySet<unknown> = new Set(['delivered', 'retry', 'rejected', 'too_large', 'partial', 'unknown']);

const isOutcome = (answer: SendOutcome | undefined): boolean =>
  KINDS.has(answer?.kind) &&
  (answer?.kind !== 'partial' || (Array.isArray(answer.retry) && Array.isArray(answer.rejected)));

/** An adapter must not reject and must answer in full; one that does neither has not said whether anything arrived. */
async function attempt(adapter: Adapter, parcel: Parcel): Promise<SendOutcome> {
  try {
    const outcome = await adapter.send(parcel);
    return isOutcome(outcome) ? outcome : unknown(new Error(`${adapter.kind} gave no outcome`));
  } catch (error) {
    return unknown(toError(error));
  }
}

/** Says when a destination begins to fail and when it works again, and nothing in between. */
function createReport(destination: string, log: Log): (outcome: SendOutcome) => void {
  let failing = false;
  return (outcome) => {
    if (outcome.kind !== 'delivered' && !failing) {
      log.warn({ destination, outcome: outcome.kind, err: outcome.error }, 'event delivery fails');
    }
    if (outcome.kind === 'delivered' && failing) log.info({ destination }, 'event delivery works again');
    failing = outcome.kind !== 'delivered';
  };
}

/** Makes the delivery of one destination. One batch is on its way at a time, so that order and memory stay bounded. */
export function createDelivery(options: DeliveryOptions): Delivery {
  const { adapter, label, counter, backoff, clock, log, onDone, onSettle } = options;
  const waiting = createFifo<SealedBatch>();
  const report = createReport(label, log);
  const state: { running: boolean; stopped: boolean; current: SealedBatch | undefined } = {
    running: false,
    stopped: false,
    current: undefined,
  };
  let nap: { readonly abort: AbortController; readonly asked: boolean } | undefined;

  const pause = async (attempts: number, outcome: SendOutcome): Promise<void> => {
    const retryAfterMs = outcome.kind === 'retry' ? outcome.retryAfterMs : undefined;
    const abort = new AbortController();
    nap = { abort, asked: retryAfterMs !== undefined };
    await wait(clock, backoff.delayMs(attempts, retryAfterMs), { signal: abort.signal });
    nap = undefined;
  };
  const carry = async (batch: SealedBatch, first: Parcel): Promise<void> => {
    let parcel = first;
    let attempts = 0;
    while (!state.stopped) {
      if (batch.evicted) return counter.lose('mirror_behind', parcel.events.length);
      const outcome = await attempt(adapter, parcel);
      // The end of the process has been counted already.
      if (state.stopped) return;
      report(outcome);
      const { delivered, rejected, rest } = judgeParcel(parcel, outcome, adapter.capabilities.idempotent);
      counter.deliver(delivered);
      counter.lose('rejected', rejected);
      onSettle();
      if (rest === undefined) return;
      attempts = rest === parcel ? attempts + 1 : 1;
      parcel = rest;
      if (attempts >= backoff.maxAttempts) return counter.lose('retries_exhausted', parcel.events.length);
      await pause(attempts, outcome);
      if (!state.stopped && !batch.evicted) counter.retry();
    }
  };
  const run = async (): Promise<void> => {
    // Not in the caller's path: encoding a batch takes longer than a capture may.
    await Promise.resolve();
    for (let batch = waiting.shift(); batch !== undefined && !state.stopped; batch = waiting.shift()) {
      state.current = batch;
      const parcels = parcelsOf(batch, adapter);
      counter.lose('not_allowed', batch.size - parcels.reduce((sum, { events }) => sum + events.length, 0));
      for (const parcel of parcels) await carry(batch, parcel);
      if (state.stopped) return;
      onDone(batch);
      onSettle();
    }
    state.current = undefined;
    state.running = false;
  };
  return {
    label,
    counter,
    offer(batch) {
      if (state.stopped) return;
      waiting.push(batch);
      if (state.running) return;
      state.running = true;
      run().catch((error: unknown) => log.error({ destination: label, err: toError(error) }, 'event delivery stopped'));
    },
    evict(batch) {
      if (state.current === batch) return nap?.abort.abort();
      if (waiting.peek() !== batch) return;
      waiting.shift();
      counter.lose('mirror_behind', batch.size);
      onSettle();
    },
    hurry() {
      if (nap?.asked === false) nap.abort.abort();
    },
    stop() {
      state.stopped = true;
      nap?.abort.abort();
    },
  };
}
