import path from 'node:path';
import { postgresStore } from '@plumbline/audit/postgres';
import { applyGaugeTable, planGaugeTable } from '@plumbline/metrics/gauges';
import { instrumentPool } from '@plumbline/metrics/instrument';
import { start } from '@plumbline/node';
import { installBaseline } from '@plumbline/node/fastify';
import config from '../plumbline.config.ts';
import { createApp } from './app.ts';
import { startJobs } from './jobs.ts';
import { createFolderStore } from './platform/blobs.ts';
import { openDatabase } from './platform/database.ts';
import { createNotifications } from './platform/notifications.ts';
import { settings } from './platform/settings.ts';
import { openDashboard } from './telemetry/dashboard.ts';

const chosen = settings();
const database = await openDatabase(chosen);
// One role for everything, as on a laptop. A deployment runs the migration as the owner of the tables, gives the service a
// role with `postgresGrants`, and leaves `allowOwner` out.
const auditStore = postgresStore(database, { allowOwner: true });
await auditStore.migrate();
await applyGaugeTable(database, await planGaugeTable(database));
const plumbline = await start(config, {
  audit: { store: auditStore },
  checks: { postgres: () => database.query('select 1') },
  // Whichever replica holds the lease counts for all of them.
  gauges: { database },
});
if (database.pool) instrumentPool(plumbline.metrics, 'main', database.pool);
const stopJobs = startJobs(database, plumbline);

const pages = openDashboard(database, plumbline, chosen);
const app = createApp({
  database,
  blobs: createFolderStore(path.join(chosen.dataDirectory, 'blobs'), chosen.blobFailureRate),
  notifications: createNotifications(chosen.notificationsUrl),
  dashboard: pages.dashboard,
  telemetry: { ...plumbline, install: (server) => installBaseline(server, plumbline, { errorHandler: false }) },
});

// SIGTERM: readiness turns false while requests are served (`shutdown.drainMs`), then the server closes here and nowhere else,
// requests that run are answered, telemetry is flushed within one deadline, and the database closes last.
plumbline.onShutdown({
  before: async () => {
    stopJobs();
    await Promise.all([app.close(), pages.reports.stop()]);
  },
  after: async () => {
    await pages.close();
    await database.close();
  },
});

await app.listen({ host: chosen.host, port: chosen.port });
plumbline.logger.info({ port: chosen.port }, 'approvals is listening');
