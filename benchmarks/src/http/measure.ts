import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { type Helper, startHelper } from '../processes/helper.ts';
import type { LoadOrder, LoadReport } from '../processes/load-client.ts';
import type { ReceiverCounts } from '../processes/otlp-receiver.ts';

export interface HttpScale extends Readonly<Record<string, number>> {
  readonly connections: number;
  /** Requests before the clock starts: as many for every side, so that all are compiled when it does. */
  readonly warmRequests: number;
  readonly measureMs: number;
  /** Requests a second, by the clock, under which the latency is measured. */
  readonly perSecond: number;
  readonly steadyMs: number;
}

export interface Measured extends Readonly<Record<string, number>> {
  readonly answered: number;
  readonly mutations: number;
}

/** Puts load on a server and measures this process, which runs nothing else. */
export async function measure(server: Server, scale: HttpScale): Promise<Measured> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { connections, warmRequests, measureMs, perSecond, steadyMs } = scale;
  using load = startHelper('load-client');
  const put = (order: Omit<LoadOrder, 'port' | 'connections'>): Promise<LoadReport> =>
    load.ask<LoadReport>({ port, connections, ...order });
  const warmUp = await put({ requests: warmRequests });
  const before = process.cpuUsage();
  const full = await put({ durationMs: measureMs });
  const { user, system } = process.cpuUsage(before);
  const paced = process.cpuUsage();
  const steady = await put({ durationMs: steadyMs, perSecond });
  const atPace = process.cpuUsage(paced);
  server.close();
  const sum = (key: 'requests' | 'mutations'): number => warmUp[key] + full[key] + steady[key];
  return {
    requestsPerSecond: full.requests / full.seconds,
    cpuMicros: (user + system) / full.requests,
    pacedCpuMicros: (atPace.user + atPace.system) / steady.requests,
    p50Ms: steady.p50Ms,
    p99Ms: steady.p99Ms,
    fullP99Ms: full.p99Ms,
    loadBusy: full.busy,
    answered: sum('requests'),
    mutations: sum('mutations'),
  };
}

/** What a side sends for each request; 10 % of the traces are kept. */
export interface Expected {
  readonly spans: 0.1;
  readonly logs?: 1;
  /** False where none may arrive. @default true */
  readonly metrics?: boolean;
}

/** How far chance may take the number of spans from its share, in standard deviations. */
const SPREAD = 5;
/** Spans that a peer makes of what it sends itself, for each request. */
const OWN_SPANS = 0.02;
/** What arrived may be so much less than what was sent. */
const MOST_MISSING = 0.02;

/** Throws when the receiver did not get what the side is measured for. */
export async function receivedShares(
  receiver: Helper,
  { answered }: Measured,
  expected: Expected,
): Promise<Record<string, number>> {
  const { spans, metrics, logs, faults } = await receiver.ask<ReceiverCounts>({ count: true });
  const shares = { spansPerRequest: spans / answered, logsPerRequest: logs / answered };
  if (faults > 0) throw new Error(`the receiver refused ${faults} requests`);
  if (metrics > 0 !== (expected.metrics ?? true)) throw new Error(`the receiver got ${metrics} metrics`);
  const deviation = Math.sqrt(answered * expected.spans * (1 - expected.spans));
  if (Math.abs(spans - answered * expected.spans) > SPREAD * deviation + answered * OWN_SPANS + 1) {
    throw new Error(`the receiver got ${spans} spans of ${answered} requests`);
  }
  if (expected.logs !== undefined) holdCount('log records', logs, answered);
  return shares;
}

/** Throws when less arrived than was sent, but for a few. */
export function holdCount(what: string, arrived: number, sent: number): void {
  if (arrived < sent * (1 - MOST_MISSING)) throw new Error(`${arrived} ${what} arrived of ${sent}`);
}
