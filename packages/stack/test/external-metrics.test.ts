import { expect, it } from 'vitest';
import { externalMetrics } from '../src/model/external-metrics.ts';

it('names each metric once per source, with labels that Prometheus takes', () => {
  const keys = externalMetrics.map(({ from, name }) => `${from}/${name}`);
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  const wrong = externalMetrics.filter(
    ({ help, labels, name }) =>
      !/^[a-zA-Z_]\w*$/.test(name) ||
      !/^[A-Z1].+\.$/.test(help) ||
      new Set(labels).size !== labels.length ||
      labels.some((label) => !/^[a-z_]\w*$/.test(label)),
  );
  expect(wrong).toEqual([]);
});

it('has the three series of each histogram', () => {
  const labels = new Map(externalMetrics.map((metric) => [metric.name, metric.labels]));
  const histograms = [...labels.keys()].filter((name) => name.endsWith('_bucket'));
  expect(histograms).toContain('traces_spanmetrics_latency_bucket');
  for (const bucket of histograms) {
    expect(labels.get(bucket)).toContain('le');
    expect(labels.get(bucket.replace('_bucket', '_sum'))).not.toContain('le');
    expect(labels.get(bucket.replace('_bucket', '_count'))).not.toContain('le');
  }
});
