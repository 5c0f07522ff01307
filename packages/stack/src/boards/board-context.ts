import type { StackModel } from '../model/stack-model.ts';
import { PROBE_ROUTES } from '../promql/probe-routes.ts';
import { createQuery, type Matches, type Part, SCOPE_OF_BOARDS } from '../promql/query.ts';

/** What boards are written with: names come from the vocabulary; service and environment are what the visitor chose. */
export interface BoardContext {
  readonly model: StackModel;
  /** A selector of the chosen service and environment. */
  select(instrument: string, matches?: Matches, part?: Part): string;
  /** `rate(…[$__rate_interval])`. */
  rate(instrument: string, matches?: Matches, part?: Part): string;
  /** `increase(…[window])`; without a window that of a step of the panel. */
  increase(instrument: string, matches?: Matches, window?: string): string;
  /** `sum by (…) (inner)`, with labels by their wire names; `sum (inner)` without any. */
  sum(inner: string, ...labels: readonly string[]): string;
  /**
   * The same, and one zero where no series exists at all: what never happened is shown as that, and not as a panel without
   * data. Its labels are `none`, or its legend would end in nothing.
   */
  sumOrNone(inner: string, ...labels: readonly string[]): string;
  max(inner: string, ...labels: readonly string[]): string;
  min(inner: string, ...labels: readonly string[]): string;
  /** A quantile of a histogram in its unit; NaN, where nothing was measured, is left out. */
  quantile(share: number, instrument: string, more?: QuantileOptions): string;
  /** Requests of people, without those of probes; routes that middleware refused are in it. */
  readonly people: Matches;
  /** `{{plumbline_job_name}}`. */
  legend(label: string): string;
  /** Lines of the chosen service in Loki, with a filter behind: `| severity_number >= 17`. */
  logs(filter: string): string;
  /** Spans of the chosen service in Tempo. */
  traces(filter: string): string;
}

export interface QuantileOptions {
  readonly matches?: Matches;
  readonly by?: readonly string[];
  readonly window?: string;
}

export const RATE = '$__rate_interval';
/** Lines of level error and fatal, as OpenTelemetry numbers severity. */
export const ERROR_LINES = '| severity_number >= 17';
/** The share of a part in a whole, without the NaN of nothing in nothing. */
export const share = (part: string, whole: string): string => `${part} / (${whole} > 0)`;
/** The same of each series of the whole: a part that has none, such as a failure that never was, is zero of it. */
export const shareOfEach = (part: string, whole: string): string => share(`(${part} or 0 * ${whole})`, whole);
/** Zero where there is nothing to count: an alert that does not fire has no series. */
export const orZero = (expr: string): string => `${expr} or vector(0)`;

export function createBoardContext(model: StackModel): BoardContext {
  const query = createQuery(model, SCOPE_OF_BOARDS);
  const label = (name: string): string => query.label(name);
  const select: BoardContext['select'] = (...selected) => query.select(...selected);
  const over =
    (operator: string) =>
    (inner: string, ...labels: readonly string[]): string =>
      labels.length === 0 ? `${operator}(${inner})` : `${operator} by (${labels.map(label).join(', ')}) (${inner})`;
  const sum = over('sum');
  const zero = (labels: readonly string[]): string =>
    labels.reduce((none, name) => `label_replace(${none}, "${label(name)}", "none", "", "")`, 'vector(0)');
  return {
    model,
    select,
    rate: (...selected) => `rate(${select(...selected)}[${RATE}])`,
    increase: (instrument, matches, window = RATE) => `increase(${select(instrument, matches)}[${window}])`,
    sum,
    sumOrNone: (inner, ...labels) => `${sum(inner, ...labels)} or on () ${zero(labels)}`,
    max: over('max'),
    min: over('min'),
    quantile(q, instrument, { by = [], matches, window = RATE } = {}) {
      const buckets = sum(`rate(${select(instrument, matches, 'bucket')}[${window}])`, 'le', ...by);
      return `histogram_quantile(${q}, ${buckets}) >= 0`;
    },
    people: { 'http.route': { notIn: PROBE_ROUTES } },
    legend: (name) => `{{${label(name)}}}`,
    logs: (filter) => `{service_name=~"$service",deployment_environment_name=~"$environment"} ${filter}`,
    traces: (filter) => `{ resource.service.name =~ "$service" && ${filter} }`,
  };
}
