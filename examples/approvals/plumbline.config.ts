import { clickhouse } from '@plumbline/adapter-clickhouse';
import { defineConfig } from '@plumbline/core';
import { actions } from './src/telemetry/audit-actions.ts';
import { catalog } from './src/telemetry/catalog.ts';
import { notificationsHost } from './src/platform/settings.ts';

/** The one file that says what this service records and where it may go. `plumbline doctor` reads it too. */
export default defineConfig({
  service: { name: 'approvals', version: '1.4.2' },
  catalog,
  events: {
    // ClickHouse from CLICKHOUSE_URL; without it, an embedded one in this folder while developing.
    adapters: [clickhouse.fromEnv({ development: { directory: '.plumbline/clickhouse' } })],
  },
  audit: { actions },
  metrics: { dependencies: { email: ['send'], blob: ['put'] } },
  // The only host that learns about our traces.
  trace: { propagateTo: [notificationsHost()] },
});
