import { type Labels, type Meter, noopMeter } from '@plumbline/core';
import { expect, it } from 'vitest';
import { type ReportRun, scheduleReports, type ReportScheduleOptions } from '../../src/reporting.ts';
import { keepLog, manualClock } from '../server/support.ts';

const HOUR_MS = 3_600_000;
const DONE: ReportRun = { finished: 0, refused: [], impossible: [] };
const REFUSED: ReportRun = {
  ...DONE,
  refused: [{ metric: 'active_people', version: 1, period: 'day', from: '', until: '', reason: 'its query failed' }],
};

const rig = (run: (options?: { readonly signal?: AbortSignal }) => Promise<ReportRun>, more: object = {}) => {
  const clock = manualClock();
  const log = keepLog();
  const outcomes: unknown[] = [];
  const add = (_: number, labels: Labels = {}) => void outcomes.push(labels['outcome']);
  const meter: Meter = { ...noopMeter, createCounter: () => ({ add }) };
  let runs = 0;
  const reporting: ReportScheduleOptions['reporting'] = {
    run: (options) => {
      runs += 1;
      return run(options);
    },
  };
  const schedule = scheduleReports({ reporting, clock, log, meter, ...more });
  return { clock, log, outcomes, runs: () => runs, schedule };
};

it('runs within a minute of the start and every so many hours after each run', async () => {
  const { clock, outcomes, runs } = rig(async () => DONE, { everyHours: 2 });
  expect(runs()).toBe(0);
  await clock.advance(60_000);
  expect(runs()).toBe(1);
  await clock.advance(2 * HOUR_MS - 1);
  expect(runs()).toBe(1);
  await clock.advance(1);
  expect(runs()).toBe(2);
  expect(outcomes).toEqual(['success', 'success']);
});

it('does not begin a run while one is on its way', async () => {
  let end: (run: ReportRun) => void = () => undefined;
  const { clock, runs } = rig(() => new Promise((resolve) => (end = resolve)));
  await clock.advance(60_000);
  await clock.advance(48 * HOUR_MS);
  expect(runs()).toBe(1);
  end(DONE);
  await clock.advance(0);
  await clock.advance(6 * HOUR_MS);
  expect(runs()).toBe(2);
});

it('counts and logs a run that fails, and goes on', async () => {
  const { clock, log, outcomes, runs } = rig(() => Promise.reject(new Error('connect ECONNREFUSED')));
  await clock.advance(60_000);
  await clock.advance(6 * HOUR_MS);
  expect(runs()).toBe(2);
  expect(outcomes).toEqual(['failed', 'failed']);
  expect(log.lines.map(({ level, message }) => [level, message])).toEqual([
    ['error', 'reports: a run failed; the next one repeats it'],
    ['error', 'reports: a run failed; the next one repeats it'],
  ]);
});

it('counts a run apart in which a definition was refused, and names it', async () => {
  const { clock, log, outcomes } = rig(async () => REFUSED);
  await clock.advance(60_000);
  expect(outcomes).toEqual(['refused']);
  expect(log.lines[0]?.fields).toMatchObject({ code: 'PLB_REPORTING_METRIC', what: 'active_people' });
});

it('hands the work to what stands around it, with its failure, and lets it leave a run out', async () => {
  const failed: unknown[] = [];
  let mine = true;
  const around = async (work: () => Promise<void>) => {
    if (mine) await work().catch((error: unknown) => failed.push(error));
  };
  const { clock, runs } = rig(() => Promise.reject(new Error('no')), { around });
  await clock.advance(60_000);
  expect(failed).toEqual([new Error('no')]);
  mine = false;
  await clock.advance(6 * HOUR_MS);
  expect(runs()).toBe(1);
  mine = true;
  await clock.advance(6 * HOUR_MS);
  expect(runs()).toBe(2);
});

it('ends: before its first run, and in the middle of one, which it waits for and does not call a failure', async () => {
  const early = rig(async () => DONE);
  await early.schedule.stop();
  await early.clock.advance(48 * HOUR_MS);
  expect(early.runs()).toBe(0);

  let ended = false;
  const cut = rig(
    ({ signal } = {}) =>
      new Promise((_, reject) =>
        signal?.addEventListener('abort', () =>
          setImmediate(() => {
            ended = true;
            reject(signal.reason);
          }),
        ),
      ),
  );
  await cut.clock.advance(60_000);
  await Promise.all([cut.schedule.stop(), cut.schedule.stop()]);
  expect(ended).toBe(true);
  await cut.clock.advance(48 * HOUR_MS);
  expect([cut.runs(), cut.outcomes, cut.log.lines]).toEqual([1, [], []]);
});

it('keeps numbers where the meter fails', async () => {
  const add = () => {
    throw new Error('no');
  };
  const { clock, log } = rig(async () => DONE, { meter: { ...noopMeter, createCounter: () => ({ add }) } });
  await clock.advance(60_000);
  expect(log.lines).toEqual([]);
});

it('says every fault of its options at once', () => {
  const options = { reporting: {}, everyHours: 0, around: true, every: 1 } as unknown as ReportScheduleOptions;
  expect(() => scheduleReports(options)).toThrow(
    /PLB_OPTION_INVALID.*`every`.*`reporting` must.*`everyHours` must.*`around` must/s,
  );
});
