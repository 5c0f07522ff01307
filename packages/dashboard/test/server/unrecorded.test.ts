import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAudit, defineActions, queryAudit, starterActions } from '@plumbline/audit';
import { sqliteStore } from '@plumbline/audit/sqlite';
import { expect, it } from 'vitest';
import { createDashboard, type DashboardOptions } from '../../src/index.ts';
import { byHeader, keepLog, later, memorySource, routesAnswer } from './support.ts';

const HEADERS = { 'x-audiences': 'product,operator' };

const open = (options: Partial<DashboardOptions>) =>
  createDashboard({ source: memorySource(() => routesAnswer('/items')), authorize: byHeader, ...options });

it.each([
  ['an ID with a line break', { id: 'u_1\nu_2' }],
  ['an ID with half a character', { id: 'u_1\ud800' }],
  ['an ID with a tab', { id: 'u_1\t' }],
])('shows nothing to %s, which no record takes', async (_, actor) => {
  const dashboard = open({ authorize: () => ({ actor, audiences: ['product'] }) });
  expect((await dashboard(new Request('http://app.test/'))).status).toBe(404);
});

it.each([
  ['role', 'ops@example.test'],
  ['role', 'site\tadmin'],
  ['orgId', 'team@example.test'],
  ['orgId', 'o\u0000'],
])('records the view of somebody whose %s no record takes: %j', async (name, value) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-dashboard-'));
  const store = sqliteStore({ path: `${folder}/audit.db` });
  const actions = defineActions(starterActions);
  const audit = createAudit({ actions, store, spoolDirectory: `${folder}/spool`, service: { name: 'app' } });
  await audit.start();
  later(async () => {
    await audit.shutdown();
    await store.close?.();
    rmSync(folder, { recursive: true, force: true });
  });
  const dashboard = open({ audit, authorize: () => ({ actor: { id: 'u_1', [name]: value }, audiences: ['product'] }) });
  expect((await dashboard(new Request('http://app.test/'))).status).toBe(200);
  await audit.flush();
  const { records } = await queryAudit(store, { limit: 5 });
  expect(records.map(({ action, actor }) => [action, actor])).toEqual([
    ['dashboard.viewed', { id: 'u_1', type: 'user' }],
  ]);
});

it('outlives a recorder and a counter that fail later', async () => {
  const rejected: unknown[] = [];
  const note = (error: unknown): void => void rejected.push(error);
  process.on('unhandledRejection', note);
  later(async () => void process.off('unhandledRejection', note));
  const log = keepLog();
  const fail = async (): Promise<never> => {
    throw new Error('full');
  };
  const dashboard = open({ audit: { record: fail }, events: { accept: fail }, log });
  expect((await dashboard(new Request('http://app.test/reliability', { headers: HEADERS }))).status).toBe(200);
  // Anybody may ask, and asks for a record.
  expect((await dashboard(new Request('http://app.test/reliability'))).status).toBe(404);
  await new Promise((resolve) => setImmediate(resolve));
  expect(rejected).toEqual([]);
  expect(log.lines.filter(({ level }) => level === 'error').map(({ message }) => message)).toEqual([
    'dashboard: a view could not be recorded',
    'dashboard: a view could not be counted',
    'dashboard: a view could not be recorded',
  ]);
});

it('says in the log that the trail has refused a record', async () => {
  const log = keepLog();
  const dashboard = open({ audit: { record: () => ({ id: '', accepted: false }) }, log });
  await dashboard(new Request('http://app.test/reliability', { headers: HEADERS }));
  await new Promise((resolve) => setImmediate(resolve));
  expect(log.lines.map(({ message }) => message)).toEqual(['dashboard: a view could not be recorded']);
});

it('counts every row that leaves, those of the time before too', async () => {
  const records: unknown[] = [];
  const source = memorySource(() => ({
    ...routesAnswer('/items'),
    previous: [
      ['/items', 1, 1, 1],
      ['/old', 2, 1, 1],
    ],
  }));
  const audit = { record: (_: string, input: { readonly counts?: unknown }) => void records.push(input.counts) };
  const dashboard = open({ source, audit });
  const csv = await dashboard(new Request('http://app.test/panel/topRoutes.csv', { headers: HEADERS }));
  expect((await csv.text()).trim().split('\r\n')).toHaveLength(4);
  expect(records).toEqual([{ rows: 3 }]);
});
