import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { clickhouse, createProductQueries } from '@plumbline/adapter-clickhouse';
import { type Audit, type AuditRecord, createAudit, defineActions, queryAudit, starterActions } from '@plumbline/audit';
import { createAuditReader } from '@plumbline/audit/read';
import { sqliteStore } from '@plumbline/audit/sqlite';
import { createPseudonymizer, createRequestContext, runInContext } from '@plumbline/core/context';
import { createEvents } from '@plumbline/events';
import { dashboardEvents, defineCatalog } from '@plumbline/schema';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDashboard, type DashboardOptions } from '../../src/index.ts';
import { byHeader, keepLog, memorySource, routesAnswer } from './support.ts';

const actions = defineActions(starterActions);
const catalog = defineCatalog({
  version: '2026-11-telemetry-v1',
  dimensions: { role: ['analyst', 'admin'] },
  events: dashboardEvents({ owner: '@team-data', review: 'docs/review.md', expires: '2027-06-30' }),
});

let folder: string;
let store: ReturnType<typeof sqliteStore>;
let audit: Audit<(typeof actions)['specs']>;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'plumbline-dashboard-'));
  store = sqliteStore({ path: `${folder}/audit.db` });
  audit = createAudit({ actions, store, spoolDirectory: `${folder}/spool`, service: { name: 'app' }, strict: true });
  await audit.start();
});

afterEach(async () => {
  await audit.shutdown();
  await store.close?.();
  rmSync(folder, { recursive: true, force: true });
});

function rig(options: Partial<DashboardOptions> = {}) {
  const dashboard = createDashboard({
    source: memorySource(() => routesAnswer('/items/:id')),
    authorize: byHeader,
    audit,
    trail: {
      reader: (actor) => createAuditReader({ store, audit, actor: () => actor }),
      standing: async () => ({ waiting: 3, waitingSince: Date.now() }),
    },
    ...options,
  });
  return async (address: string, audiences = 'product,leadership,operator,security') => {
    const answer = await dashboard(new Request(`http://app.test${address}`, { headers: { 'x-audiences': audiences } }));
    return { status: answer.status, body: await answer.text() };
  };
}

async function records(): Promise<readonly AuditRecord[]> {
  await audit.flush();
  return (await queryAudit(store, { limit: 500 })).records.toReversed();
}

const said = ({ action, actor, counts, metadata, outcome }: AuditRecord): unknown => ({
  action,
  by: actor.id,
  counts,
  metadata,
  outcome,
});

it('records each view, each export and each denied view, and no value of a query', async () => {
  const get = rig();
  await get('/?feature=SECRET-FEATURE&days=7', 'product');
  await get('/panel/topRoutes.csv?feature=SECRET-FEATURE', 'product');
  await get('/reliability', 'product');
  await get('/SECRET-PATH', 'product');
  await get('/request', 'operator');
  const all = await records();
  const by = 'u_reader';
  expect(all.map(said)).toEqual([
    {
      action: 'dashboard.viewed',
      by,
      counts: undefined,
      metadata: { page: 'product', export: false },
      outcome: 'success',
    },
    {
      action: 'dashboard.viewed',
      by,
      counts: { rows: 1 },
      metadata: { page: 'product', panel: 'topRoutes', export: true },
      outcome: 'success',
    },
    {
      action: 'dashboard.viewed',
      by,
      counts: undefined,
      metadata: { page: 'reliability', export: false },
      outcome: 'denied',
    },
    {
      action: 'dashboard.viewed',
      by,
      counts: undefined,
      metadata: { page: 'unknown', export: false },
      outcome: 'denied',
    },
    {
      action: 'dashboard.viewed',
      by,
      counts: undefined,
      metadata: { page: 'request', export: false },
      outcome: 'success',
    },
  ]);
  expect(JSON.stringify(all)).not.toContain('SECRET');
});

it('shows a page whose view cannot be recorded, and says so in the log', async () => {
  const log = keepLog();
  const fail = {
    record: () => {
      throw new Error('full');
    },
  };
  const get = rig({ audit: fail, events: { accept: fail.record }, log });
  expect((await get('/reliability')).status).toBe(200);
  expect(log.lines.map(({ message }) => message)).toEqual([
    'dashboard: a view could not be recorded',
    'dashboard: a view could not be counted',
  ]);
});

it('counts a view as an event of the viewer, under a hash and with the dimensions of the catalog', async () => {
  const embedded = { directory: `${folder}/chdb` };
  const source = createProductQueries({ embedded });
  const pseudonymizer = createPseudonymizer('0123456789abcdef0123456789abcdef0123456789abcdef');
  const events = createEvents({ catalog, adapters: [clickhouse({ embedded })], pseudonymizer });
  const get = rig({ events, catalog, source });
  await get('/', 'product');
  await get('/audit', 'product');
  await get('/panel/topRoutes.csv', 'product');
  await events.flush();
  await events.shutdown();
  const rows = await source.query<Readonly<Record<string, string>>>(
    'SELECT name, route_pattern, anonymous_user_id, payload_json FROM product_telemetry_events',
  );
  const csv = await rig({ source, catalog })(
    '/panel/featureUsage.csv?compare=0&from=2026-01-01&until=2026-12-31',
    'product',
  );
  await source.close();
  expect(rows.map((row) => ({ ...row, payload_json: JSON.parse(row['payload_json'] ?? '') as unknown }))).toEqual([
    {
      name: 'dashboard_viewed',
      route_pattern: '/',
      anonymous_user_id: pseudonymizer.user('u_reader'),
      payload_json: { page: 'product', feature: 'dashboard', surface: 'web', role: 'analyst' },
    },
  ]);
  // The same store answers the panels.
  expect(csv.status).toBe(200);
  expect(csv.body).toMatch(/^feature,surface,/);
});

it('says who changed something, as a read that is on record itself', async () => {
  const subject = { type: 'user', id: 'u_7' } as const;
  audit.record('role.changed', {
    subject,
    actor: { type: 'user', id: 'admin_1' },
    before: { role: 'reader' },
    after: { role: 'owner-SECRET' },
  });
  audit.record('role.changed', {
    subject,
    actor: { type: 'user', id: 'admin_2' },
    outcome: 'denied',
    after: { role: 'x' },
  });
  await audit.flush();
  const get = rig();
  const { body } = await get('/audit?subject=u_7');
  expect(body).toContain('admin_1');
  expect(body).toContain('role.changed');
  expect(body).not.toContain('admin_2');
  // Values before and after stay in the trail.
  expect(body).not.toContain('SECRET');
  const read = (await records()).find(({ action }) => action === 'audit.read');
  expect(read).toMatchObject({ actor: { id: 'u_reader' }, metadata: { question: 'who_changed', subject: 'u_7' } });
});

it('shows what was denied, what is unusual, and what the last verification found', async () => {
  for (let n = 0; n < 12; n += 1)
    audit.record('admin_route.accessed', {
      actor: { type: 'user', id: 'u_prober' },
      outcome: 'denied',
      metadata: { method: 'GET' },
    });
  await audit.flush();
  const get = rig();
  const overview = await get('/audit');
  expect(overview.body).toContain('u_prober');
  expect(overview.body).toContain('never, as far as the trail says');
  expect(overview.body).toContain('3 records');
  const patterns = await get('/audit?view=patterns');
  expect(patterns.body).toContain('Many denied attempts in a short time');
  const csv = await get('/panel/denied_attempts.csv');
  expect(csv.body.split('\r\n').filter((line) => line.includes('u_prober'))).toHaveLength(12);
  const exported = (await records()).filter(({ action }) => action === 'audit.exported');
  expect(exported).toMatchObject([{ actor: { id: 'u_reader' }, metadata: { format: 'csv', outcome: 'denied' } }]);
});

it('shows audit records of the request that is asked for and of no other', async () => {
  for (const [requestId, action] of [
    ['req-00000001', 'user.created'],
    ['req-00000002', 'user.disabled'],
  ] as const) {
    const context = createRequestContext({
      kind: 'request',
      requestId,
      traceId: '0'.repeat(31) + requestId.slice(-1),
      spanId: '1'.repeat(16),
    });
    runInContext(context, () => audit.record(action, { subject: { type: 'user', id: 'u_SECRET' } }));
  }
  await audit.flush();
  const { body } = await rig()('/request?id=req-00000001', 'operator');
  expect(body).toContain('user.created');
  expect(body).not.toContain('user.disabled');
  // On whom it was done is for another audience.
  expect(body).not.toContain('SECRET');
});

it('says which option is missing where there is no trail', async () => {
  const dashboard = createDashboard({ source: memorySource(), authorize: byHeader });
  const answer = await dashboard(new Request('http://app.test/audit', { headers: { 'x-audiences': 'security' } }));
  expect(await answer.text()).toContain('trail.reader');
});
