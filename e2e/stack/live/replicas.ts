import { writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { postgresStore } from '@plumbline/audit/postgres';
import { postgresGaugeTable } from '@plumbline/metrics/gauges';
import { type FaultProxy, startFaultProxy } from '@plumbline/testkit/servers';
import { type PostgresServer, startPostgres } from '../../../packages/repo/src/postgres-server.ts';
import { settings } from '../../../examples/approvals/src/platform/settings.ts';
import { openDatabase } from '../../../examples/approvals/src/platform/database.ts';
import { freePort } from '../../demo/src/service.ts';
import { backgroundFiles } from '../src/background.ts';
import { type ServerProcess, startServer } from './server-process.ts';

/** Roads of the replicas to their database, each with a fault of its own. */
export interface Databases {
  /** One for each replica. */
  readonly application: readonly [FaultProxy, FaultProxy];
  readonly audit: FaultProxy;
  readonly gauges: FaultProxy;
  readonly server: PostgresServer;
}

/** One replica of the approvals service. */
export interface Replica extends ServerProcess {
  readonly origin: string;
  /** Where its metrics can be scraped, `host:port`. */
  readonly scrape: string;
}

const ROOT = path.join(import.meta.dirname, '../../..');
const SOURCES = ['--conditions=plumbline:source', '--no-warnings'];
const EXPORT_MS = '1000';

const urlOf = ({ port }: FaultProxy): string => `postgresql://plumbline@127.0.0.1:${port}/postgres`;

/** Makes every table, as a deployment does before it starts a replica. */
async function prepare(server: PostgresServer): Promise<void> {
  const database = await openDatabase({ ...settings(), databaseUrl: server.url });
  await postgresStore(database, { allowOwner: true }).migrate();
  await database.query(postgresGaugeTable());
  await database.close();
}

/** A PostgreSQL that both replicas share, with a proxy on each road to it. */
export async function startDatabases(): Promise<Databases & AsyncDisposable> {
  const server = await startPostgres();
  await prepare(server);
  const to = { socketPath: path.join(server.directory, '.s.PGSQL.5432') };
  const application = [await startFaultProxy({ to }), await startFaultProxy({ to })] as const;
  const [audit, gauges] = [await startFaultProxy({ to }), await startFaultProxy({ to })];
  return {
    application,
    audit,
    gauges,
    server,
    async [Symbol.asyncDispose]() {
      await Promise.all([...application, audit, gauges].map((proxy) => proxy.close()));
      await server[Symbol.asyncDispose]();
    },
  };
}

export interface ReplicaOptions {
  readonly name: string;
  readonly directory: string;
  readonly databases: Databases;
  /** Its own road to the database. */
  readonly database: FaultProxy;
  readonly collector: string;
  readonly notifications: string;
}

/** Starts a replica that sends over OTLP and can be scraped at the same time. */
export async function startReplica(options: ReplicaOptions): Promise<Replica> {
  const { collector, database, databases, directory, name, notifications } = options;
  const [port, scrapePort] = [await freePort(), await freePort()];
  writeFileSync(backgroundFiles(directory).recipients, 'everybody\n');
  const origin = `http://127.0.0.1:${port}`;
  const server = await startServer({
    name: `replica ${name}`,
    command: process.execPath,
    args: [...SOURCES, path.join(import.meta.dirname, '../src/replica.ts')],
    cwd: directory,
    logFile: path.join(directory, `${name}.log`),
    readyUrl: `${origin}/readyz`,
    environment: {
      NODE_ENV: 'production',
      PORT: `${port}`,
      APPLICATION_DATABASE: urlOf(database),
      AUDIT_DATABASE: urlOf(databases.audit),
      GAUGES_DATABASE: urlOf(databases.gauges),
      REPLICA_DATA: path.join(directory, name),
      SHARED_DATA: directory,
      NOTIFICATIONS_URL: notifications,
      PLUMBLINE_IDENTITY_KEY: 'k'.repeat(40),
      PLUMBLINE_AUDIT_SPOOL_DIR: path.join(directory, name, 'audit-spool'),
      OTEL_EXPORTER_OTLP_ENDPOINT: collector,
      OTEL_METRIC_EXPORT_INTERVAL: EXPORT_MS,
      OTEL_EXPORTER_OTLP_TIMEOUT: EXPORT_MS,
      OTEL_METRICS_EXPORTER: 'otlp,prometheus',
      OTEL_EXPORTER_PROMETHEUS_PORT: `${scrapePort}`,
      OTEL_RESOURCE_ATTRIBUTES: `service.instance.id=${name}`,
    },
  });
  return { ...server, origin, scrape: `127.0.0.1:${scrapePort}` };
}

/** The notification service of the examples: what the replicas send their e-mail through. */
export async function startNotifications(directory: string): Promise<ServerProcess & { readonly origin: string }> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const server = await startServer({
    name: 'notifications',
    command: process.execPath,
    args: [...SOURCES, path.join(ROOT, 'examples/notifications/src/main.ts')],
    cwd: directory,
    logFile: path.join(directory, 'notifications.log'),
    readyUrl: `${origin}/readyz`,
    environment: {
      PORT: `${port}`,
      NOTIFICATIONS_DATA: directory,
      PLUMBLINE_IDENTITY_KEY: 'k'.repeat(40),
      NODE_ENV: 'production',
      PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR: '',
    },
  });
  return { ...server, origin };
}
