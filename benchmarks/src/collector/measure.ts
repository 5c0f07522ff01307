import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { type Helper, startHelper } from '../processes/helper.ts';
import type { LoadReport } from '../processes/load-client.ts';
import type { ReceiverCounts } from '../processes/otlp-receiver.ts';

export type CollectorScale = Readonly<Record<'connections' | 'perSecond' | 'warmMs' | 'steadyMs', number>>;

/** What the collector does with every request, after `@plumbline/testkit`. */
export type CollectorFault = 'none' | 'down' | 'hang' | 'drip' | 'throttled' | 'error';

const PROGRAM = path.resolve(import.meta.dirname, '../processes/collector-service.ts');
const WATCH_MS = 100;

interface Service extends Disposable {
  readonly child: ChildProcess;
  readonly port: number;
}

async function startService(endpoints: Readonly<Record<string, string>>): Promise<Service> {
  const child = fork(PROGRAM, [], {
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...endpoints },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { child, port, [Symbol.dispose]: () => void child.kill('SIGKILL') };
}

/** Asks the service to end and says how long that took; a service that ends by anything but the signal is an error. */
async function endService({ child }: Service): Promise<number> {
  const began = performance.now();
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const [code, signal] = (await ended) as [number | null, string | null];
  if (signal !== 'SIGTERM') throw new Error(`the service ended with ${signal ?? code}`);
  return performance.now() - began;
}

const residentMiB = ({ child }: Service): number => {
  const found = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'));
  return Number(found?.[1] ?? Number.NaN) / 1_024;
};

/** The load by the clock, and the most memory that the service held above where it began. */
async function loadService(service: Service, load: Helper, scale: CollectorScale) {
  const { port } = service;
  const { connections, perSecond, warmMs, steadyMs } = scale;
  const put = (durationMs: number): Promise<LoadReport> => load.ask({ port, connections, durationMs, perSecond });
  const warmUp = await put(warmMs);
  const from = residentMiB(service);
  let most = from;
  const watch = setInterval(() => (most = Math.max(most, residentMiB(service))), WATCH_MS);
  const steady = await put(steadyMs).finally(() => clearInterval(watch));
  return { steady, answered: warmUp.requests + steady.requests, grownMiB: most - from };
}

const endpoint = (signal: 'TRACES' | 'METRICS' | 'LOGS', url: string): Record<string, string> => ({
  [`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`]: `${url}/v1/${signal.toLowerCase()}`,
});

/** All three signals meet the fault: latency, memory, and how long the end takes. */
async function runAll(url: string, load: Helper, scale: CollectorScale): Promise<Record<string, number>> {
  using service = await startService({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
  const { steady, grownMiB } = await loadService(service, load, scale);
  const exitMs = await endService(service);
  return { p50Ms: steady.p50Ms, p99Ms: steady.p99Ms, maxMs: steady.maxMs, grownMiB, exitMs };
}

/** Only traces and logs meet it: the metrics that arrive elsewhere say how much of both the service knows that it lost. */
async function runCounted(collector: Helper, url: string, load: Helper, scale: CollectorScale) {
  using receiver = startHelper('otlp-receiver');
  const { url: healthy } = await receiver.hear<{ url: string }>();
  const before = await collector.ask<ReceiverCounts>({ count: true });
  using service = await startService({
    ...endpoint('METRICS', healthy),
    ...endpoint('TRACES', url),
    ...endpoint('LOGS', url),
  });
  const { answered } = await loadService(service, load, scale);
  await endService(service);
  const { logs } = await collector.ask<ReceiverCounts>({ count: true });
  const { droppedLogs, droppedSpans, failedExports } = await receiver.ask<ReceiverCounts>({ count: true });
  // The service logs lines of its own, so that a few more may arrive than there were requests.
  const lostLines = Math.max(0, answered - (logs - before.logs));
  return { answered, lostLines, uncountedLines: Math.max(0, lostLines - droppedLogs), droppedSpans, failedExports };
}

/** One kind of collector under one service after the other. */
export async function measureCollector(fault: CollectorFault, scale: CollectorScale): Promise<Record<string, number>> {
  using collector = startHelper('otlp-receiver', [fault]);
  const { url } = await collector.hear<{ url: string }>();
  using load = startHelper('load-client');
  return { ...(await runAll(url, load, scale)), ...(await runCounted(collector, url, load, scale)) };
}
