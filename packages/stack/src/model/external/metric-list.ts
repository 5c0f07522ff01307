import type { ExternalMetric } from '../instrument.ts';

/** What Prometheus adds to every series that it scrapes. */
const SCRAPED = ['job', 'instance'] as const;

/** One line of a list: the name, its own labels with blanks between, and what it says. */
export type MetricLine = readonly [name: string, labels: string, help: string];

const words = (text: string): readonly string[] => (text === '' ? [] : text.split(' '));

/** The metrics of one source; a name that ends with `_bucket` brings the count and the sum of its histogram. */
export const metricList = (from: ExternalMetric['from'], lines: readonly MetricLine[]): readonly ExternalMetric[] =>
  lines.flatMap(([name, labels, help]) => {
    const own = [...SCRAPED, ...words(labels)];
    if (!name.endsWith('_bucket')) return [{ name, from, labels: own, help }];
    const base = name.slice(0, -'_bucket'.length);
    return [
      { name, from, labels: [...own, 'le'], help: `${help}, by bucket.` },
      { name: `${base}_count`, from, labels: own, help: `${help}: how many.` },
      { name: `${base}_sum`, from, labels: own, help: `${help}: their sum.` },
    ];
  });
