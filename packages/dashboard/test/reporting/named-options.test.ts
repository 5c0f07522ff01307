import { expect, it } from 'vitest';
import { coreMetrics, type CoreMetricsOptions, defineMetric, type MetricSpec } from '../../src/reporting.ts';

const messageOf = (make: () => unknown): string => {
  try {
    make();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

const BY = { owner: '@team-desk', validFrom: '2026-01-01' } as const;

it.each([undefined, null, 'active', [BY]])('a definition of %o says what it takes', (given) => {
  expect(messageOf(() => defineMetric(given as unknown as MetricSpec))).toMatch(
    /^PLB_REPORTING_METRIC: metric: `defineMetric` takes one object/,
  );
});

it('asks for no `change` where there is no version', () => {
  const message = messageOf(() => defineMetric({} as MetricSpec));
  expect(message).toContain('`version` must be a whole number');
  expect(message).not.toContain('`change`');
  expect(messageOf(() => defineMetric({ version: 2 } as MetricSpec))).toContain('`change` is missing');
});

it.each([undefined, null])('core metrics of %o say what they take', (given) => {
  expect(messageOf(() => coreMetrics(given as unknown as CoreMetricsOptions))).toMatch(
    /^PLB_REPORTING_METRIC: coreMetrics: it takes one object/,
  );
});

it('names each option of the core metrics with what was given', () => {
  const message = messageOf(() =>
    coreMetrics({ ...BY, role: 'Role!', team: 7 as never, keyAction: 'Closed', orgSlice: 'unit' }),
  );
  expect(message).toMatch(/^PLB_REPORTING_METRIC: coreMetrics: /);
  expect(message).toContain('`role` is "Role!": a field or dimension must be named');
  expect(message).toContain('`team` is number: a field or dimension must be named');
  expect(message).toContain('`keyAction` is "Closed": an event must be named');
  expect(message).not.toContain('`orgSlice`');
});
