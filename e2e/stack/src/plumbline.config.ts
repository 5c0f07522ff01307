import { defineConfig } from '@plumbline/core';
import { actions } from '../../../examples/approvals/src/telemetry/audit-actions.ts';
import { catalog } from '../../../examples/approvals/src/telemetry/catalog.ts';
import { hasConsent } from '../../../examples/approvals/src/telemetry/consent.ts';
import { folder } from './folder-adapter.ts';
import { settings } from './settings.ts';
import { workflow } from './workflow.ts';

const { data, eventSpool } = settings();

/** The approvals service with what its own configuration leaves out: background work, gauges, and an endpoint to scrape. */
export default defineConfig({
  service: { name: 'approvals', version: '1.4.2' },
  catalog,
  events: {
    consent: hasConsent,
    adapters: [folder({ directory: data, allow: 'catalog' })],
    spool: { directory: eventSpool },
  },
  egress: { errors: false, propagation: { party: 'first-party' }, collector: { party: 'first-party' } },
  audit: { actions, adminRoutes: ['/admin/*'] },
  metrics: {
    dependencies: { email: ['send'], blob: ['put'] },
    // An alert where `cleanup` is late: later than one for missing telemetry, which says it already.
    jobs: { cleanup: { everySeconds: 400 }, digest: {} },
    queues: ['exports'],
    syncs: ['tablets'],
    connections: ['broker'],
    pools: ['audit'],
    gauges: [workflow],
    prometheus: {},
  },
  trace: { sampleRatio: 1, propagateTo: ['env:NOTIFICATIONS_URL'] },
});
