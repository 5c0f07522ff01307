import { defineConfig } from '@plumbline/core';
import { expect, expectTypeOf, test } from 'vitest';
import { createMetrics, type Metrics } from '../src/index.ts';
import { sdkMeter } from './sdk-meter.ts';

type JobOf<M> = M extends { readonly job: (name: infer Job, fn: never) => unknown } ? Job : never;

test('names of jobs are known from a list and from a record, and nothing else compiles', () => {
  const { meter } = sdkMeter();
  const listed = createMetrics({ meter, jobs: ['digest', 'sweep'] });
  const described = createMetrics({ meter, jobs: { digest: { everySeconds: 60 }, sweep: {} } });
  const none = createMetrics({ meter });
  expectTypeOf<JobOf<typeof listed>>().toEqualTypeOf<'digest' | 'sweep'>();
  expectTypeOf<JobOf<typeof described>>().toEqualTypeOf<'digest' | 'sweep'>();
  expectTypeOf<JobOf<typeof none>>().toEqualTypeOf<string>();
  const calls = (): unknown[] => [
    // @ts-expect-error not in the list
    listed.job('canary', () => 1),
    // @ts-expect-error not in the record
    described.job('canary', () => 1),
    // @ts-expect-error not in the record
    described.jobSucceededAt('canary', new Date()),
    // @ts-expect-error seconds have another name
    createMetrics({ meter, jobs: { digest: { every: 60 } } }),
  ];
  expect(calls).toBeTypeOf('function');
});

test('a configuration carries the names of both forms', () => {
  const service = { name: 'x' };
  const listed = defineConfig({ service, metrics: { jobs: ['digest'] } });
  const described = defineConfig({ service, metrics: { jobs: { digest: { everySeconds: 60 } } } });
  type JobsOf<C> = C extends { readonly metrics?: infer M } ? Exclude<M, undefined> : never;
  type Name<C> = JobsOf<C> extends { readonly jobs?: infer J } ? Extract<J, readonly unknown[]>[number] : never;
  expectTypeOf<Name<typeof listed>>().toEqualTypeOf<'digest'>();
  expectTypeOf<Name<typeof described>>().toEqualTypeOf<'digest'>();
  expect([listed, described]).toHaveLength(2);
});

test('metrics of a service fit where any metrics are asked for by their parts', () => {
  const { meter } = sdkMeter();
  const metrics = createMetrics({ meter, dependencies: { email: ['send'] }, jobs: ['digest'] });
  expectTypeOf(metrics).toEqualTypeOf<Metrics<{ readonly email: readonly ['send'] }, 'digest'>>();
  expectTypeOf(metrics).toExtend<Pick<Metrics, 'queue' | 'sync' | 'pool' | 'reconnect' | 'onShutdown' | 'isOn'>>();
});
