import { signals } from '@plumbline/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMetrics } from '../src/index.ts';
import { sdkMeter } from './sdk-meter.ts';

const lists = {
  dependencies: { mail: ['send'], blob: ['put', 'get'] },
  jobs: ['digest', 'sweep'],
  queues: ['mail'],
  syncs: ['calendar'],
  connections: ['broker'],
  pools: ['main'],
  catalogActions: ['approval_submitted'],
} as const;

/** Everything that an untyped caller could hand over, listed or not. */
const value = fc.oneof(
  fc.constantFrom('mail', 'blob', 'send', 'put', 'digest', 'success', 'other'),
  fc.string(),
  fc.anything(),
);

/** The signals as an untyped caller has them. */
interface Loose extends Record<'usage' | 'reconnect' | 'pool', (...args: unknown[]) => void> {
  readonly beginCall: (...args: unknown[]) => (outcome: unknown) => void;
  readonly auth: { readonly attempt: (given: unknown) => void };
  readonly sync: (name: unknown) => Record<'operation' | 'recovered', (given: unknown) => void>;
  readonly queue: (name: unknown) => Record<'processed', (...args: unknown[]) => void>;
  readonly job: (...args: unknown[]) => Promise<unknown>;
}

/** Calls everything that takes a name with whatever it is given. */
async function hurl(metrics: Loose, [one, two, three]: readonly unknown[]): Promise<void> {
  metrics.usage(one);
  metrics.beginCall(one, two)(three);
  metrics.reconnect(one, two);
  metrics.auth.attempt({ outcome: one, reason: two });
  metrics.sync(one).operation(three);
  metrics.sync(one).recovered(1);
  metrics.queue(one).processed(two, 1);
  metrics.pool(one, () => ({ used: 0, idle: 0, max: 0, pending: 0 }));
  await metrics.job(one, () => undefined);
}

/** Most series that the lists allow, `other` among them. */
const MOST: Readonly<Record<string, number>> = {
  'plumbline.usage.actions': 2,
  // Operations of a dependency stay with it.
  'plumbline.dependency.calls': 2 * (2 + 3 + 1),
  'plumbline.dependency.duration': 2 * 3,
  'plumbline.connection.reconnects': 2 * 3,
  'plumbline.auth.attempts': 3 * 7,
  'plumbline.sync.operations': 2 * 4,
  'plumbline.sync.recovered': 2,
  'plumbline.queue.processed': 2 * 3,
  'plumbline.queue.duration': 2 * 3,
  'plumbline.queue.depth': 1,
  'plumbline.job.runs': 3 * 2,
  'plumbline.job.duration': 3 * 2,
  'plumbline.job.last_success': 2,
  'db.client.connection.count': 2 * 2,
};

/** The values that may stand in a series. */
const LISTED = new Set<string>([
  'other',
  'used',
  'idle',
  'success',
  'failure',
  'retry',
  ...Object.entries(lists.dependencies).flat(2),
  ...Object.values(lists).flatMap((names) => (Array.isArray(names) ? (names as string[]) : [])),
  ...signals['plumbline.auth.attempts'].labels.reason,
]);

test('whatever is handed over, every label value is a listed one and series stay within their bound', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(value, value, value), { minLength: 1, maxLength: 40 }), async (calls) => {
      const { meter, read } = sdkMeter();
      const metrics = createMetrics({ meter, ...lists }) as unknown as Loose;
      for (const call of calls) await hurl(metrics, call);
      for (const [name, most] of Object.entries(MOST)) {
        const series = Object.keys(await read(name));
        expect(series.length).toBeLessThanOrEqual(most);
        const values = series
          .flatMap((labels) => labels.split(',').filter(Boolean))
          .map((label) => label.split('=')[1]);
        expect(values.filter((one) => !LISTED.has(one ?? ''))).toEqual([]);
      }
    }),
    { numRuns: 60 },
  );
});

test('what is not listed is counted, each time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(value, { maxLength: 30 }), async (names) => {
      const { meter, read } = sdkMeter();
      const metrics = createMetrics({ meter, ...lists });
      for (const name of names) metrics.usage(name as string);
      const onPurpose = names.filter((name) => name === 'other').length;
      const unlisted = names.filter((name) => name !== 'approval_submitted').length;
      const others = await read('plumbline.metrics.other_labels');
      expect(others['instrument=plumbline.usage.actions,label=action']).toBe(unlisted - onPurpose);
      const actions = await read('plumbline.usage.actions');
      expect(actions['action=other'] ?? 0).toBe(unlisted);
      expect(actions['action=approval_submitted']).toBe(names.length - unlisted);
    }),
    { numRuns: 60 },
  );
});
