import { isPlumblineError, noopLog, PlumblineError, systemClock, toError, wait } from '@plumbline/core';
import { importKafka } from '../client.ts';
import { KIND } from '../egress.ts';
import { checkConnection, wrong } from '../options.ts';
import type { Counting, SinkCounts, SinkOptions } from './options.ts';
import { runSession } from './session.ts';

/** Reads a topic into ClickHouse. */
export interface ClickhouseSink extends AsyncDisposable {
  /** Joins the group and begins; resolves once it has joined. Throws PLB_ADAPTER_DEPENDENCY, and what `into` throws. */
  start(): Promise<void>;
  /** What became of the records since the start. */
  read(): SinkCounts;
  /** Stops for good. What it has not committed is read again by the next. */
  close(): Promise<void>;
}

const FIRST_WAIT_MS = 250;
const MOST_WAIT_MS = 10_000;

const positive = (value: number | undefined): boolean => value === undefined || (Number.isInteger(value) && value > 0);

function check(options: SinkOptions): void {
  checkConnection(options);
  const { groupId, maxBatch, maxWaitMs, sessionTimeoutMs, into } = options;
  if (typeof groupId !== 'string' || groupId === '') throw wrong('`groupId` is empty');
  if (into.allow !== 'catalog') throw wrong('`into` is not a source of truth', "Give it `allow: 'catalog'`.");
  if (![maxBatch, maxWaitMs, sessionTimeoutMs].every((each) => positive(each))) {
    throw wrong('`maxBatch`, `maxWaitMs` and `sessionTimeoutMs` are positive integers');
  }
}

/**
 * Makes a sink that fills ClickHouse from the topic of `kafka`, each event once: it inserts, then commits the offset, so
 * that a process which ends in between inserts again; `known` leaves such repeats out, and rows with one event's identity
 * are one row under FINAL. A tombstone erases its person. Nothing is opened before `start`.
 * Throws PLB_ADAPTER_OPTION.
 */
export function createClickhouseSink(options: SinkOptions): ClickhouseSink {
  check(options);
  const { into, log = noopLog, clock = systemClock, maxBatch = 1_000 } = options;
  const counts: Counting = { read: 0, stored: 0, repeated: 0, malformed: 0, rejected: 0, erasures: 0, restarts: 0 };
  const abort = new AbortController();
  let running: Promise<void> | undefined;
  const bounded = { ...options, maxBatch: Math.min(maxBatch, into.capabilities.maxBatch) };
  const writing = { options: bounded, counts, clock, signal: abort.signal };

  const run = async (onJoin: () => void): Promise<void> => {
    const lib = options.lib ?? (await importKafka());
    await into.open();
    for (let failures = 0; !abort.signal.aborted;) {
      const readBefore = counts.read;
      try {
        await runSession(lib, bounded, writing, onJoin);
      } catch (thrown) {
        if (abort.signal.aborted) return;
        // The client's errors hold what it received; its code says enough.
        const code = isPlumblineError(thrown)
          ? thrown.code
          : ((thrown as { code?: unknown }).code ?? toError(thrown).name);
        log.warn({ destination: KIND, code }, 'the sink begins anew after a failure');
        counts.restarts += 1;
        failures = counts.read > readBefore ? 0 : failures + 1;
        const ms = Math.min(MOST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
        await wait(clock, ms, { signal: abort.signal, keepAlive: true });
      }
    }
  };
  return {
    start() {
      if (abort.signal.aborted)
        return Promise.reject(new PlumblineError('PLB_LIFECYCLE_CLOSED', `${KIND}: the sink was closed`));
      return new Promise((resolve, reject) => {
        if (running !== undefined) return resolve();
        running = run(resolve);
        // Ends only where it was closed, or could not begin.
        running.then(resolve, (error: unknown) => {
          running = undefined;
          reject(toError(error));
        });
      });
    },
    read: () => ({ ...counts }),
    async close() {
      abort.abort();
      await running?.catch(() => undefined);
      await into.close();
    },
    [Symbol.asyncDispose]() {
      return this.close();
    },
  };
}
