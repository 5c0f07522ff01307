import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { applicationOf } from '../../../packages/stack/src/describer.ts';
import type { StackFile } from '../../../packages/stack/src/model/stack-file.ts';
import type { StackModel } from '../../../packages/stack/src/model/stack-model.ts';
import { resolveStack } from '../../../packages/stack/src/resolve-stack.ts';
import { stackFiles } from '../../../packages/stack/src/stack-files.ts';
import { freePort } from '../../demo/src/service.ts';
import config from '../src/plumbline.config.ts';
import { startAlertmanager } from './alertmanager.ts';
import { startCollector } from './collector.ts';
import { type Load, startLoad } from './load.ts';
import { startPrometheus } from './prometheus.ts';
import { createAsk, type Ask } from './ask.ts';
import { type Receivers, startReceivers } from './receivers.ts';
import { type Databases, type Replica, startDatabases, startNotifications, startReplica } from './replicas.ts';
import type { Road } from './roads.ts';
import type { ServerProcess } from './server-process.ts';
import { startTrail, type Trail } from './trail.ts';

/** Data and logs of the last run; they stay, to be looked at after a failure. */
const RUN = path.join(import.meta.dirname, '../temp/run');

/** What was generated for one road, and the Prometheus that works with it. */
export interface Watch {
  readonly road: Road;
  readonly model: StackModel;
  readonly files: readonly StackFile[];
  readonly ask: Ask;
}

/** Everything that runs. */
export interface Stage {
  readonly directory: string;
  /** What both replicas work on. */
  readonly shared: string;
  readonly receivers: Receivers;
  readonly databases: Databases;
  readonly replicas: readonly Replica[];
  readonly load: Load;
  readonly trail: Trail;
  readonly watches: readonly Watch[];
  close(): Promise<void>;
}

/** Closes what was opened, last first, however far it came. */
function createClosing() {
  const due: (() => Promise<void> | PromiseLike<void>)[] = [];
  return {
    keep<T>(value: T, close: (value: T) => Promise<void> | PromiseLike<void>): T {
      due.push(() => close(value));
      return value;
    },
    async close() {
      for (const one of due.toReversed()) await one();
    },
  };
}

type Closing = ReturnType<typeof createClosing>;
const stop = (server: ServerProcess): Promise<void> => server.stop();

function generate(road: Road, receivers: Receivers, directory: string): Pick<Watch, 'model' | 'files'> {
  const model = resolveStack(applicationOf(config), {
    environment: 'production',
    road,
    bugReport: 'feedback_submitted',
    receivers: receivers.optionsOf(road, path.join(directory, 'secrets')),
    urls: { runbooks: `${receivers.runbooks}/${road}/runbooks` },
    // The least age that a queue of exports may have here.
    thresholds: { queueAgeSeconds: 10 },
  });
  const files = stackFiles(model);
  for (const file of files) receivers.serve(road, file.path, file.text);
  return { model, files };
}

/** What one road needs to know of the others. */
interface Place {
  readonly directory: string;
  readonly receivers: Receivers;
  readonly closing: Closing;
  /** Of the collector's own metrics, `host:port`. */
  readonly telemetry: string;
}

async function startWatch(road: Road, port: number, place: Place, replicas: readonly Replica[]): Promise<Watch> {
  const { closing, receivers, telemetry } = place;
  const directory = path.join(place.directory, road);
  const alertmanagerPort = await freePort();
  const { files, model } = generate(road, receivers, directory);
  closing.keep(await startAlertmanager(directory, alertmanagerPort, files), stop);
  const alertmanager = `127.0.0.1:${alertmanagerPort}`;
  const server = startPrometheus({
    directory,
    files,
    model,
    port,
    alertmanager,
    // Alloy has the metrics of a collector.
    parts: { alertmanager, alloy: telemetry, prometheus: `127.0.0.1:${port}` },
    replicas: replicas.map(({ scrape }) => scrape),
  });
  closing.keep(await server, stop);
  return { road, model, files, ask: createAsk(`http://127.0.0.1:${port}`) };
}

/** The two replicas, with what they need and send to. */
async function startApplication(place: Place, collectorPort: number) {
  const { closing } = place;
  const directory = path.join(place.directory, 'application');
  mkdirSync(directory, { recursive: true });
  const databases = closing.keep(await startDatabases(), (one) => one[Symbol.asyncDispose]());
  const notifications = closing.keep(await startNotifications(directory), stop);
  const replicas: Replica[] = [];
  const collector = `http://127.0.0.1:${collectorPort}`;
  for (const [index, database] of databases.application.entries()) {
    const name = `replica-${index + 1}`;
    const options = { name, directory, databases, database, collector, notifications: notifications.origin };
    replicas.push(closing.keep(await startReplica(options), stop));
  }
  return { directory, databases, replicas };
}

async function startAll(closing: Closing): Promise<Omit<Stage, 'close'>> {
  rmSync(RUN, { recursive: true, force: true });
  mkdirSync(RUN, { recursive: true });
  const directory = RUN;
  const [port, scrapePort, collectorPort, telemetryPort] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  const receivers = closing.keep(await startReceivers(), (one) => one.close());
  const place = { directory, receivers, closing, telemetry: `127.0.0.1:${telemetryPort}` };
  const remoteWrite = `http://127.0.0.1:${port}/api/v1/write`;
  closing.keep(await startCollector({ directory, port: collectorPort, telemetryPort, remoteWrite }), stop);
  const application = await startApplication(place, collectorPort);
  // A Prometheus that watches before anything reports would say so.
  const pushed = await startWatch('otlp', port, place, []);
  const scraped = await startWatch('scrape', scrapePort, place, application.replicas);
  const load = closing.keep(await startLoad(application.replicas.map(({ origin }) => origin)), (one) => one.stop());
  const trail = closing.keep(await startTrail(application.databases.server.url, directory), (one) => one.stop());
  return {
    ...application,
    directory,
    shared: application.directory,
    receivers,
    load,
    trail,
    watches: [pushed, scraped],
  };
}

/** Starts everything, or nothing: what began is ended again where the rest cannot. */
export async function startStage(): Promise<Stage> {
  const closing = createClosing();
  try {
    return { ...(await startAll(closing)), close: () => closing.close() };
  } catch (error) {
    await closing.close();
    throw error;
  }
}
