import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Benchmark, defineBenchmark } from '../harness/benchmark.ts';
import { fields, makeCatalog, makeContext } from './setting.ts';
import { countStored, openStore } from './stored.ts';

type OutageScale = Readonly<Record<'perSecond' | 'healthySeconds' | 'outageSeconds', number>>;

/** What happens to the store in the middle of the run. */
type Outage = 'none' | 'down' | 'error' | 'throttled' | 'hang' | 'lost_reply';

/** Six thousand events wait, of 500 bytes each as text; the rest is room for what has not been collected yet. */
const MAX_GROWN_MIB = 64;

/** How often events are captured, in milliseconds. */
const TICK_MS = 50;

const residentMiB = (): number => process.memoryUsage.rss() / 1_048_576;

/** Captures at a steady rate and answers the most memory that the process held above where it began. */
async function captureFor(seconds: number, perSecond: number, capture: () => void): Promise<number> {
  const began = performance.now();
  const from = residentMiB();
  let most = 0;
  for (let done = 0; done < seconds * perSecond;) {
    const due = Math.min(seconds * perSecond, ((performance.now() - began) / 1_000) * perSecond);
    for (; done < due; done += 1) capture();
    most = Math.max(most, residentMiB() - from);
    await sleep(TICK_MS);
  }
  return most;
}

async function run(outage: Outage, kept: 'memory' | 'spool', scale: OutageScale): Promise<Record<string, number>> {
  const { clickhouse } = await import('@plumbline/adapter-clickhouse');
  const { startEmbedded } = await import('@plumbline/adapter-clickhouse/embedded');
  const { recordHttp, startFaultProxy } = await import('@plumbline/testkit/servers');
  const { runInContext } = await import('@plumbline/core/context');
  const { createEvents } = await import('@plumbline/events');
  await using engine = await startEmbedded({ directory: path.resolve('engine') });
  await using gateway = await recordHttp({ forwardTo: { socketPath: engine.socketPath } });
  const { port, hostname: host } = new URL(gateway.url);
  await using proxy = await startFaultProxy({ to: { host, port: Number(port) } });
  const events = createEvents({
    catalog: await makeCatalog(),
    adapters: [clickhouse({ url: proxy.url, sendTimeoutMs: 2_000 })],
    retry: { maxMs: 2_000 },
    ...(kept === 'spool' && { spool: { directory: path.resolve('spool') } }),
  });
  await events.start();
  const store = await openStore(engine.clientOptions());
  const context = await makeContext();
  const capture = (): void => runInContext(context, () => events.capture('approval_submitted', fields));
  await captureFor(scale.healthySeconds, scale.perSecond, capture);
  if (outage === 'down') await proxy.set('refuse');
  if (outage === 'hang') await proxy.set('hang');
  if (outage === 'error' || outage === 'throttled' || outage === 'lost_reply') await gateway.fail(outage);
  const grownMiB = await captureFor(scale.outageSeconds, scale.perSecond, capture);
  await proxy.set('pass');
  await gateway.fail('none');
  await captureFor(scale.healthySeconds, scale.perSecond, capture);
  const { delivered } = await events.shutdown({ timeoutMs: 60_000 });
  const { accepted } = events.snapshot();
  const { stored, apart, merged } = await countStored(store);
  await store.close();
  if (delivered !== accepted) throw new Error(`accepted ${accepted}, delivered ${delivered}`);
  return {
    captured: accepted,
    lost: accepted - stored,
    doubled: apart - stored,
    doubledMerged: merged - stored,
    grownMiB,
  };
}

const side = (outage: Outage, what: string, kept: 'memory' | 'spool' = 'memory') => ({
  what,
  run: (scale: OutageScale) => run(outage, kept, scale),
});

export const outage: Benchmark = defineBenchmark<OutageScale>({
  name: 'outage',
  question:
    'What is lost or stored twice while ClickHouse fails? The real engine behind a gateway and a proxy that fail.',
  metrics: {
    captured: { unit: 'events', what: 'captured and accepted', better: 'more', ratio: false },
    lost: { unit: 'events', what: 'accepted and not in the table', better: 'less', ratio: false, most: 0 },
    doubled: { unit: 'rows', what: 'more than once in the table', better: 'less', ratio: false, most: 0 },
    doubledMerged: { unit: 'rows', what: 'more than once to a reader (FINAL)', better: 'less', ratio: false, most: 0 },
    grownMiB: {
      unit: 'MiB',
      what: 'growth of the process during the outage',
      better: 'less',
      ratio: false,
      most: MAX_GROWN_MIB,
    },
  },
  baseline: 'healthy',
  sides: {
    healthy: side('none', 'no outage'),
    down: side('down', 'connections are refused'),
    error: side('error', 'each request is answered with 500'),
    throttled: side('throttled', 'each request is answered with 429 and Retry-After: 2'),
    hang: side('hang', 'nothing is answered; a send is given up after two seconds'),
    lostReply: side('lost_reply', 'each request is stored, and the connection cut in place of the answer'),
    hangSpool: side('hang', 'the same as hang, through the spool', 'spool'),
    lostReplySpool: side('lost_reply', 'the same as lostReply, through the spool', 'spool'),
  },
  peers: ['@clickhouse/client'],
  rounds: 1,
  sampleTimeoutMs: 240_000,
  scale: { perSecond: 200, healthySeconds: 3, outageSeconds: 30 },
  // Longer than a send may take, so that one is given up.
  tiny: { perSecond: 200, healthySeconds: 1, outageSeconds: 3 },
});
