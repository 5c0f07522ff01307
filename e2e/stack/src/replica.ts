import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { postgresStore } from '@plumbline/audit/postgres';
import { instrumentPool } from '@plumbline/metrics/instrument';
import { start } from '@plumbline/node';
import { installBaseline } from '@plumbline/node/fastify';
import pg from 'pg';
import { createApp } from '../../../examples/approvals/src/app.ts';
import { createFolderStore } from '../../../examples/approvals/src/platform/blobs.ts';
import { openDatabase } from '../../../examples/approvals/src/platform/database.ts';
import { createNotifications } from '../../../examples/approvals/src/platform/notifications.ts';
import type { Telemetry } from '../../../examples/approvals/src/telemetry/telemetry.ts';
import { backgroundFiles, startBackground } from './background.ts';
import config from './plumbline.config.ts';
import { settings } from './settings.ts';

// One replica of the approvals service: its own application, with three roads to its database and work in the background.
const { data, databases, notifications, port, shared } = settings();
mkdirSync(data, { recursive: true });

const CONNECT_MS = 2_000;
const SLOW_MS = 1_200;

function openPool(connectionString: string | undefined): pg.Pool {
  const pool = new pg.Pool({ connectionString, max: 5, connectionTimeoutMillis: CONNECT_MS });
  // A connection that is cut must not end the process; the next query makes another.
  pool.on('error', () => undefined);
  return pool;
}

const pools = { audit: openPool(databases.audit), gauges: openPool(databases.gauges) };
const database = await openDatabase({
  databaseUrl: databases.application,
  dataDirectory: data,
});
const plumbline = await start(config, {
  // Its tables were made before, as a deployment does; one role for everything, as on a laptop.
  audit: { store: postgresStore(pools.audit, { allowOwner: true }) },
  checks: { postgres: () => database.query('select 1') },
  gauges: { database: pools.gauges },
});
instrumentPool(plumbline.metrics, 'audit', pools.audit);
const stopBackground = startBackground(plumbline.metrics, shared, (error) =>
  plumbline.logger.error({ err: error }, 'work in the background failed'),
);

const app = createApp({
  database,
  blobs: createFolderStore(path.join(shared, 'blobs'), 0),
  notifications: createNotifications(notifications),
  telemetry: {
    ...plumbline,
    // The application knows of no job.
    metrics: plumbline.metrics as unknown as Telemetry['metrics'],
    install: (server) => installBaseline(server, plumbline, { errorHandler: false }),
  },
});
const { brake } = backgroundFiles(shared);
app.addHook('onRequest', async ({ url }) => {
  // Probes are not slow: a database or a middleware of users is.
  if (existsSync(brake) && !url.endsWith('z')) await pause(SLOW_MS);
});
plumbline.onShutdown({
  before: async () => {
    stopBackground();
    await app.close();
  },
  after: async () => {
    await Promise.all([database.close(), pools.audit.end(), pools.gauges.end()]);
  },
});
await app.listen({ host: '127.0.0.1', port });
plumbline.logger.info({ port }, 'approvals is listening');
