import { createCounter, createGauge, createHistogram, PlumblineError } from '@plumbline/core';
import { runJob } from '@plumbline/core/context';
import { OTHER } from '../label-guard.ts';
import { runCall } from './dependency-calls.ts';
import { createFailureLines } from './failure-lines.ts';
import { OUTCOMES, SECOND_MS, type Setting } from './setting.ts';

const isGenerator = (value: unknown): boolean =>
  /^\[object (?:Async)?Generator\]$/.test(Object.prototype.toString.call(value));

/** The body of a generator has not begun when the call is over, and what runs it is not known here. */
function refuseGenerator<T>(result: T): T {
  if (!isGenerator(result)) return result;
  throw new PlumblineError(
    'PLB_METRICS_OPTION',
    'a job returned a generator, whose body has not run: walk through it inside of the job',
  );
}

export interface JobMetrics {
  readonly run: <T>(name: string, fn: () => Promise<T> | T) => Promise<T>;
  readonly succeededAt: (name: string, at: Date | null | undefined) => void;
}

/** The gauge of Unix times: absent for a job that this process has not seen succeed. */
function createLastSuccess({ clock, meter, onShutdown }: Setting): (job: string, ms: number) => void {
  const seconds = new Map<string, number>();
  const gauge = createGauge(meter, 'plumbline.job.last_success');
  const observe: Parameters<typeof gauge.addCallback>[0] = (result) => {
    for (const [job, at] of seconds) result.observe(at, { job });
  };
  gauge.addCallback(observe);
  onShutdown(() => gauge.removeCallback(observe));
  return (job, ms) => {
    const now = clock.now() / SECOND_MS;
    const at = Math.min(ms / SECOND_MS, now);
    // A success of nobody knows which job would hide that another one is stale.
    if (job === OTHER || !Number.isFinite(at)) return;
    // So would one in the future, as a clock leaves it that was ahead for a while.
    const before = seconds.get(job) ?? at;
    seconds.set(job, before > now ? at : Math.max(at, before));
  };
}

/** Runs, durations and last successes of the declared jobs; runs start at 0. */
export function createJobMetrics(setting: Setting, jobs: readonly string[]): JobMetrics {
  const { meter, guard, clock } = setting;
  const runs = createCounter(meter, 'plumbline.job.runs');
  const duration = createHistogram(meter, 'plumbline.job.duration');
  const jobOf = guard('plumbline.job.runs', 'job', jobs);
  const succeeded = createLastSuccess(setting);
  const tell = createFailureLines(setting, 'a job failed');
  for (const job of jobs) {
    for (const outcome of OUTCOMES) runs.add(0, { job, outcome });
  }
  return {
    run(name, fn) {
      const job = jobOf(name);
      const began = clock.monotonic();
      return runJob(job, () =>
        runCall(
          (outcome, error) => {
            runs.add(1, { job, outcome });
            duration.record((clock.monotonic() - began) / SECOND_MS, { job, outcome });
            if (outcome === 'success') succeeded(job, clock.now());
            else tell({ job }, error);
          },
          async () => refuseGenerator(await fn()),
        ),
      );
    },
    succeededAt(name, at) {
      const job = jobOf(name);
      // What a table says of a job that never succeeded.
      if (at === null || at === undefined) return;
      if (!(at instanceof Date)) {
        throw new PlumblineError('PLB_METRICS_OPTION', 'jobSucceededAt: give a `Date`, or null where no run succeeded');
      }
      succeeded(job, at.getTime());
    },
  };
}
