import { expect, it } from 'vitest';
import {
  createCounter,
  createGauge,
  createHistogram,
  dropReasons,
  type InstrumentOptions,
  type InstrumentSpec,
  noopMeter,
  signals,
} from '../src/index.ts';

it.each(Object.entries(signals) as [string, InstrumentSpec][])(
  '%s is named and described as OpenTelemetry asks',
  (name, spec) => {
    expect(name).toMatch(/^(http|db|plumbline)(\.[a-z][a-z_]*)+$/);
    // The Prometheus exporters add these by themselves; written here they would stand twice.
    expect(name).not.toMatch(/_(total|seconds|bytes)$/);
    expect(spec.help).toMatch(/^[A-Z1].*\.$/);
    expect(spec.unit).toMatch(/^(s|1|By|\{[a-z]+\})$/);
    // Prometheus would end the name of such a gauge with `_ratio`.
    expect([spec.kind, spec.unit]).not.toEqual(['gauge', '1']);
    expect(spec.boundaries !== undefined).toBe(spec.kind === 'histogram');
  },
);

it('labels losses with every reason of the closed list', () => {
  expect(signals['plumbline.events.lost'].labels.reason).toEqual(Object.keys(dropReasons));
});

it('hands help, unit and bounds to the meter', () => {
  const made: [string, InstrumentOptions | undefined][] = [];
  const note =
    <T>(result: T) =>
    (name: string, options?: InstrumentOptions): T => {
      made.push([name, options]);
      return result;
    };
  const meter = {
    ...noopMeter,
    createCounter: note(noopMeter.createCounter('')),
    createHistogram: note(noopMeter.createHistogram('')),
    createObservableGauge: note(noopMeter.createObservableGauge('')),
  };
  createCounter(meter, 'plumbline.events.lost');
  createHistogram(meter, 'plumbline.job.duration');
  createGauge(meter, 'plumbline.audit.pending');
  expect(
    made.map(([name, options]) => [name, options?.unit, options?.advice?.explicitBucketBoundaries?.length]),
  ).toEqual([
    ['plumbline.events.lost', '{event}', undefined],
    ['plumbline.job.duration', 's', 12],
    ['plumbline.audit.pending', '{record}', undefined],
  ]);
});
