import { type Clock, type Log, type Meter, noopLog, noopMeter, PlumblineError, systemClock } from '@plumbline/core';
import { createLabelGuard } from '../label-guard.ts';
import { checkGaugeSets } from './check-set.ts';
import { createReporter } from './faults.ts';
import type { GaugeSet } from './gauge-set.ts';
import type { GaugeStore } from './gauge-store.ts';
import type { OpenEndingMeter } from './publish.ts';
import { createRowReader } from './read-rows.ts';
import { type Holder, type RunningSet, runSet } from './run-set.ts';

export interface GaugeSamplerOptions {
  readonly sets: readonly GaugeSet[];
  /** `postgresGauges(pool)` or `sqliteGauges(database)`. */
  readonly store: GaugeStore;
  /** What shares the leases: replicas with the same text are one service. Name the service and its environment. */
  readonly scope: string;
  /** Where gauges are exported while this replica holds the lease: `otel.endingMeter` of `@plumbline/otel`. */
  readonly openMeter: OpenEndingMeter;
  /** Where samples and errors are counted. @default noopMeter */
  readonly meter?: Meter;
  /** @default noopLog */
  readonly log?: Log;
  /** @default systemClock */
  readonly clock?: Clock;
}

/** Samples workflow gauges on one replica of a service at a time. */
export interface GaugeSampler {
  /** Begins. A later call has no effect. */
  start(): void;
  /** Ends all series, and gives the leases back within the time. It never rejects. @default 1000 */
  shutdown(options?: { readonly timeoutMs?: number }): Promise<void>;
}

const RELEASE_MS = 1_000;
const MAX_SCOPE = 200;

function checkOptions({ openMeter, scope, sets, store }: GaugeSamplerOptions): void {
  const faults: string[] = [];
  if (!Array.isArray(sets)) faults.push('`sets` must be a list of what `defineGauges` returned');
  if (typeof store?.bid !== 'function')
    faults.push('`store` must be `postgresGauges(pool)` or `sqliteGauges(database)`');
  if (typeof scope !== 'string' || scope === '' || scope.length > MAX_SCOPE)
    faults.push(`\`scope\` must be 1 to ${MAX_SCOPE} characters that name the service and its environment`);
  if (typeof openMeter !== 'function') faults.push('`openMeter` must be a function, such as `otel.endingMeter`');
  if (faults.length > 0) throw new PlumblineError('PLB_METRICS_OPTION', `createGaugeSampler: ${faults.join('; ')}`);
  checkGaugeSets(sets);
}

/** Random: it says nothing about the machine. */
function createHolder(): Holder {
  let name = crypto.randomUUID();
  return Object.assign(() => name, {
    next() {
      name = crypto.randomUUID();
    },
  });
}

/**
 * Samples each set on its interval, on the replica that holds the lease of the set: a row in the database, of three
 * intervals, whose time the database alone tells. Every set has a lease, a timer and a meter of its own, so that one that
 * fails or hangs costs only itself. Its series end with the lease, also on a process that was frozen or is cut off.
 *
 * @throws PLB_METRICS_OPTION with every fault of the options
 */
export function createGaugeSampler(options: GaugeSamplerOptions): GaugeSampler {
  checkOptions(options);
  const { clock = systemClock, log = noopLog, meter = noopMeter, openMeter, scope, sets, store } = options;
  const guard = createLabelGuard({ meter, log });
  const reporterOf = createReporter(meter, log);
  const parts = sets.map((set) => ({
    set,
    store,
    holder: createHolder(),
    openMeter,
    clock,
    log,
    lease: `${scope}/${set.name}`,
    read: createRowReader(set, guard),
    report: reporterOf(set.name),
  }));
  let running: readonly RunningSet[] | undefined;
  return {
    start() {
      running ??= parts.map(runSet);
    },
    async shutdown({ timeoutMs = RELEASE_MS } = {}) {
      const stopping = running ?? [];
      // What was never started is not started after this.
      running = [];
      await Promise.all(stopping.map((set) => set.stop(timeoutMs)));
    },
  };
}
