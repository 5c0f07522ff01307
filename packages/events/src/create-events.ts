import { createLifecycle, type DropReason, noopLog, noopMeter, systemClock } from '@plumbline/core';
import { currentContext } from '@plumbline/core/context';
import type { Catalog } from '@plumbline/schema';
import { createBackground } from './background.ts';
import { createBackoff } from './backoff.ts';
import { countEntrance } from './count.ts';
import { createPrinter } from './debug.ts';
import { guardAdapters } from './egress/guard-adapters.ts';
import { createEntrance } from './entrance.ts';
import type { AcceptResult, Events, EventSink } from './events.ts';
import { createFaultLog, createFaultPrinter } from './fault-log.ts';
import { checkOptions, type EventsOptions } from './options.ts';
import { createPipeline } from './pipeline.ts';
import { quietLog } from './quiet-log.ts';
import { quietMeter } from './quiet-meter.ts';

/** A burst of 200,000 events of ten fields fits, and the process stays small enough for a container of 256 MiB. */
const DEFAULT_QUEUED_BYTES = 100_663_296;

/** Columnar stores want hundreds of rows in one insert; a batch this size is still small in memory. */
const DEFAULT_BATCH = 500;

const DEFAULT_FLUSH_MS = 1_000;

/** Platforms end a request's background work after some seconds; the destination has answered long before. */
const DEFAULT_BACKGROUND_MS = 2_000;

/**
 * Makes the product-event client of a process. Nothing is opened and no timer runs before `start()`; events captured
 * earlier wait in the queue.
 *
 * @throws PlumblineError `PLB_OPTION_INVALID` or `PLB_ADAPTER_ALLOWLIST`, with every fault at once, and
 * `PLB_EGRESS_UNDECLARED` for a mirror that does not say what it sends, and `PLB_EGRESS_LOCK_MISSING` for a third party
 * without a lockfile.
 */
export function createEvents<C extends Catalog>(options: EventsOptions<C>): Events<C> {
  checkOptions(options);
  const { catalog, adapters = [], source = 'api', context = currentContext, debug = false } = options;
  const { clock = systemClock } = options;
  const meter = quietMeter(options.meter ?? noopMeter);
  const log = quietLog(options.log ?? noopLog);
  const backoff = createBackoff(options.retry);
  const counter = countEntrance(meter, [...new Set([source, 'web', 'api', 'worker', 'cli'])]);
  const guarded = guardAdapters(debug ? { ...options, adapters: [] } : options, log);
  const destinations = guarded.adapters;
  const pipeline = createPipeline({
    adapters: destinations,
    counter,
    backoff,
    clock,
    log,
    meter,
    maxQueued: options.maxQueued ?? Number.POSITIVE_INFINITY,
    maxQueuedBytes: options.maxQueuedBytes ?? DEFAULT_QUEUED_BYTES,
    maxBatch: options.maxBatch ?? DEFAULT_BATCH,
    flushIntervalMs: options.runInBackground ? undefined : (options.flushIntervalMs ?? DEFAULT_FLUSH_MS),
    spool: options.spool,
    ledger: options.ledger,
    catalog,
  });
  const { runInBackground, backgroundTimeoutMs = DEFAULT_BACKGROUND_MS } = options;
  const background =
    runInBackground &&
    createBackground({
      runInBackground,
      clock,
      timeoutMs: backgroundTimeoutMs,
      flush: (timeoutMs) => life.flush({ timeoutMs }),
    });
  let closed = false;
  const barred = (): DropReason | undefined => {
    if (closed) return 'closed';
    return destinations.length === 0 ? 'no_destination' : undefined;
  };
  const entrance = createEntrance({
    options,
    now: () => clock.now(),
    counter,
    barred,
    push(event, ours) {
      const reason = pipeline.push(event, ours);
      if (reason === undefined) background?.notice();
      return reason;
    },
    onFault: (debug ? createFaultPrinter : createFaultLog)(log, {
      known: Object.keys(catalog.events),
      strict: debug || options.strict === true,
    }),
    onValid: debug ? createPrinter(adapters, log) : undefined,
  });
  const capture = (name: string, fields?: unknown): void => {
    try {
      entrance.capture(name, fields, source, context());
    } catch {
      // A getter, a proxy or a hook of the caller threw; the caller must not notice.
      counter.refuse('malformed', 1);
    }
  };
  const sink: EventSink = {
    accept: (events) =>
      events.map((event): AcceptResult => {
        try {
          return entrance.accept(event, context());
        } catch {
          counter.refuse('malformed', 1);
          return { ok: false, reason: 'malformed' };
        }
      }),
    refuse: (reason, count = 1) => counter.refuse(reason, count),
  };
  const life = createLifecycle({
    onError: (error) => log.error({ err: error }, 'product events could not be flushed in good order'),
    async start() {
      await guarded.permit();
      await pipeline.start();
    },
    async flush(timeoutMs) {
      await pipeline.flush({ timeoutMs });
      return pipeline.tally();
    },
    async shutdown(timeoutMs) {
      closed = true;
      await pipeline.shutdown(timeoutMs);
      return pipeline.tally();
    },
  });
  return {
    ...life,
    ...sink,
    capture,
    get pending(): number {
      return pipeline.pending();
    },
    snapshot: () => {
      const destinations = pipeline.read();
      const oldestAgeMs = Math.max(0, ...Object.values(destinations).map((one) => one.oldestAgeMs));
      return { accepted: counter.accepted(), refused: counter.refused(), oldestAgeMs, destinations };
    },
  };
}
