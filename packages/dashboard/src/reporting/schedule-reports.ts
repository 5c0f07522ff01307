import {
  type Clock,
  type Log,
  type Meter,
  noopLog,
  noopMeter,
  PlumblineError,
  systemClock,
  type Timer,
  toError,
  unknownOptions,
} from '@plumbline/core';
import { quietCounter } from '../quiet-counter.ts';
import type { Reporting } from './create-reporting.ts';
import { HOUR_MS } from './periods.ts';

export interface ReportScheduleOptions {
  readonly reporting: Pick<Reporting, 'run'>;
  /** Hours between two runs, 1 to 24: a period is a day at least, and its numbers are wanted on the day. @default 6 */
  readonly everyHours?: number;
  /**
   * What a run stands in: a lock that one replica at a time holds, a job that is counted and alerted on. It calls `work`, or
   * does not where another replica is at it. `work` rejects where the run failed. @default every replica runs, which does no
   * harm: whoever comes second finds nothing left to do
   */
  readonly around?: (work: () => Promise<void>) => Promise<unknown>;
  readonly log?: Log;
  /** Where runs are counted by their outcome. @default nowhere */
  readonly meter?: Meter;
  readonly clock?: Clock;
}

export interface ReportSchedule {
  /**
   * Begins no more runs, ends the statement of the running one, and resolves when it has ended: what was counted and not kept
   * is counted again later. Idempotent.
   */
  stop(): Promise<void>;
}

const KEYS: readonly (keyof ReportScheduleOptions)[] = ['reporting', 'everyHours', 'around', 'log', 'meter', 'clock'];

const EVERY_HOURS = 6;

/** The first run begins within so many milliseconds: replicas that start together do not ask together. */
const SPREAD_MS = 60_000;

function check(options: ReportScheduleOptions): void {
  const { reporting, everyHours = EVERY_HOURS, around } = options;
  const faults = [
    ...unknownOptions(options, KEYS),
    ...(typeof (reporting as Partial<Reporting> | undefined)?.run === 'function'
      ? []
      : ['`reporting` must be what `createReporting` returned']),
    ...(Number.isFinite(everyHours) && everyHours >= 1 && everyHours <= 24
      ? []
      : ['`everyHours` must be a number from 1 to 24']),
    ...(around === undefined || typeof around === 'function'
      ? []
      : ['`around` must be a function that is given the work']),
  ];
  if (faults.length > 0) throw new PlumblineError('PLB_OPTION_INVALID', `reports:\n  - ${faults.join('\n  - ')}`);
}

/** One run with its line and its count. It rejects where the run failed, so that a job around it knows. */
function createRun({ reporting, log = noopLog, meter = noopMeter }: ReportScheduleOptions, signal: AbortSignal) {
  const counter = quietCounter(meter, 'plumbline.reporting.runs');
  return async (): Promise<void> => {
    try {
      const { finished, refused } = await reporting.run({ signal });
      counter.add(1, { outcome: refused.length > 0 ? 'refused' : 'success' });
      if (finished > 0) log.info({ count: finished }, 'reports: numbers have finished and are kept');
      for (const { metric, reason } of refused) {
        log.error({ code: 'PLB_REPORTING_METRIC', what: metric, reason }, 'reports: a definition has no numbers');
      }
    } catch (error) {
      // A run that was cut off goes on after the next start.
      if (!signal.aborted) counter.add(1, { outcome: 'failed' });
      throw error;
    }
  };
}

/**
 * Computes and keeps finished numbers now and then, as long as the process lives: a quarter whose events are gone has none.
 * The first run begins within a minute. Its timer keeps no process alive; a run that fails is logged, counted, and repeated at
 * its next time.
 *
 * @throws PlumblineError `PLB_OPTION_INVALID`, with every fault at once.
 *
 * @example const reports = scheduleReports({ reporting, log, meter }); plumbline.onShutdown({ before: () => reports.stop() })
 */
export function scheduleReports(options: ReportScheduleOptions): ReportSchedule {
  check(options);
  const { around = (work) => work(), clock = systemClock, everyHours = EVERY_HOURS, log = noopLog } = options;
  const ending = new AbortController();
  const run = createRun(options, ending.signal);
  let running: Promise<void> = Promise.resolve();
  let timer: Timer | undefined;
  const once = async (): Promise<void> => {
    try {
      await around(run);
    } catch (error) {
      if (!ending.signal.aborted) log.error({ err: toError(error) }, 'reports: a run failed; the next one repeats it');
    }
    if (!ending.signal.aborted) next(everyHours * HOUR_MS);
  };
  const next = (ms: number): void => {
    timer = clock.after(ms, () => {
      running = once();
    });
  };
  next(Math.random() * SPREAD_MS);
  return {
    async stop() {
      timer?.cancel();
      ending.abort();
      await running;
    },
  };
}
