import type { PageRequest, PanelResult, PanelTable } from '../../page-request.ts';
import type { OpenReport } from '../../reporting/read-report.ts';
import type { ReportedMetric } from '../../reporting/report.ts';
import { type Numbers, type PeriodChoice, reportTable } from './numbers.ts';

/** A number that could not be counted, as the page says it. */
export interface Trouble {
  readonly message: string;
  readonly requestId: string;
}

/** A metric with what is not finished counted so far, or as it is kept where that could not be done. */
export interface Counted {
  readonly reported: ReportedMetric;
  readonly trouble?: Trouble;
}

/** The numbers that are kept: two short questions, and the same ones for everybody who looks now. */
export const readKept = (
  request: PageRequest,
  source: Numbers,
  choice: PeriodChoice,
): Promise<PanelResult<OpenReport>> =>
  request.attempt('executive', (signal) => source.open(choice, signal), `kept ${choice.period} ${choice.count}`);

/** Counts one metric, for everybody who looks now. Never rejects. */
async function count(
  request: PageRequest,
  report: OpenReport,
  kept: ReportedMetric,
  choice: PeriodChoice,
): Promise<Counted> {
  const { id, version, fingerprint } = kept.metric;
  const key = `counted ${version} ${fingerprint} ${choice.period} ${choice.count}`;
  const result = await request.attempt(id, (signal) => report.count(id, signal), key, 'scan');
  if (result.state !== 'error') return { reported: result.answer };
  const { message, requestId } = result;
  return { reported: kept, trouble: { message, requestId } };
}

/** A metric, and its number when it has been counted. */
export interface Coming {
  readonly kept: ReportedMetric;
  readonly counted: Promise<Counted>;
}

/** Begins to count every metric of a report, in its order. */
export const countAll = (request: PageRequest, report: OpenReport, choice: PeriodChoice): readonly Coming[] =>
  report.metrics.map((kept) => ({ kept, counted: count(request, report, kept, choice) }));

/** Every number for a spreadsheet: one that is late is missed by nobody in a file, so there is none without it. */
export async function collectNumbers(
  request: PageRequest,
  source: Numbers | undefined,
  choice: PeriodChoice,
): Promise<PanelResult<PanelTable>> {
  if (source === undefined) return { state: 'empty', answer: reportTable([]) };
  const kept = await readKept(request, source, choice);
  if (kept.state === 'error') return kept;
  const counted = await Promise.all(countAll(request, kept.answer, choice).map((coming) => coming.counted));
  const late = counted.find(({ trouble }) => trouble !== undefined)?.trouble;
  if (late !== undefined) return { state: 'error', ...late };
  return { state: 'ready', answer: reportTable(counted.map(({ reported }) => reported)) };
}
