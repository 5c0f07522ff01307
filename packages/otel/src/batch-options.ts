import { unknownOptions } from '@plumbline/core';

/** How spans or log records wait for their export. */
export interface BatchOptions {
  /** Longest time one waits, in milliseconds. @default 5000 for traces, 1000 for logs */
  readonly delayMs?: number;
  /** Longest time of one export as the queue sees it. @default `otlp.timeoutMs` */
  readonly timeoutMs?: number;
  /** Most that wait; what comes then is dropped and counted. @default 2048 */
  readonly maxQueue?: number;
  /** Most in one export, at most `maxQueue`. @default 512 */
  readonly maxBatch?: number;
}

export type BatchSettings = Required<BatchOptions>;

/** The signals that wait in a queue; metrics are read at an interval. */
export type BatchSignal = 'traces' | 'logs';

export const BATCH_SIGNALS: readonly BatchSignal[] = ['traces', 'logs'];

interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** Spans and records of about 1 kB: the largest queue is some 64 MB. Longer times than these no timer of Node takes as meant. */
export const BATCH_BOUNDS = {
  delayMs: { least: 0, most: 3_600_000 },
  timeoutMs: { least: 1, most: 600_000 },
  maxQueue: { least: 1, most: 65_536 },
  maxBatch: { least: 1, most: 65_536 },
} as const satisfies Record<keyof BatchOptions, Bounds>;

/** At 1 kB each, 2 MB per signal. */
export const DEFAULT_QUEUE = 2_048;
const DEFAULT_BATCH = 512;
const DEFAULT_DELAY_MS: Readonly<Record<BatchSignal, number>> = { traces: 5_000, logs: 1_000 };

const NAMES = Object.keys(BATCH_BOUNDS) as (keyof BatchOptions)[];

export const inBounds = (value: number, { least, most }: Bounds): boolean =>
  Number.isSafeInteger(value) && value >= least && value <= most;

/** Every fault of `batch`, by the name of its option. */
export function batchFaults(batch: Readonly<Partial<Record<BatchSignal, BatchOptions>>> = {}): string[] {
  const faults = unknownOptions(batch, BATCH_SIGNALS, 'batch.');
  for (const signal of BATCH_SIGNALS) {
    const given = batch[signal];
    if (given === undefined) continue;
    faults.push(...unknownOptions(given, NAMES, `batch.${signal}.`));
    for (const name of NAMES) {
      const value = given[name];
      const { least, most } = BATCH_BOUNDS[name];
      if (value !== undefined && !inBounds(value, { least, most })) {
        faults.push(`\`batch.${signal}.${name}\` must be a whole number from ${least} to ${most}`);
      }
    }
    if ((given.maxBatch ?? 0) > (given.maxQueue ?? DEFAULT_QUEUE)) {
      faults.push(
        `\`batch.${signal}.maxBatch\` must be at most \`batch.${signal}.maxQueue\` (${DEFAULT_QUEUE} unless set)`,
      );
    }
  }
  return faults;
}

export function readBatch(signal: BatchSignal, timeoutMs: number, given: BatchOptions = {}): BatchSettings {
  const maxQueue = given.maxQueue ?? DEFAULT_QUEUE;
  return {
    delayMs: given.delayMs ?? DEFAULT_DELAY_MS[signal],
    timeoutMs: given.timeoutMs ?? timeoutMs,
    maxQueue,
    maxBatch: given.maxBatch ?? Math.min(DEFAULT_BATCH, maxQueue),
  };
}
