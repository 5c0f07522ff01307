import { isPlumblineError, type ReportPeriod, type ReportValue, toError } from '@plumbline/core';
import type { Engine } from './engine.ts';
import { groupBy } from './group.ts';
import { judgePeriod, type Moment } from './judge-period.ts';
import type { Metric } from './metric.ts';
import { DAY_MS, dayOf, startsBetween, timeOf } from './periods.ts';
import type { ReportRun, RunFinding } from './report.ts';
import { responsible, versionsOf } from './versions.ts';

/** How far back a run names what can never be computed; what was before is old news. */
const LOOK_BACK_DAYS = 400;

/** Periods whose numbers are written together: a write reads the store before and after. */
const AT_ONCE = 50;

/** Which versions have finished a period already, and with which text. */
type Stored = ReadonlyMap<string, readonly ReportValue[]>;

const keyOf = (metric: string, period: ReportPeriod, start: string): string => `${metric} ${period} ${start}`;

async function readStored({ store, metrics }: Engine): Promise<Stored> {
  if (metrics.length === 0) return new Map();
  const values = await store.readReports({ metrics: metrics.map(({ id }) => id) });
  return groupBy(values, ({ metric, period, start }) => keyOf(metric, period, start));
}

/** Numbers of this very version that another text made. */
const isRewritten = ({ id, version, fingerprint }: Metric, stored: Stored): boolean =>
  [...stored.values()].some((values) =>
    values.some((value) => value.metric === id && value.version === version && value.fingerprint !== fingerprint),
  );

/** Whether this version or a later one has finished the period: a version never computes what a later one has. */
const isDone = (metric: Metric, period: ReportPeriod, start: number, stored: Stored): boolean =>
  (stored.get(keyOf(metric.id, period, dayOf(start))) ?? []).some(({ version }) => version >= metric.version);

/** Findings of one reason that follow one another as one. */
function joinRows(findings: readonly RunFinding[]): readonly RunFinding[] {
  const rows: RunFinding[] = [];
  for (const finding of findings) {
    const last = rows.at(-1);
    const follows = last?.metric === finding.metric && last.period === finding.period && last.reason === finding.reason;
    if (last !== undefined && follows) rows[rows.length - 1] = { ...last, until: finding.until };
    else rows.push(finding);
  }
  return rows;
}

interface MetricRun {
  readonly finished: number;
  readonly impossible: readonly RunFinding[];
}

/** One version of a definition, and which periods are its own. */
interface Job {
  readonly metric: Metric;
  readonly versions: readonly Metric[];
}

/** Periods of one version that are finished and have no number yet, and those that never will have one. */
function planVersion({ metric, versions }: Job, moment: Moment, stored: Stored) {
  const { id, version, validFrom } = metric;
  const first = Math.max(timeOf(validFrom), moment.latest - LOOK_BACK_DAYS * DAY_MS);
  const finished: { readonly period: ReportPeriod; readonly start: number }[] = [];
  const impossible: RunFinding[] = [];
  for (const period of metric.periods) {
    for (const start of startsBetween(period, first, moment.now)) {
      if (responsible(versions, start) !== metric || isDone(metric, period, start, stored)) continue;
      const state = judgePeriod(metric, period, start, moment);
      const day = dayOf(start);
      if (state.kind === 'finished') finished.push({ period, start });
      if (state.kind === 'impossible') {
        impossible.push({ metric: id, version, period, from: day, until: day, reason: state.reason });
      }
    }
  }
  return { finished, impossible: joinRows(impossible) };
}

/** Computes and keeps every finished period of one version that is not kept yet, the oldest first. */
async function runVersion(engine: Engine, job: Job, moment: Moment, stored: Stored): Promise<MetricRun> {
  const { finished, impossible } = planVersion(job, moment, stored);
  for (let done = 0; done < finished.length; done += AT_ONCE) {
    const values: ReportValue[] = [];
    for (const { period, start } of finished.slice(done, done + AT_ONCE)) {
      engine.signal?.throwIfAborted();
      const number = await engine.compute(job.metric, period, start);
      values.push(...number.cells.map((cell) => ({ ...number.of, ...cell })));
    }
    await engine.store.writeReports(values);
  }
  return { finished: finished.length, impossible };
}

const allOf = ({ id, version, validFrom, periods }: Metric, reason: string): RunFinding => ({
  metric: id,
  version,
  period: periods[0] ?? 'day',
  from: validFrom,
  until: validFrom,
  reason,
});

const REWRITTEN =
  'stored numbers of this version were made by another text: take the change back, or declare the next version';

/** A failed query of one metric is no reason to miss the others. */
async function tryVersion(engine: Engine, job: Job, moment: Moment, stored: Stored): Promise<MetricRun | string> {
  if (isRewritten(job.metric, stored)) return REWRITTEN;
  try {
    return await runVersion(engine, job, moment, stored);
  } catch (error) {
    if (engine.signal?.aborted === true || !isPlumblineError(error)) throw toError(error);
    return error.message.split('\n')[0] ?? error.code;
  }
}

/** Computes and keeps what has finished. */
export async function runReports(engine: Engine): Promise<ReportRun> {
  const [moment, stored] = await Promise.all([engine.moment(), readStored(engine)]);
  const impossible: RunFinding[] = [];
  const refused: RunFinding[] = [];
  let finished = 0;
  const jobs = engine.metrics.flatMap((declared) => {
    const versions = versionsOf(declared, engine.lock);
    return versions.map((metric) => ({ metric, versions }));
  });
  for (const job of jobs) {
    const ran = await tryVersion(engine, job, moment, stored);
    if (typeof ran === 'string') refused.push(allOf(job.metric, ran));
    else {
      finished += ran.finished;
      impossible.push(...ran.impossible);
    }
  }
  return { finished, impossible, refused };
}
