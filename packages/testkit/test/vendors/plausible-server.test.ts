import { afterEach, describe, expect, it } from 'vitest';
import { type DestinationFault, type PlausibleServer, startPlausibleServer } from '../../src/servers.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

async function started(): Promise<PlausibleServer> {
  const server = await startPlausibleServer();
  undo.push(() => server.close());
  return server;
}

const view = { name: 'pageview', url: 'https://example.com/public/:id', domain: 'example.com' };

const proper = { 'user-agent': 'plumbline', 'x-forwarded-for': '127.0.0.1', 'content-type': 'application/json' };

interface Sent {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const send = (server: PlausibleServer, body: unknown, sent: Sent = {}): Promise<Response> =>
  fetch(server.url + (sent.path ?? '/api/event'), {
    method: sent.method ?? 'POST',
    headers: sent.headers ?? proper,
    ...(sent.method === undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });

const many = (size: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: size }, (_, at) => [`p${at}`, 'x']));

it('takes a page view with 202 ok, and counts a repeat twice', async () => {
  const server = await started();
  const answer = await send(server, { ...view, props: { plan: 'team', seats: 3 } });
  expect([answer.status, await answer.text(), answer.headers.get('x-plausible-dropped')]).toEqual([202, 'ok', null]);
  await send(server, view);
  expect(server.events).toMatchObject([{ props: { plan: 'team', seats: '3' } }, { props: {} }]);
  expect(server.faults).toEqual([]);
});

describe('limits', () => {
  it.each([
    ['a name of 120 characters', { name: 'x'.repeat(120) }],
    ['a URL of 2000 bytes', { url: `https://example.com/${'x'.repeat(1980)}` }],
    ['30 props', { props: many(30) }],
    ['a key of 300 bytes', { props: { ['k'.repeat(300)]: 'x' } }],
    ['a value of 2000 bytes', { props: { k: 'x'.repeat(2000) } }],
  ])('takes %s', async (_what, change) => {
    const server = await started();
    expect((await send(server, { ...view, ...change })).status).toBe(202);
    expect(server.faults).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['no JSON', '{', 'request'],
    ['a list', [], 'request'],
    ['no name', { ...view, name: undefined }, 'event_name'],
    ['a name of 121 characters', { ...view, name: 'x'.repeat(121) }, 'event_name'],
    ['the reserved name', { ...view, name: 'engagement' }, 'event_name'],
    ['no URL', { ...view, url: '' }, 'url'],
    ['a URL of 2001 bytes', { ...view, url: `https://example.com/${'x'.repeat(1981)}` }, 'url'],
    ['a path for a URL', { ...view, url: '/public' }, 'url'],
    ['a data URL', { ...view, url: 'data:text/plain,x' }, 'url'],
    ['no domain', { ...view, domain: undefined }, 'domain'],
    ['31 props', { ...view, props: many(31) }, 'props'],
    ['a key of 301 bytes', { ...view, props: { ['k'.repeat(301)]: 'x' } }, 'props'],
    ['a value of 2001 bytes', { ...view, props: { k: 'x'.repeat(2001) } }, 'props'],
    ['a list as a value', { ...view, props: { k: ['x'] } }, 'props'],
    ['props that are none', { ...view, props: 'x' }, 'props'],
  ])('refuses %s with 400 and the reason', async (_what, body, where) => {
    const server = await started();
    const answer = await send(server, body);
    expect(answer.status).toBe(400);
    expect(Object.keys(((await answer.json()) as { errors: object }).errors)).toContain(where);
    expect(server.faults.map((fault) => fault.where)).toContain(where);
    expect(server.events).toEqual([]);
  });
});

it.each<[string, number, string, Sent]>([
  ['another path', 404, 'path', { path: '/api/events' }],
  ['GET', 405, 'method', { method: 'GET' }],
  ['no visitor address', 202, 'header', { headers: { ...proper, 'x-forwarded-for': '' } }],
  ['an address that is none', 202, 'header', { headers: { ...proper, 'x-forwarded-for': 'me' } }],
  ['another content type', 202, 'header', { headers: { ...proper, 'content-type': 'application/xml' } }],
])('names %s', async (_what, status, where, sent) => {
  const server = await started();
  expect((await send(server, view, sent)).status).toBe(status);
  expect(server.faults.map((fault) => fault.where)).toEqual([where]);
});

it('names a key that is not documented', async () => {
  const server = await started();
  expect((await send(server, { ...view, ip: '203.0.113.7' })).status).toBe(202);
  expect(server.faults).toMatchObject([{ where: 'body' }]);
});

it.each(['curl/8.5.0', 'Googlebot/2.1', 'node', 'python-requests/2.31', ''])(
  'drops the agent "%s" with 202',
  async (agent) => {
    const server = await started();
    const answer = await send(server, view, { headers: { ...proper, 'user-agent': agent } });
    expect([answer.status, answer.headers.get('x-plausible-dropped')]).toEqual([202, '1']);
    expect([server.events.length, server.dropped.length]).toEqual([0, 1]);
    expect(server.faults[0]).toMatchObject({ where: 'header' });
  },
);

it('drops what belongs to no site', async () => {
  const server = await started();
  const answer = await send(server, { ...view, domain: 'other.example' });
  expect([answer.status, answer.headers.get('x-plausible-dropped')]).toEqual([202, '1']);
  expect(server.faults).toMatchObject([{ where: 'domain' }]);
});

it('fails with the status that HTTP has for it', async () => {
  const server = await started();
  const statuses = { busy: 503, error: 500, throttled: 429, too_large: 413, refuse: 400 } as const;
  for (const [how, status] of Object.entries(statuses)) {
    await server.fail(how as DestinationFault);
    expect((await send(server, view)).status).toBe(status);
  }
  expect(server.events).toEqual([]);
});
