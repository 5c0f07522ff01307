import type { CollectorFault, CollectorScale } from './collector/measure.ts';
import { type Benchmark, defineBenchmark, type Side } from './harness/benchmark.ts';

const side = (fault: CollectorFault, what: string): Side<CollectorScale> => ({
  what,
  run: async (scale) => (await import('./collector/measure.ts')).measureCollector(fault, scale),
});

const FAULTS = ['down', 'hang', 'drip', 'throttled', 'error'] as const;

/** Latency of a busy machine moves by more than this from one sample to the next. */
const SAME = 1.1;
const MOST_GROWN_MIB = 64;
const MOST_EXIT_MS = 3_000;

export const collector: Benchmark = defineBenchmark<CollectorScale>({
  name: 'collector',
  question: 'What do callers and operators notice of a collector that fails? @plumbline/node in a process of its own.',
  metrics: {
    p50Ms: { unit: 'ms', what: 'latency by the clock, median', better: 'less' },
    p99Ms: { unit: 'ms', what: 'latency by the clock, 99th percentile', better: 'less', column: 'p99' },
    grownMiB: { unit: 'MiB', what: 'growth of the process', better: 'less', ratio: false, column: 'Memory grown' },
    exitMs: { unit: 'ms', what: 'from SIGTERM to the end', better: 'less', ratio: false, column: 'End after SIGTERM' },
    answered: { unit: 'requests', what: 'answered, each with a line', better: 'more', ratio: false },
    lostLines: { unit: 'lines', what: 'that did not arrive', better: 'less', ratio: false, column: 'Lines lost' },
    uncountedLines: {
      unit: 'lines',
      what: 'of them that its metrics do not count',
      better: 'less',
      ratio: false,
      column: 'Not counted',
    },
    failedExports: { unit: 'exports', what: 'counted as failed', better: 'less', ratio: false },
  },
  baseline: 'healthy',
  sides: {
    healthy: side('none', 'takes everything'),
    down: side('down', 'connections are refused'),
    hang: side('hang', 'takes requests and never answers'),
    drip: side('drip', 'answers byte by byte, and is done after ten seconds'),
    throttled: side('throttled', 'answers 429 with Retry-After: 2'),
    error: side('error', 'answers 500'),
  },
  bars: [
    ...FAULTS.map((fault) => ({ side: fault, metric: 'p99Ms', to: 'healthy', most: SAME })),
    ...FAULTS.map((fault) => ({ side: fault, metric: 'grownMiB', most: MOST_GROWN_MIB })),
    ...FAULTS.map((fault) => ({ side: fault, metric: 'exitMs', most: MOST_EXIT_MS })),
    ...FAULTS.map((fault) => ({ side: fault, metric: 'uncountedLines', most: 0 })),
  ],
  peers: ['@opentelemetry/sdk-trace', '@opentelemetry/sdk-logs', '@opentelemetry/sdk-metrics'],
  rounds: 5,
  // Longer than exports take until they are given up, and more lines than the queue has room for.
  scale: { connections: 16, perSecond: 500, warmMs: 2_000, steadyMs: 12_000 },
  tiny: { connections: 4, perSecond: 100, warmMs: 100, steadyMs: 300 },
});
