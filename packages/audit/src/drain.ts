import { type Clock, type Log, PlumblineError, type Timer, toError, withDeadline } from '@plumbline/core';
import type { AuditRow } from './audit-record.ts';
import type { AuditStore } from './audit-store.ts';
import type { Spool } from './spool.ts';

/** Doubles from the first to the second, each time shortened by a random part. */
const BACKOFF_MS = { first: 200, most: 30_000 } as const;
/**
 * Calls of a store that were given up and may still answer. Each keeps a batch in memory, and often a connection; further
 * attempts wait until one has answered.
 */
const MAX_UNANSWERED = 3;

export interface DrainOptions {
  readonly spool: Spool;
  readonly store: AuditStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly intervalMs: number;
  readonly maxBatch: number;
  readonly storeTimeoutMs: number;
  /** Reads a line of the spool; undefined when it is none. */
  readonly rowOfLine: (line: string) => AuditRow | undefined;
  readonly onStored: (count: number) => void;
  readonly onUnreadable: (count: number) => void;
  readonly onFailure: () => void;
}

/** Moves records from the spool to the store, in the background. */
export interface Drain {
  /** Something waits: drain it within the interval, or when the store has had its pause. */
  readonly wake: () => void;
  /** Drains until the spool is empty or the store fails; joins a drain that is under way. */
  run(): Promise<boolean>;
  stop(): Promise<void>;
}

/** Appends with a deadline; rejects at once while too many calls of before have no answer. */
function createSending({ store, storeTimeoutMs }: DrainOptions): (rows: readonly AuditRow[]) => Promise<void> {
  let unanswered = 0;
  const call = async (rows: readonly AuditRow[]): Promise<boolean> => {
    unanswered += 1;
    try {
      await store.append(rows);
    } finally {
      unanswered -= 1;
    }
    return true;
  };
  return async (rows) => {
    if (unanswered >= MAX_UNANSWERED) throw silent(unanswered);
    const inTime = await withDeadline(call(rows), storeTimeoutMs, () => false);
    if (!inTime) throw new PlumblineError('PLB_AUDIT_STORE', `the store did not answer within ${storeTimeoutMs} ms`);
  };
}

const silent = (calls: number): PlumblineError =>
  new PlumblineError('PLB_AUDIT_STORE', `the store has not answered ${calls} calls; none is made until one ends`, {
    fix: 'Give the client a timeout of its own, such as `query_timeout` of pg, or restart the service; records wait in the spool.',
  });

export function createDrain(options: DrainOptions): Drain {
  const { spool, store, clock, log, intervalMs } = options;
  const send = createSending(options);
  const maxBatch = Math.min(options.maxBatch, store.maxBatch);
  let failures = 0;
  let stopped = false;
  let timer: Timer | undefined;
  let running: Promise<boolean> | undefined;

  const append = async (lines: readonly string[]): Promise<void> => {
    const rows = lines.flatMap((line) => options.rowOfLine(line) ?? []);
    if (rows.length > 0) await send(rows);
    if (rows.length < lines.length) options.onUnreadable(lines.length - rows.length);
    options.onStored(rows.length);
  };
  const drainOnce = async (): Promise<boolean> => {
    try {
      for await (const batch of spool.batches(maxBatch)) {
        await append(batch.lines);
        await batch.done();
        failures = 0;
        if (stopped) break;
      }
      return true;
    } catch (error) {
      failures += 1;
      options.onFailure();
      // Once per outage: the gauges tell how it goes on.
      if (failures === 1)
        log.error({ err: toError(error), code: 'PLB_AUDIT_STORE' }, 'audit store does not take records');
      return false;
    }
  };
  const schedule = (ms: number): void => {
    if (stopped || timer) return;
    timer = clock.after(ms, () => {
      timer = undefined;
      void run();
    });
  };
  const pause = (): number => {
    if (failures === 0) return intervalMs;
    const most = Math.min(BACKOFF_MS.most, BACKOFF_MS.first * 2 ** (failures - 1));
    return most / 2 + Math.random() * (most / 2);
  };
  const run = (): Promise<boolean> => {
    running ??= drainOnce().finally(() => {
      running = undefined;
      if (spool.pending > 0) schedule(pause());
    });
    return running;
  };
  return {
    wake() {
      if (!running) schedule(pause());
    },
    run,
    async stop() {
      stopped = true;
      timer?.cancel();
      await running;
    },
  };
}
