import { PlumblineError } from '@plumbline/core';
import { expect, it } from 'vitest';
import { createDashboard, type DashboardOptions, type ViewRecord } from '../../src/index.ts';
import {
  ADDRESSES,
  AUDIENCES,
  byHeader,
  keepLog,
  manualClock,
  memorySource,
  rawGet,
  serve,
  viewer,
} from './support.ts';

const SECRET = 'SECRET-VALUE';

/** A source that would tell, if it were asked. */
const telling = () =>
  memorySource(() => ({ columns: [{ name: 'route_pattern', kind: 'text' }], rows: [[SECRET]] }), [SECRET]);

interface Rig {
  readonly get: (path: string, headers?: Record<string, string>, method?: string) => Promise<Response>;
  readonly records: ViewRecord[];
  readonly source: ReturnType<typeof telling>;
  readonly log: ReturnType<typeof keepLog>;
}

function rig(options: Partial<DashboardOptions> = {}): Rig {
  const source = telling();
  const records: ViewRecord[] = [];
  const log = keepLog();
  const audit = { record: (_action: 'dashboard.viewed', input: never) => void records.push(input) };
  const dashboard = createDashboard({ source, authorize: byHeader, audit, log, ...options });
  const get: Rig['get'] = (path, headers = {}, method = 'GET') =>
    dashboard(new Request(`http://app.test${path}`, { headers, method }));
  return { get, records, source, log };
}

/** Every asset that a page names. */
async function assetsOf({ get }: Rig): Promise<readonly string[]> {
  const page = await (await get('/reliability', { 'x-audiences': 'operator' })).text();
  return [...page.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, path]) => path ?? '');
}

it('is not made without `authorize`, and says every fault at once', () => {
  const make = () => createDashboard({ source: memorySource(), basePath: 'telemetry/' } as unknown as DashboardOptions);
  expect(make).toThrow(PlumblineError);
  expect(make).toThrow(/PLB_DASHBOARD_OPTION[\s\S]*`authorize` is missing[\s\S]*`basePath`/);
});

it.each([
  ['nobody', () => undefined],
  ['null', () => null],
  [
    'a throw',
    () => {
      throw new Error('session store is down');
    },
  ],
  ['a rejection', () => Promise.reject(new Error('session store is down'))],
  ['yes alone', () => true],
  ['no audiences', () => ({ actor: { id: 'u_1' } })],
  ['an empty list of audiences', () => viewer()],
  ['an audience that there is not', () => ({ actor: { id: 'u_1' }, audiences: ['admin', '*', '__proto__'] })],
  ['all audiences as a text', () => ({ actor: { id: 'u_1' }, audiences: 'product' })],
  ['nobody with audiences', () => ({ audiences: AUDIENCES })],
  ['an empty ID', () => ({ actor: { id: '' }, audiences: AUDIENCES })],
  ['an e-mail address for an ID', () => ({ actor: { id: 'anna@example.com' }, audiences: AUDIENCES })],
])('shows nothing where `authorize` says %s', async (_what, authorize) => {
  const all = rig({ authorize: authorize as unknown as DashboardOptions['authorize'] });
  const assets = await assetsOf(rig());
  expect(assets).toHaveLength(2);
  for (const path of [...ADDRESSES.map(([address]) => address), ...assets]) {
    for (const method of ['GET', 'HEAD']) {
      const answer = await all.get(path, {}, method);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(await answer.text()).not.toContain(SECRET);
    }
  }
  expect(all.source.asked).toEqual([]);
  expect(all.source.valuesAsked).toEqual([]);
});

it('shows nothing where `authorize` does not answer, and says so in the log', async () => {
  const clock = manualClock();
  const all = rig({ authorize: () => new Promise(() => undefined), clock });
  const answer = all.get('/');
  await clock.advance(4_999);
  expect(all.records).toEqual([]);
  await clock.advance(1);
  expect((await answer).status).toBe(404);
  expect(all.source.asked).toEqual([]);
  expect(all.log.lines).toMatchObject([{ level: 'error', message: 'dashboard: `authorize` did not answer in time' }]);
  expect(all.records).toMatchObject([{ outcome: 'failed', metadata: { page: 'product', export: false } }]);
});

it.each(ADDRESSES)('%s is for %s alone', async (path, audience) => {
  // Whoever asks for the first page is led to the first of their own.
  const elsewhere = path === '/' ? 303 : 404;
  const denied = { outcome: 'denied', actor: { id: 'u_reader', type: 'user', role: 'analyst' } };
  for (const other of AUDIENCES.filter((each) => each !== audience)) {
    const all = rig();
    const answer = await all.get(path, { 'x-audiences': other });
    expect([other, answer.status]).toEqual([other, elsewhere]);
    expect(await answer.text()).not.toContain(SECRET);
    expect(all.source.asked).toEqual([]);
    expect(all.records).toMatchObject(path === '/' ? [] : [denied]);
  }
  expect((await rig().get(path, { 'x-audiences': audience })).status).not.toBe(elsewhere);
});

it('names in the navigation the pages of the viewer and no others', async () => {
  const { get } = rig();
  const titlesOf = async (path: string, audiences: string): Promise<readonly string[]> => {
    const page = await (await get(path, { 'x-audiences': audiences })).text();
    const [, list = ''] = /<nav class="pages"[^>]*>([\s\S]*?)<\/nav>/.exec(page) ?? [];
    return [...list.matchAll(/>([^<>]+)<\/a>/g)].map(([, title]) => title ?? '');
  };
  expect(await titlesOf('/', 'product')).toEqual(['Product']);
  expect(await titlesOf('/reliability', 'operator')).toEqual(['Reliability', 'One request']);
  expect(await titlesOf('/audit', 'security')).toEqual(['Audit']);
  expect(await titlesOf('/audit', 'product,security')).toEqual(['Product', 'Audit']);
});

it('answers an address that is none and one of another audience alike', async () => {
  const { get } = rig();
  const [none, other] = await Promise.all(
    ['/nothing-here', '/audit'].map(async (path) => {
      const answer = await get(path, { 'x-audiences': 'operator', 'x-request-id': 'req-00000001' });
      return { status: answer.status, headers: [...answer.headers], body: await answer.text() };
    }),
  );
  expect(none).toEqual(other);
});

it('gives the style sheet and the script to every audience and to nobody else', async () => {
  const all = rig();
  const assets = await assetsOf(all);
  for (const path of assets) {
    for (const audience of AUDIENCES) expect((await all.get(path, { 'x-audiences': audience })).status).toBe(200);
    const stranger = await all.get(path);
    expect(stranger.status).toBe(404);
    expect(stranger.headers.get('cache-control')).toBe('no-store');
  }
});

it('records a denied view of nobody known, and not without bound', async () => {
  const clock = manualClock();
  const all = rig({ clock });
  for (let n = 0; n < 50; n += 1) await all.get('/audit');
  expect(all.records).toHaveLength(30);
  expect(all.records[0]).toEqual({
    actor: { type: 'anonymous', id: '' },
    outcome: 'denied',
    metadata: { page: 'audit', export: false },
  });
  await clock.advance(60_000);
  await all.get('/panel/denied_attempts.csv');
  expect(all.records.at(-1)).toMatchObject({
    counts: { not_recorded: 20 },
    metadata: { page: 'audit', panel: 'denied_attempts', export: true },
  });
});

it('sends an answer of the application as it is, such as the way to its sign-in', async () => {
  const own = (): Response => {
    const response = new Response(null, { status: 302, headers: { location: '/login' } });
    response.headers.append('set-cookie', 'a=1');
    response.headers.append('set-cookie', 'b=2');
    return response;
  };
  const source = memorySource();
  const dashboard = createDashboard({ source, authorize: own });
  const origin = await serve(dashboard.nodeHandler);
  expect(await rawGet(origin, '/')).toMatchObject({
    status: 302,
    headers: { location: '/login', 'set-cookie': ['a=1', 'b=2'] },
  });
  expect((await dashboard(new Request('http://app.test/'))).headers.get('location')).toBe('/login');
  expect(source.asked).toEqual([]);
});

it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('does not answer %s, whoever asks', async (method) => {
  const all = rig();
  const origin = await serve(createDashboard({ source: all.source, authorize: byHeader }).nodeHandler);
  const answer = await rawGet(origin, '/', { 'x-audiences': 'product' }, method);
  expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  expect(all.source.asked).toEqual([]);
});
