import { createCounter, createGauge, createHistogram, type ObservableResult } from '@plumbline/core';
import { OTHER } from '../label-guard.ts';
import { runCall } from './dependency-calls.ts';
import { createFailureLines } from './failure-lines.ts';
import { createQueueReading, type QueueState, type ReadQueue } from './queue-reading.ts';
import { type Outcome, OUTCOMES, SECOND_MS, type Setting } from './setting.ts';

/** One queue. */
export interface QueueMetrics {
  /**
   * Reads depth and oldest age at each collection, and at no other time. A read that fails or takes longer than a second
   * makes them NaN; nothing else is held up. Another call takes its place; what is returned stops it.
   */
  readonly watch: (read: ReadQueue) => () => void;
  /** Counts one item that has ended, with the seconds that the work on it took; a failure is told to the log. */
  readonly processed: (outcome: Outcome, seconds: number, error?: unknown) => void;
  /** Runs the work on one item: counted, timed, its result or error handed on. */
  readonly run: <T>(fn: () => Promise<T> | T) => Promise<T>;
}

type Readings = Map<string, () => Promise<QueueState>>;

const gauges = {
  'plumbline.queue.depth': ({ depth }) => depth,
  'plumbline.queue.oldest_age': ({ oldestAgeSeconds }) => oldestAgeSeconds,
} as const satisfies Record<string, (state: QueueState) => number>;

/** Each reading answers within its deadline, so this does. */
function observeQueues({ meter, onShutdown }: Setting, readings: Readings): void {
  for (const [name, valueOf] of Object.entries(gauges)) {
    const gauge = createGauge(meter, name as keyof typeof gauges);
    const callback = async (result: ObservableResult): Promise<void> => {
      const states = Array.from(readings, async ([queue, read]) => [queue, await read()] as const);
      for (const [queue, state] of await Promise.all(states)) result.observe(valueOf(state), { queue });
    };
    gauge.addCallback(callback);
    onShutdown(() => gauge.removeCallback(callback));
  }
}

/** Depth, oldest age, items and durations of the declared queues; items start at 0. */
export function createQueues(setting: Setting, queues: readonly string[]): (name: string) => QueueMetrics {
  const { meter, guard, log, clock } = setting;
  const items = createCounter(meter, 'plumbline.queue.processed');
  const duration = createHistogram(meter, 'plumbline.queue.duration');
  const queueOf = guard('plumbline.queue.processed', 'queue', queues);
  const outcomeOf = guard('plumbline.queue.processed', 'outcome', OUTCOMES);
  const tell = createFailureLines(setting, 'the work on an item of a queue failed');
  const readings: Readings = new Map();
  for (const queue of queues) {
    for (const outcome of OUTCOMES) items.add(0, { queue, outcome });
  }
  observeQueues(setting, readings);
  return (given) => {
    const queue = queueOf(given);
    const processed: QueueMetrics['processed'] = (ended, seconds, error) => {
      const outcome = outcomeOf(ended);
      items.add(1, { queue, outcome });
      if (Number.isFinite(seconds) && seconds >= 0) duration.record(seconds, { queue, outcome });
      if (outcome === 'failure') tell({ queue }, error);
    };
    return {
      processed,
      watch(read) {
        // Two queues without a name of their own would overwrite each other.
        if (queue === OTHER) return () => undefined;
        const reading = createQueueReading(queue, read, log);
        readings.set(queue, reading);
        return () => {
          if (readings.get(queue) === reading) readings.set(queue, stopped);
        };
      },
      run(fn) {
        const began = clock.monotonic();
        return runCall((outcome, error) => processed(outcome, (clock.monotonic() - began) / SECOND_MS, error), fn);
      },
    };
  };
}

const stopped = (): Promise<QueueState> => Promise.resolve({ depth: Number.NaN, oldestAgeSeconds: Number.NaN });
