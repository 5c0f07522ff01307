import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { clickhouse } from '@plumbline/adapter-clickhouse';
import { defineActions, starterActions } from '@plumbline/audit';
import { defineConfig } from '@plumbline/core';
import { catalog } from './telemetry/catalog.ts';
import { hasConsent } from './telemetry/consent.ts';

/** The one file that says what this application records and where it may go. */
export default defineConfig({
  service: { name: 'next-app', version: '1.0.0' },
  catalog,
  events: {
    consent: hasConsent,
    // Whatever else a page says becomes `unmatched`: no address can come in as a route.
    ingest: { routes: ['/', '/items/:id'] },
    adapters: [clickhouse.fromEnv({ development: { directory: '.plumbline/clickhouse' } })],
  },
  egress: {
    // Next bundles this file, and starts in the folder of the application: what stands beside the bundle is not this lockfile.
    lock: pathToFileURL(path.resolve('plumbline.egress.lock')),
    gates: { clickhouse: { owner: '@team-approvals', review: 'docs/privacy.md', expires: '2027-12-31' } },
    errors: false,
    propagation: { party: 'first-party' },
    collector: { party: 'first-party' },
  },
  audit: { actions: defineActions(starterActions) },
});
