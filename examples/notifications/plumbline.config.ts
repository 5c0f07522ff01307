import { clickhouse } from '@plumbline/adapter-clickhouse';
import { defineConfig } from '@plumbline/core';
import { catalog } from './src/catalog.ts';

export default defineConfig({
  service: { name: 'notifications', version: '1.0.3' },
  catalog,
  // The same embedded ClickHouse as the approvals service: its child process serves both.
  events: { adapters: [clickhouse.fromEnv({ development: { directory: '../approvals/.plumbline/clickhouse' } })] },
  egress: {
    lock: new URL('./plumbline.egress.lock', import.meta.url),
    errors: false,
    collector: { party: 'first-party' },
  },
  metrics: { dependencies: { mail: ['send'] } },
});
