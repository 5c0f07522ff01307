import { clickhouse } from '@plumbline/adapter-clickhouse';
import { defineConfig } from '@plumbline/core';
import { actions } from './src/telemetry/audit-actions.ts';
import { catalog } from './src/telemetry/catalog.ts';
import { hasConsent } from './src/telemetry/consent.ts';
import { reportedNumbers } from './src/telemetry/reported-numbers.ts';
import { workflow } from './src/telemetry/workflow.ts';

/** The one file that says what this service records and where it may go. `plumbline doctor` reads it too. */
export default defineConfig({
  service: { name: 'approvals', version: '1.4.2' },
  catalog,
  events: {
    // Asked for each event of class `analytics`, which is what the browser tells. Without this line nobody would be asked.
    consent: hasConsent,
    adapters: [
      // ClickHouse from CLICKHOUSE_URL; without it, an embedded one in this folder while developing.
      clickhouse.fromEnv({ development: { directory: '.plumbline/clickhouse' } }),
    ],
  },
  // Everything that may leave, one fact per line. `start` refuses what is not in it; its diff is what privacy reviews.
  egress: {
    lock: new URL('./plumbline.egress.lock', import.meta.url),
    gates: { clickhouse: { owner: '@team-approvals', review: 'docs/privacy.md', expires: '2027-12-31' } },
    // No error tracker: a DSN in the environment is refused.
    errors: false,
    // The notification service is our own.
    propagation: { party: 'first-party' },
    // So is the collector.
    collector: { party: 'first-party' },
  },
  audit: { actions },
  metrics: {
    dependencies: { email: ['send'], blob: ['put'] },
    // An alert fires when none of its runs has succeeded for one and a half times as long.
    jobs: { expire_invites: { everySeconds: 3_600 }, keep_reports: { everySeconds: 21_600 } },
    pools: ['main'],
    gauges: [workflow],
  },
  // What leadership is told; plumbline.metrics.lock holds it to its word.
  reporting: { metrics: reportedNumbers },
  // SIGTERM: 4 s of drain, two periods of a balancer that asks /readyz every 2 s; then at most 10 s, so that a store that is
  // slow for a moment loses nothing. SIGKILL would come after 30 s. `plumbline stack` writes the Deployment by these numbers.
  shutdown: { drainMs: 4_000, timeoutMs: 10_000, graceMs: 30_000 },
  // The only host that learns about our traces, here and where the variable says.
  trace: { propagateTo: ['127.0.0.1:3001', 'env:NOTIFICATIONS_URL'] },
});
