import { createHash } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { defineBenchmark } from '../harness/benchmark.ts';
import { startHelper } from '../processes/helper.ts';
import { change, requestOfAdmin } from './context.ts';
import { newKey, ROLES, startAuditDatabase } from './database.ts';

type DelayScale = Readonly<Record<'seconds' | 'warmUpSeconds', number>>;
type Values = Readonly<Record<string, number>>;

const PER_SECOND = 5_000;
const TICK_MS = 5;
/** The most at once: after a stall the rest is spread over later ticks, or the load itself would be the stall. */
const MOST_AT_ONCE = 100;

/** What the application does for each mutation, some 10 µs of it, with audit and without. */
const work = (n: number): unknown =>
  createHash('sha256')
    .update(JSON.stringify({ n, ...change }))
    .digest('hex');

/** So many mutations a second by the clock, for so long. */
async function load(seconds: number, mutate: (n: number) => unknown): Promise<number> {
  const began = performance.now();
  const total = seconds * PER_SECOND;
  let done = 0;
  while (done < total) {
    const due = Math.min(total, Math.floor(((performance.now() - began) / 1_000) * PER_SECOND));
    const until = Math.min(due, done + MOST_AT_ONCE);
    for (; done < until; done += 1) mutate(done);
    await pause(TICK_MS);
  }
  return performance.now() - began;
}

async function measure({ seconds, warmUpSeconds }: DelayScale, mutate: (n: number) => unknown): Promise<Values> {
  await load(warmUpSeconds, mutate);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const tookMs = await load(seconds, mutate);
  delay.disable();
  return {
    p50Ms: delay.percentile(50) / 1e6,
    p99Ms: delay.percentile(99) / 1e6,
    p999Ms: delay.percentile(99.9) / 1e6,
    perSecond: (seconds * PER_SECOND * 1_000) / tookMs,
  };
}

/** The server runs here too, so that both sides share the machine with one. */
async function without(scale: DelayScale): Promise<Values> {
  await using _database = await startAuditDatabase();
  return measure(scale, work);
}

async function audited(scale: DelayScale): Promise<Values> {
  const { createAudit, defineActions, starterActions } = await import('@plumbline/audit');
  const { postgresStore } = await import('@plumbline/audit/postgres');
  const { runInContext } = await import('@plumbline/core/context');
  await using database = await startAuditDatabase();
  using sealer = startHelper('audit-sealer', [database.server.urlAs(ROLES.sealer)]);
  await sealer.ask({ pem: newKey().pem });
  const audit = createAudit({
    actions: defineActions(starterActions),
    store: postgresStore(database.application(2)),
    spoolDirectory: 'spool',
    service: { name: 'bench' },
  });
  await audit.start();
  const mutate = (n: number): void => {
    work(n);
    audit.record('role.changed', change);
  };
  const values = await runInContext(await requestOfAdmin(), () => measure(scale, mutate));
  const pendingAtEnd = audit.pending;
  await audit.shutdown({ timeoutMs: 60_000 });
  const { recorded, stored, pending } = audit.snapshot();
  const { records: sealed } = await sealer.ask<Values>({ finish: true });
  if (stored !== recorded || sealed !== recorded || pending > 0)
    throw new Error(`recorded ${recorded}, stored ${stored}, sealed ${sealed}`);
  return { ...values, pendingAtEnd };
}

export const auditDelay = defineBenchmark<DelayScale>({
  name: 'audit-delay',
  question: 'How long does the event loop stand still at 5,000 audit records a second?',
  metrics: {
    p50Ms: { unit: 'ms', what: 'event-loop delay, median', better: 'less' },
    p99Ms: { unit: 'ms', what: 'event-loop delay, 99th percentile', better: 'less' },
    p999Ms: { unit: 'ms', what: 'event-loop delay, 99.9th percentile', better: 'less' },
    perSecond: { unit: '/s', what: 'mutations', better: 'more', ratio: false },
  },
  baseline: 'without',
  sides: {
    without: { what: '5,000 mutations a second, not audited', run: without },
    audit: {
      what: '@plumbline/audit: each is recorded, stored in PostgreSQL, and sealed by a process of its own',
      run: audited,
    },
  },
  bars: [
    { side: 'audit', metric: 'p999Ms', to: 'without', difference: true, most: 2 },
    { side: 'audit', metric: 'perSecond', least: 0.99 * PER_SECOND },
  ],
  needs: 'postgres',
  peers: ['pg'],
  rounds: 3,
  sampleTimeoutMs: 300_000,
  scale: { seconds: 60, warmUpSeconds: 5 },
  tiny: { seconds: 0.3, warmUpSeconds: 0.1 },
});
