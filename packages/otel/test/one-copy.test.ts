import { createRequire } from 'node:module';
import { expect, it } from 'vitest';

const ours = createRequire(import.meta.url);
const exporters = ['exporter-metrics-otlp-proto', 'exporter-metrics-otlp-http', 'otlp-exporter-base'].map((name) =>
  ours.resolve(`@opentelemetry/${name}`),
);
const parts = ['core', 'resources', 'sdk-logs', 'sdk-metrics', 'sdk-trace'];

// The parts of OpenTelemetry ask for exact versions of one another: one that differs is loaded beside the other at each start.
it.each(exporters)('shares the SDK with %s and what that is made of', (exporter) => {
  const its = createRequire(exporter);
  const transformer = createRequire(its.resolve('@opentelemetry/otlp-transformer'));
  const found = parts.map((part) => transformer.resolve(`@opentelemetry/${part}`));
  expect(found).toEqual(parts.map((part) => ours.resolve(`@opentelemetry/${part}`)));
  expect(its.resolve('@opentelemetry/otlp-transformer')).toBe(ours.resolve('@opentelemetry/otlp-transformer'));
});
