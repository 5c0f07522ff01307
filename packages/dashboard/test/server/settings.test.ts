import { dashboardEvents, defineCatalog } from '@plumbline/schema';
import { expect, it } from 'vitest';
import { createDashboard, type DashboardOptions } from '../../src/index.ts';
import { defineMetric } from '../../src/reporting.ts';
import { spec } from '../reporting/support.ts';
import { byHeader, keepLog, memorySource } from './support.ts';

const OWNED = { owner: '@team-data', review: 'docs/review.md', expires: '2027-06-30' } as const;
const WITHOUT = defineCatalog({ version: '2026-05-telemetry-v1', events: {} });
const WITH = defineCatalog({ version: '2026-05-telemetry-v1', events: dashboardEvents(OWNED) });
const HEADERS = { 'x-audiences': 'product,operator' };
const ADDRESS = 'http://app.test/reliability';

const open = (options: Partial<DashboardOptions> = {}) =>
  createDashboard({ source: memorySource(), authorize: byHeader, ...options });

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('is not made with a catalog that would refuse every view', () => {
  const events = { accept: () => [] };
  expect(() => open({ catalog: WITHOUT, events })).toThrow(
    /PLB_DASHBOARD_OPTION[^]*`catalog` has no event dashboard_viewed[^]*`dashboardEvents`/,
  );
  open({ catalog: WITHOUT });
  open({ catalog: WITH, events });
  open({ events });
});

it('is not made with definitions whose numbers are nowhere', () => {
  const metrics = [defineMetric(spec())];
  expect(() => open({ metrics })).toThrow(/PLB_DASHBOARD_OPTION[^]*`metrics` has no number without `reports`/);
  open({ metrics: [] });
  open({ metrics, reports: { readReports: async () => [], writeReports: async () => 0 } });
});

it('says once what the trail and the catalog would have to know', async () => {
  const log = keepLog();
  const dashboard = open({
    audit: { record: () => ({ id: '', accepted: false }) },
    events: { accept: () => [{ ok: false, reason: 'unknown_event' }] },
    log,
  });
  for (const _ of [1, 2, 3]) await dashboard(new Request(ADDRESS, { headers: HEADERS }));
  await settle();
  expect(log.lines.map(({ fields }) => (fields['err'] as Error).message)).toEqual([
    expect.stringContaining('`starterActions` of @plumbline/audit'),
    expect.stringContaining('`dashboardEvents` of @plumbline/schema'),
  ]);
});

it('says once that an audience is none', async () => {
  const log = keepLog();
  const dashboard = open({
    authorize: () => ({ actor: { id: 'u_1' }, audiences: ['admin'] as never }),
    log,
  });
  for (const _ of [1, 2]) expect((await dashboard(new Request(ADDRESS))).status).toBe(404);
  expect(log.lines.map(({ level, message }) => [level, message])).toEqual([
    [
      'warn',
      'dashboard: `authorize` named an audience that is none of product, leadership, operator, security; it opens nothing',
    ],
  ]);
  const quiet = keepLog();
  await open({ log: quiet })(new Request(ADDRESS, { headers: HEADERS }));
  expect(quiet.lines).toEqual([]);
});

const asked = async (path: string, options: Partial<DashboardOptions> = {}) => {
  const source = memorySource();
  const answer = await open({ source, ...options })(new Request(`http://app.test${path}`, { headers: HEADERS }));
  return { status: answer.status, text: await answer.text(), questions: source.asked.length };
};

it('shows no numbers where a name of the address is misspelt, but the names that there are', async () => {
  const roles = defineCatalog({
    version: '2026-05-telemetry-v1',
    dimensions: { role: ['agent', 'guest'] },
    events: dashboardEvents(OWNED),
  });
  const { status, text, questions } = await asked('/?rol=guest', { catalog: roles });
  expect([status, questions]).toEqual([400, 0]);
  expect(text).toContain('<code>rol</code> is none that is read here; did you mean <code>role</code>?');
  expect(text).toContain('<code>compare</code>, <code>days</code>, <code>feature</code>');
  expect((await asked('/panel/topRoutes.csv?rol=guest', { catalog: roles })).status).toBe(400);
  expect((await asked('/?role=guest', { catalog: roles })).status).toBe(200);
});

it('shows no name of the address that may be anything', async () => {
  const { status, text } = await asked(`/?${encodeURIComponent('<b>x')}=1`);
  expect(status).toBe(400);
  expect(text).toContain('A name in the address is none that is read here.');
  expect(text).not.toContain('<b>x');
});

it.each(['/?id=req-00000001', '/definition/topRoutes?window=6h', '/reliability?days=7&role='])(
  'takes what another page reads: %s',
  async (path) => {
    const roles = defineCatalog({ version: '2026-05-telemetry-v1', dimensions: { role: ['a'] }, events: {} });
    expect((await asked(path, { catalog: roles })).status).toBe(200);
  },
);
