import { fetchJson, listOf, objectOf, textOf } from './fetch-json.ts';
import type { SignalEndpoint } from './reliability-options.ts';

/** One series: its labels, and its values by milliseconds since the epoch; null where Prometheus says NaN. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly { readonly at: number; readonly value: number | null }[];
}

/** Questions to the HTTP API of Prometheus (or of what speaks it: Mimir, Thanos, VictoriaMetrics). */
export interface Prometheus {
  /** Values at one moment, milliseconds since the epoch. */
  instant(expr: string, at: number, signal: AbortSignal): Promise<readonly Series[]>;
  /** Values over time; both ends and the step in milliseconds. */
  range(
    expr: string,
    span: { readonly from: number; readonly until: number; readonly stepMs: number },
    signal: AbortSignal,
  ): Promise<readonly Series[]>;
}

function pointOf(pair: unknown): Series['points'][number] {
  const [seconds, text] = listOf(pair);
  const value = Number(textOf(text) || Number.NaN);
  return { at: Number(seconds) * 1_000, value: Number.isFinite(value) ? value : null };
}

function seriesOf(answer: unknown): readonly Series[] {
  const { data, status } = objectOf(answer);
  if (status !== 'success') throw new Error('the metrics store did not say success');
  return listOf(objectOf(data)['result']).map((each) => {
    const { metric, value, values } = objectOf(each);
    const labels = Object.entries(objectOf(metric)).map(([name, text]) => [name, textOf(text)] as const);
    const pairs = values === undefined ? [value] : listOf(values);
    return { labels: Object.fromEntries(labels), points: pairs.map(pointOf) };
  });
}

const seconds = (ms: number): string => (ms / 1_000).toFixed(3);

export const createPrometheus = (endpoint: SignalEndpoint): Prometheus => ({
  async instant(query, at, signal) {
    return seriesOf(await fetchJson(endpoint, '/api/v1/query', { query, time: seconds(at) }, signal));
  },
  async range(query, { from, until, stepMs }, signal) {
    const asked = { query, start: seconds(from), end: seconds(until), step: seconds(stepMs) };
    return seriesOf(await fetchJson(endpoint, '/api/v1/query_range', asked, signal));
  },
});

/** The first value of an answer; null where there is none. */
export const firstValue = (series: readonly Series[]): number | null => series[0]?.points.at(-1)?.value ?? null;
