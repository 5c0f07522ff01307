import { PlumblineError, type ReportPeriod } from '@plumbline/core';
import type { ComputedNumber, Engine } from './engine.ts';
import { groupBy } from './group.ts';
import { type FinishedNumber, numbersOf, standing } from './history.ts';
import { judgePeriod, type Moment } from './judge-period.ts';
import type { Metric } from './metric.ts';
import { DAY_MS, dayOf, labelOf, shift, startOf, timeOf } from './periods.ts';
import { responsible, versionsOf } from './versions.ts';
import type { Report, ReportAsk, ReportedMetric, ReportedNumber, ReportedPeriod } from './report.ts';

const DEFAULT_COUNT = 5;

/** A metric of a report with all that is known of it. */
interface Subject {
  readonly metric: Metric;
  readonly isWithdrawn: boolean;
  readonly versions: readonly Metric[];
}

/** What is declared, then what was withdrawn and stands in the lock, for the readers and the period that are asked about. */
function subjectsOf({ metrics, lock }: Engine, { period, audience }: ReportAsk): readonly Subject[] {
  const declared = metrics.map((metric) => ({ metric, isWithdrawn: false, versions: versionsOf(metric, lock) }));
  const ids = new Set(metrics.map(({ id }) => id));
  const withdrawn = [...new Set(lock.versions.map(({ id }) => id))]
    .filter((id) => !ids.has(id))
    .flatMap((id) => {
      const versions = lock.versions.filter((known) => known.id === id);
      const metric = versions.at(-1);
      return metric === undefined ? [] : [{ metric, isWithdrawn: true, versions }];
    });
  return [...declared, ...withdrawn].filter(
    ({ metric }) => metric.periods.includes(period) && (audience === undefined || metric.audience.includes(audience)),
  );
}

function reported(number: FinishedNumber, { versions }: Subject): ReportedNumber {
  const { version, fingerprint, computedAt, cells } = number;
  const slices = cells.filter(({ slice }) => slice !== '');
  const leftOut = slices.filter(({ value }) => value === null).length;
  const text = versions.find((known) => known.version === version);
  return {
    version,
    fingerprint,
    computedAt,
    value: cells.find(({ slice }) => slice === '')?.value ?? null,
    slices,
    leftOut,
    // Of a version that nothing is known of, nothing can be said against it.
    isKnown: text === undefined || text.fingerprint === fingerprint,
  };
}

const asNumber = ({ of, cells }: ComputedNumber): FinishedNumber => ({ ...of, cells });

/** One period, without what the one before it says about it. */
type Row = Omit<ReportedPeriod, 'isBreak'>;

/** A period as it is kept, and what would have to be counted for a number so far. */
interface Draft {
  readonly kept: Row;
  readonly open?: { readonly metric: Metric; readonly start: number; readonly reason: string };
}

/** What is known before anything is counted. */
interface Known {
  readonly subject: Subject;
  readonly period: ReportPeriod;
  readonly moment: Moment;
  readonly numbers: readonly FinishedNumber[];
}

/** Why a period that could have a number has none. */
export const NOT_RUN = 'it is finished, and `plumbline report` or `reporting.run()` has not computed it yet';

function draftOf({ subject, period, moment, numbers }: Known, start: number): Draft {
  const day = dayOf(start);
  const named = { start: day, until: dayOf(shift(period, start, 1)), label: labelOf(period, start) };
  const found = standing(numbers.filter((number) => number.start === day));
  if (found !== undefined) {
    const beside = found.beside.map((number) => reported(number, subject));
    return { kept: { ...named, state: 'finished', number: reported(found.number, subject), beside } };
  }
  const missing = (reason: string): Draft => ({ kept: { ...named, state: 'missing', beside: [], reason } });
  if (subject.isWithdrawn) return missing('the definition was withdrawn');
  const metric = responsible(subject.versions, start) ?? subject.metric;
  const state = judgePeriod(metric, period, start, moment);
  if (state.kind === 'impossible') return missing(state.reason);
  if (state.kind === 'finished') return missing(NOT_RUN);
  const final = new Date(state.final).toISOString().slice(0, 16).replace('T', ' ');
  const open = { metric, start, reason: `late events may change it until ${final} UTC` };
  return { ...missing(`it is finished at ${final} UTC`), open };
}

/** Marks each number that another version made than the one before it. */
function withBreaks(periods: readonly Row[]): readonly ReportedPeriod[] {
  let before: number | undefined;
  return periods.map((period) => {
    const version = period.number?.version;
    const isBreak = before !== undefined && version !== undefined && version !== before;
    before = version ?? before;
    return { ...period, isBreak };
  });
}

/** The first and the last period that are asked about; nothing before the last that has begun. */
function windowOf({ period, count = DEFAULT_COUNT, until }: ReportAsk, now: number): readonly number[] {
  const last = startOf(period, Math.min(until === undefined ? now : timeOf(until) + DAY_MS - 1, now));
  return Array.from({ length: count }, (_, index) => shift(period, last, index - count + 1));
}

/** The numbers that are kept. What is not finished has none until it is counted, one metric at a time. */
export interface OpenReport extends Report {
  /**
   * A metric of the report with what is not finished counted so far; one after the other, as each is a scan of events. Rejects
   * where the signal ends it.
   */
  readonly count: (id: string, signal?: AbortSignal) => Promise<ReportedMetric>;
}

/** Reads the numbers that are kept. It writes nothing, and counts nothing until it is told to. */
export async function openReport(engine: Engine, ask: ReportAsk): Promise<OpenReport> {
  const { period, audience } = ask;
  const moment = await engine.moment();
  const starts = windowOf(ask, moment.now);
  const subjects = subjectsOf(engine, ask);
  const [from, until] = [dayOf(starts[0] ?? 0), dayOf(starts.at(-1) ?? 0)];
  const ids = subjects.map(({ metric }) => metric.id);
  const values = ids.length === 0 ? [] : await engine.store.readReports({ metrics: ids, period, from, until });
  const numbers = groupBy(numbersOf(values), ({ metric }) => metric);
  const drafts = new Map<string, readonly Draft[]>();
  const metrics = subjects.map((subject): ReportedMetric => {
    const { id } = subject.metric;
    const known: Known = { subject, period, moment, numbers: numbers.get(id) ?? [] };
    const own = starts.map((start) => draftOf(known, start));
    drafts.set(id, own);
    return { ...subject, periods: withBreaks(own.map(({ kept }) => kept)) };
  });
  return {
    period,
    audience,
    askedAt: moment.now,
    metrics,
    count: async (id, signal) => {
      const found = metrics.find(({ metric }) => metric.id === id);
      if (found === undefined) throw new PlumblineError('PLB_OPTION_INVALID', `reporting: the report has no ${id}`);
      const rows: Row[] = [];
      for (const { kept, open } of drafts.get(id) ?? []) {
        signal?.throwIfAborted();
        if (open === undefined) rows.push(kept);
        else {
          const number = asNumber(await engine.compute(open.metric, period, open.start, signal));
          rows.push({ ...kept, state: 'so-far', number: reported(number, found), reason: open.reason });
        }
      }
      return { ...found, periods: withBreaks(rows) };
    },
  };
}

/** Reads the numbers that are kept and counts what is not finished. It writes nothing. */
export async function readReport(engine: Engine, ask: ReportAsk): Promise<Report> {
  const { count, ...kept } = await openReport(engine, ask);
  if (ask.soFar === false) return kept;
  const metrics: ReportedMetric[] = [];
  for (const { metric } of kept.metrics) metrics.push(await count(metric.id));
  return { ...kept, metrics };
}
