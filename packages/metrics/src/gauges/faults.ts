import { type Counter, createCounter, type Log, type Meter, toError } from '@plumbline/core';

/** Why a sample failed: the closed list of `plumbline.gauges.errors`. */
export type GaugeFault = 'timeout' | 'query' | 'invalid' | 'lease';

const FAULTS: readonly GaugeFault[] = ['timeout', 'query', 'invalid', 'lease'];

const FIXES: Readonly<Record<GaugeFault, string>> = {
  timeout: 'Make the query of this set cheaper, with an index or by counting less, or raise its `timeoutMs`.',
  query: 'Run the query of this set by hand as the role of the application.',
  invalid: 'Return a column for each gauge beside those of its labels, or the columns `gauge` and `value`.',
  lease: 'Run `npx plumbline migrate`, and give the role of the application the rights of `postgresGaugeGrants`.',
};

/** What a sampler counts and says of one set. */
export interface Reporter {
  sampled(): void;
  /** The database answered a bid, and another replica samples. */
  answered(): void;
  failed(fault: GaugeFault, why?: unknown): void;
}

/** Class and code of an error. Its message may quote the query or a value. */
function nameOf(why: unknown): Readonly<Record<string, string>> {
  if (why === undefined) return {};
  if (typeof why === 'string') return { what: why };
  const { code } = (why ?? {}) as { code?: unknown };
  return { error_type: toError(why).name, ...(typeof code === 'string' && { code }) };
}

/**
 * Counts on the meter of the process, not on one that ends: bids fail on replicas that hold no lease, and a counter that
 * begins with its first error hides it. Each fault is logged as it begins, and once more when samples are taken again.
 */
export function createReporter(meter: Meter, log: Log): (set: string) => Reporter {
  const samples: Counter = createCounter(meter, 'plumbline.gauges.samples');
  const errors: Counter = createCounter(meter, 'plumbline.gauges.errors');
  return (set) => {
    let failing: GaugeFault | undefined;
    samples.add(0, { set });
    for (const reason of FAULTS) errors.add(0, { set, reason });
    const recovered = (): void => {
      if (failing !== undefined) log.info({ gauges: set }, 'workflow gauges are sampled again');
      failing = undefined;
    };
    return {
      sampled() {
        samples.add(1, { set });
        recovered();
      },
      answered() {
        if (failing === 'lease') recovered();
      },
      failed(reason, why) {
        errors.add(1, { set, reason });
        if (failing === reason) return;
        failing = reason;
        log.warn({ gauges: set, reason, ...nameOf(why), fix: FIXES[reason] }, 'workflow gauges cannot be sampled');
      },
    };
  };
}
