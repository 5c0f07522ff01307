import type { Attributes } from '@opentelemetry/api';
import { DataPointType, type MetricData, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { type NamedMetric, prometheusLabel, prometheusName } from '@plumbline/core';

/** What a scraper is told that the text is: version 0.0.4 of the text format, which every Prometheus reads. */
export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

type TextType = 'counter' | 'gauge' | 'histogram';

/** One name: its lines stand together, and each set of labels once. */
interface Family {
  readonly type: TextType;
  readonly help: string;
  readonly series: Set<string>;
  readonly lines: string[];
}

const escapeHelp = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
const escapeValue = (text: string): string => escapeHelp(text).replaceAll('"', String.raw`\"`);

const valueText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

/** Attributes as labels, sorted; those that become one name are joined, as Prometheus joins them. */
function labelsOf(attributes: Attributes): readonly string[] {
  const values = new Map<string, string>();
  for (const [name, value] of Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const label = prometheusLabel(name);
    if (label === '') continue;
    const before = values.get(label);
    values.set(label, before === undefined ? valueText(value) : `${before};${valueText(value)}`);
  }
  return Array.from(values, ([label, value]) => `${label}="${escapeValue(value)}"`).toSorted();
}

const numberText = (value: number): string =>
  value === Infinity ? '+Inf' : value === -Infinity ? '-Inf' : String(value);

const line = (name: string, labels: readonly string[], value: number): string =>
  `${name}${labels.length === 0 ? '' : `{${labels.join(',')}}`} ${numberText(value)}`;

const kindOf = (metric: MetricData): NamedMetric['kind'] | undefined => {
  if (metric.dataPointType === DataPointType.GAUGE) return 'gauge';
  if (metric.dataPointType === DataPointType.HISTOGRAM) return 'histogram';
  if (metric.dataPointType === DataPointType.SUM) return metric.isMonotonic ? 'counter' : 'updowncounter';
  // The text format has nothing for an exponential histogram.
  return undefined;
};

/** The buckets of a histogram count everything below their bound, so each holds those before it. */
function histogramLines(name: string, metric: MetricData & { dataPointType: DataPointType.HISTOGRAM }, family: Family) {
  for (const { attributes, value } of metric.dataPoints) {
    const labels = labelsOf(attributes);
    if (!addSeries(family, labels)) continue;
    let below = 0;
    for (const [index, bound] of value.buckets.boundaries.entries()) {
      below += value.buckets.counts[index] ?? 0;
      family.lines.push(line(`${name}_bucket`, [...labels, `le="${numberText(bound)}"`], below));
    }
    family.lines.push(line(`${name}_bucket`, [...labels, 'le="+Inf"'], value.count));
    if (value.sum !== undefined) family.lines.push(line(`${name}_sum`, labels, value.sum));
    family.lines.push(line(`${name}_count`, labels, value.count));
  }
}

/** Two meters may have an instrument of one name; a series that stands twice would make the whole scrape fail. */
function addSeries({ series }: Family, labels: readonly string[]): boolean {
  const key = labels.join(',');
  if (series.has(key)) return false;
  series.add(key);
  return true;
}

function addMetric(families: Map<string, Family>, metric: MetricData): void {
  const kind = kindOf(metric);
  if (kind === undefined || metric.dataPoints.length === 0) return;
  const { name: own, unit, description } = metric.descriptor;
  const name = prometheusName({ name: own, unit, kind });
  if (name === '') return;
  const type: TextType = kind === 'updowncounter' ? 'gauge' : kind;
  const family = families.get(name) ?? { type, help: description, series: new Set(), lines: [] };
  // Another type under the same name cannot be told apart in this format: the first stays.
  if (family.type !== type) return;
  families.set(name, family);
  if (metric.dataPointType === DataPointType.HISTOGRAM) histogramLines(name, metric, family);
  else if (metric.dataPointType !== DataPointType.EXPONENTIAL_HISTOGRAM) {
    for (const { attributes, value } of metric.dataPoints) {
      const labels = labelsOf(attributes);
      if (addSeries(family, labels)) family.lines.push(line(name, labels, value));
    }
  }
}

/** Everything that was collected, as version 0.0.4 of Prometheus' text format; the resource stands in `target_info`. */
export function prometheusText({ resource, scopeMetrics }: ResourceMetrics): string {
  const families = new Map<string, Family>();
  families.set('target_info', {
    type: 'gauge',
    help: 'Attributes of the resource.',
    series: new Set(),
    lines: [line('target_info', labelsOf(resource.attributes), 1)],
  });
  for (const { metrics } of scopeMetrics) for (const metric of metrics) addMetric(families, metric);
  return Array.from(families, ([name, { type, help, lines }]) =>
    [...(help === '' ? [] : [`# HELP ${name} ${escapeHelp(help)}`]), `# TYPE ${name} ${type}`, ...lines, ''].join('\n'),
  ).join('');
}
