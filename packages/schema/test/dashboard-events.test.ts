import { expect, it } from 'vitest';
import { dashboardEvents, defineCatalog } from '../src/index.ts';

const events = dashboardEvents({ owner: '@team-data', review: 'docs/review.md', expires: '2027-06-30' });
const catalog = defineCatalog({ version: '2026-11-telemetry-v1', events });

it('takes a view as the dashboard reports it, and nothing beside it', () => {
  const view = { page: 'product', feature: 'dashboard', surface: 'web' };
  expect(catalog.check('dashboard_viewed', view, 'api')).toMatchObject({ ok: true, payload: view });
  expect(catalog.check('dashboard_viewed', { ...view, page: 'a-customer' }, 'api')).toMatchObject({ ok: false });
  expect(catalog.check('dashboard_viewed', { ...view, query: 'role=admin' }, 'api')).toMatchObject({ ok: false });
});

it('is counted where the page is made, so that no browser can send it', () => {
  const view = { page: 'product', feature: 'dashboard', surface: 'web' };
  expect(catalog.check('dashboard_viewed', view, 'web')).toMatchObject({ ok: false, reason: 'unknown_event' });
});
