import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { quantile } from '../harness/statistics.ts';
import { startHelper } from '../processes/helper.ts';
import type { IngestOrder, IngestReport } from '../processes/ingest-load.ts';
import type { LoadOrder, LoadReport } from '../processes/load-client.ts';
import type { IngestService } from './services.ts';

export type IngestScale = Readonly<
  Record<'connections' | 'warmMs' | 'measureMs' | 'turns' | 'turnMs' | 'appPerSecond' | 'eventsPerSecond', number>
>;

/** What is left of a service's events may be on its way when the load ends; none may be missing after the end. */
function holdAll(stored: number, reports: readonly IngestReport[]): void {
  const accepted = reports.reduce((sum, report) => sum + report.accepted, 0);
  if (stored !== accepted) throw new Error(`${accepted} events were accepted, ${stored} stored`);
}

/**
 * Ingest at full load, for CPU per event; then the application's own route by the clock, with and without browsers beside
 * it, in turns. This process is the service and nothing else.
 */
export async function measureIngest(
  start: () => Promise<IngestService>,
  scale: IngestScale,
): Promise<Record<string, number>> {
  const { connections, warmMs, measureMs, turns, turnMs, appPerSecond, eventsPerSecond } = scale;
  const service = await start();
  const server = createServer(service.handler);
  // An idle connection waits for its turn longer than Node's five seconds.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  using browsers = startHelper('ingest-load');
  using users = startHelper('load-client');
  const post = (order: Omit<IngestOrder, 'port' | 'connections'>): Promise<IngestReport> =>
    browsers.ask<IngestReport>({ port, connections, ...order });
  const use = (order: Omit<LoadOrder, 'port' | 'connections'>): Promise<LoadReport> =>
    users.ask<LoadReport>({ port, connections, ...order });
  const reports = [await post({ durationMs: warmMs })];
  const before = process.cpuUsage();
  const full = await post({ durationMs: measureMs });
  const { user, system } = process.cpuUsage(before);
  const [quiet, beside]: [number[], number[]] = [[], []];
  await use({ durationMs: warmMs, perSecond: appPerSecond });
  for (let turn = 0; turn < turns; turn += 1) {
    quiet.push((await use({ durationMs: turnMs, perSecond: appPerSecond })).p99Ms);
    const [report, both] = await Promise.all([
      post({ durationMs: turnMs, perSecond: eventsPerSecond }),
      use({ durationMs: turnMs, perSecond: appPerSecond }),
    ]);
    beside.push(both.p99Ms);
    reports.push(report);
  }
  server.close();
  server.closeAllConnections();
  holdAll(await service.finish(), [...reports, full]);
  const pairs = beside.map((ms, turn) => [ms, quiet[turn] ?? Number.NaN] as const);
  return {
    eventsPerCpuSecond: (full.events * 1e6) / (user + system),
    cpuMicros: (user + system) / full.events,
    eventsPerSecond: full.events / full.seconds,
    quietP99Ms: quantile(quiet, 0.5),
    besideP99Ms: quantile(beside, 0.5),
    addedP99Ms: quantile(
      pairs.map(([loaded, alone]) => loaded - alone),
      0.5,
    ),
    p99Ratio: quantile(
      pairs.map(([loaded, alone]) => loaded / alone),
      0.5,
    ),
    loadBusy: full.busy,
  };
}
