import { spawn } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { OtlpReceiver } from '@plumbline/testkit/otlp';
import type { Progress } from './progress.ts';
import { freePort, type Service, startService } from './service.ts';
import { watchSockets } from './sockets.ts';

export interface DemoOptions {
  readonly requests: number;
  readonly seed: number;
  /** Everything the run writes lies below this folder. */
  readonly directory: string;
  readonly databaseUrl: string | undefined;
  readonly identityKey: string;
  readonly say: Progress;
  /** A copy of the example in place of the example itself, and what its environment has more. */
  readonly approvals?: { readonly folder?: string; readonly environment: Readonly<Record<string, string>> };
}

/** Where the run's traces lie, for the evidence to read. */
export interface DemoFiles {
  readonly load: string;
  readonly approvalsLog: string;
  readonly notificationsLog: string;
  readonly egress: readonly string[];
  readonly clickhouse: string;
  readonly approvalsData: string;
  readonly spool: string;
  readonly otlp: string;
}

export interface DemoRun {
  readonly seconds: number;
  /** How each service ended. */
  readonly exits: Readonly<Record<string, string>>;
}

const examples = path.resolve(import.meta.dirname, '../../../examples');
const preload = path.join(import.meta.dirname, 'egress-recorder.ts');

export const demoFiles = (directory: string): DemoFiles => ({
  load: path.join(directory, 'load.jsonl'),
  approvalsLog: path.join(directory, 'approvals.log'),
  notificationsLog: path.join(directory, 'notifications.log'),
  egress: ['approvals', 'notifications', 'sockets'].map((name) => path.join(directory, `egress-${name}.jsonl`)),
  clickhouse: path.join(directory, 'clickhouse'),
  approvalsData: path.join(directory, 'approvals'),
  spool: path.join(directory, 'audit-spool'),
  otlp: path.join(directory, 'otlp'),
});

/** Both services as processes of their own, with the environment of an ordinary deployment. */
export async function startServices(
  options: DemoOptions,
  receiver: Pick<OtlpReceiver, 'url'>,
): Promise<{ approvals: Service; notifications: Service }> {
  const files = demoFiles(options.directory);
  mkdirSync(files.approvalsData, { recursive: true });
  const [approvalsPort, notificationsPort] = [await freePort(), await freePort()];
  const shared = {
    PLUMBLINE_IDENTITY_KEY: options.identityKey,
    PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR: files.clickhouse,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_METRIC_EXPORT_INTERVAL: '2000',
  };
  const start = (name: string, port: number, environment: Record<string, string>): Promise<Service> =>
    startService({
      name,
      port,
      preload,
      entry: path.join((name === 'approvals' && options.approvals?.folder) || path.join(examples, name), 'src/main.ts'),
      logFile: path.join(options.directory, `${name}.log`),
      environment: {
        ...shared,
        ...environment,
        DEMO_EGRESS_FILE: path.join(options.directory, `egress-${name}.jsonl`),
      },
    });
  const [notifications, approvals] = await allOrNone([
    start('notifications', notificationsPort, {
      NOTIFICATIONS_DATA: path.join(options.directory, 'outbox'),
      MAIL_FAILURE_RATE: '0.06',
    }),
    start('approvals', approvalsPort, {
      NOTIFICATIONS_URL: `http://127.0.0.1:${notificationsPort}`,
      APPROVALS_DATA: files.approvalsData,
      APPROVALS_BLOB_FAILURE_RATE: '0.07',
      PLUMBLINE_AUDIT_SPOOL_DIR: files.spool,
      ...(options.databaseUrl !== undefined && { DATABASE_URL: options.databaseUrl }),
      ...options.approvals?.environment,
    }),
  ]);
  return { approvals, notifications };
}

/** Both services, or none: when one cannot start, the other one is stopped again. */
async function allOrNone(starting: readonly [Promise<Service>, Promise<Service>]): Promise<[Service, Service]> {
  const results = await Promise.allSettled(starting);
  const failed = results.find((result) => result.status === 'rejected');
  if (!failed) return Promise.all(starting);
  await Promise.all(results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.stop()] : [])));
  throw failed.reason;
}

/** Drives the services from a third process, stops them in good order and says how long the load took. */
export async function driveAndStop(
  options: DemoOptions,
  services: { approvals: Service; notifications: Service },
  schemaVersion: string,
): Promise<DemoRun> {
  const files = demoFiles(options.directory);
  const sockets = watchSockets(() => [services.approvals.pid, services.notifications.pid], files.egress[2] ?? '');
  const began = performance.now();
  try {
    await runLoad(options, services.approvals.origin, files.load, schemaVersion);
  } catch (error) {
    await Promise.all([services.approvals.stop(), services.notifications.stop()]);
    throw error;
  }
  const seconds = (performance.now() - began) / 1_000;
  options.say('stopping both services with SIGTERM');
  const approvals = await services.approvals.stop();
  const notifications = await services.notifications.stop();
  sockets.stop();
  return { seconds, exits: { approvals, notifications } };
}

async function runLoad(options: DemoOptions, origin: string, out: string, schema: string): Promise<void> {
  const args = [
    '--origin',
    origin,
    '--out',
    out,
    '--seed',
    String(options.seed),
    '--requests',
    String(options.requests),
    '--schema',
    schema,
  ];
  const errors = openSync(path.join(options.directory, 'load.err'), 'a');
  const child = spawn(process.execPath, [...process.execArgv, path.join(import.meta.dirname, 'load.ts'), ...args], {
    stdio: ['ignore', 'pipe', errors],
  });
  if (child.stdout)
    createInterface({ input: child.stdout }).on('line', (sent) =>
      options.say(`sent ${sent} of ${options.requests} requests`),
    );
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`the load ended with code ${code}; see ${path.join(options.directory, 'load.err')}`);
}
