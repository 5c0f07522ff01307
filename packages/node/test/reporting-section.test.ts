import { expect, it } from 'vitest';
import { configSchema, faultsOf } from '../src/config-schema.ts';

const faults = (reporting: unknown): readonly string[] =>
  faultsOf(configSchema, 'config', { service: { name: 'orders' }, reporting });

it('takes definitions of reported numbers, and a way to the store', () => {
  const fingerprint = '0'.repeat(64);
  expect(faults({ metrics: [{ id: 'active_people', fingerprint }], source: () => undefined })).toEqual([]);
});

it('refuses what is no definition, and an option that nothing reads', () => {
  expect(faults({ metrics: [{ id: 'active_people' }], sorce: 1 })).toEqual([
    'config.reporting.metrics.0: must be what `defineMetric` of @plumbline/dashboard/reporting returned',
    'config.reporting.sorce: is no option; did you mean `source`?',
  ]);
  expect(faults({})).toEqual(['config.reporting.metrics: must be a list of metrics']);
  expect(faults(1)).toEqual(['config.reporting: must be an object, such as `{ metrics: coreMetrics({ … }) }`']);
});
