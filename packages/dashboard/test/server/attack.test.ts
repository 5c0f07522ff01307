import { request } from 'node:http';
import { connect } from 'node:net';
import express from 'express';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createDashboard, type TrailReader, type TrailRecord } from '../../src/index.ts';
import { ADDRESSES, AUDIENCES, byHeader, keepLog, listen, memorySource, rawGet, serve } from './support.ts';

const EVIL = '<img src=x onerror=alert(1)>';
const VALUES = [
  EVIL,
  '"><script>alert(1)</script>',
  "' onmouseover='alert(1)",
  '</title><script>alert(1)</script>',
  '${alert(1)}',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '--><script>alert(1)</script>',
  'javascript:alert(1)',
  '\u2028<svg/onload=alert(1)>',
];

const ALL = { 'x-audiences': AUDIENCES.join(',') };

/** Tags and attributes of a page as a browser would read them: none may come from a value. */
function elementsOf(page: string): readonly string[] {
  return [
    ...page.matchAll(/<([a-z][a-z0-9-]*)((?:\s+[^\s=>"'/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?|\s*\/)*)\s*>/gi),
  ].map(([, tag = '', attributes = '']) => {
    const names = [...attributes.replaceAll(/"[^"]*"|'[^']*'/g, '""').matchAll(/[^\s=/"]+(?==|\s|$)/g)].map(
      ([name]) => name,
    );
    return `${tag.toLowerCase()} ${names.join(' ')}`;
  });
}

function expectHarmless(page: string): void {
  const elements = elementsOf(page);
  expect(elements.filter((element) => /^(?:img|iframe|object|embed|base)\b/.test(element))).toEqual([]);
  expect(elements.filter((element) => /\son\w+/i.test(element))).toEqual([]);
  expect(elements.filter((element) => /\sstyle\b/.test(element))).toEqual([]);
  // One script, from its own file.
  const scripts = page.match(/<script\b[^>]*>[^<]*<\/script>/gi) ?? [];
  expect(scripts.every((script) => /^<script src="\/assets\/[0-9a-f]+\.js" defer><\/script>$/.test(script))).toBe(true);
  expect(page.match(/<script/gi)?.length ?? 0).toBe(scripts.length);
  expect(page).not.toMatch(/(?:href|src|action)="\s*(?:javascript|data:(?!,))/i);
}

const kinds = ['text', 'text', 'text', 'count', 'people', 'share', 'milliseconds', 'number'] as const;

/** Every cell of text is hostile, in whatever columns the panels look for. */
const hostileSource = (value: string) =>
  memorySource(() => {
    const names = [
      'day',
      'route_pattern',
      'feature',
      'surface',
      'view',
      'filter_key',
      'chart',
      'action',
      'boundary',
      'error_class',
      'owner',
      'step',
      'cohort',
      'name',
      'team',
      value,
    ];
    const columns = [
      ...names.map((name) => ({ name, kind: 'text' as const })),
      ...kinds.slice(3).map((kind, n) => ({ name: `n${n}`, kind })),
    ];
    const row = [...names.map(() => value), 1, 2, 0.5, 1_000, 3];
    return { columns, rows: [row, row], previous: [row] };
  }, [value]);

const hostileRecord = (value: string): TrailRecord => ({
  id: value,
  action: value,
  actor: { type: 'user', id: value, role: value, impersonator: value },
  outcome: value,
  occurred_at: value,
  recorded_at: value,
  subjects: [{ type: value, id: value }],
  changed: [value],
  counts: { findings: 1 },
  metadata: { result: value, last_seal: 1 },
  request_id: 'req-00000001',
});

const hostileReader = (value: string): TrailReader => {
  const page = { records: [hostileRecord(value)], unreadable: [value], next: value };
  return {
    whoChanged: async () => page,
    denied: async () => page,
    query: async () => ({ ...page, next: undefined }),
    async *export() {
      yield hostileRecord(value);
    },
    async *patterns() {
      yield { pattern: value, actor: value, count: 1, since: value, until: value, route: value };
    },
  };
};

const entry = (value: string) => ({
  at: 1,
  what: value,
  level: 'error' as const,
  facts: { service: value, [value]: value, request_id: 'req-00000001' },
});

function hostile(value: string) {
  const find = async () => [entry(value)];
  return createDashboard({
    source: hostileSource(value),
    authorize: byHeader,
    title: value.slice(0, 80),
    trail: { reader: () => hostileReader(value) },
    reliability: { logs: find, spans: find, errors: find, grafana: { url: 'http://grafana.test' } },
  });
}

it.each(VALUES)('runs nothing of a value of the store: %s', async (value) => {
  const dashboard = hostile(value);
  let shown = 0;
  for (const [path] of ADDRESSES.filter(([address]) => !address.includes('.csv'))) {
    const answer = await dashboard(new Request(`http://app.test${path}`, { headers: ALL }));
    expect([path, answer.status]).toEqual([path, 200]);
    const page = await answer.text();
    expectHarmless(page);
    if (page.includes('&lt;') || page.includes('&#39;') || !/[<']/.test(value)) shown += 1;
  }
  // The values were there, written as text.
  expect(shown).toBeGreaterThan(4);
});

it.each(VALUES)('runs nothing of a value in the address: %s', async (value) => {
  const dashboard = hostile('plain');
  const text = encodeURIComponent(value);
  const names = [
    'days',
    'from',
    'until',
    'compare',
    'steps',
    'within',
    'feature',
    'surface',
    'source',
    'theme',
    'window',
    'id',
    'last',
    'subject',
    'after',
    'view',
    'unknown',
    text,
  ];
  for (const path of ['/', '/reliability', '/request', '/audit']) {
    for (const name of names) {
      const answer = await dashboard(new Request(`http://app.test${path}?${name}=${text}`, { headers: ALL }));
      expect([200, 400]).toContain(answer.status);
      const page = await answer.text();
      expectHarmless(page);
      expect(answer.status === 400 && page.includes(value)).toBe(false);
    }
  }
});

it('holds for any text of the store and of the address', async () => {
  let checked = 0;
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.constantFrom(...VALUES), async (text, evil) => {
      const value = text + evil;
      const dashboard = hostile(value);
      for (const path of ['/', '/request?id=req-00000001', `/audit?subject=${encodeURIComponent(value)}`]) {
        const answer = await dashboard(new Request(`http://app.test${path}`, { headers: ALL }));
        expectHarmless(await answer.text());
        checked += 1;
      }
    }),
    { numRuns: 40 },
  );
  expect(checked).toBeGreaterThanOrEqual(120);
});

it.each([
  '/../../etc/passwd',
  '/assets/../../package.json',
  '/assets/%2e%2e/%2e%2e/package.json',
  '/assets/..%2f..%2fpackage.json',
  '/panel/../../etc/passwd.csv',
  '/panel/..%5c..%5cetc.csv',
  '/panel/__proto__.csv',
  '/panel/constructor.csv',
  '/definition/__proto__',
  '/definition/constructor',
  '/panel/dailyActives.csv%00.html',
  '//evil.test/audit',
  '/\\evil.test',
  '/%2f%2fevil.test',
])('has nothing at %s', async (target) => {
  const dashboard = createDashboard({ source: memorySource(), authorize: byHeader });
  const origin = await serve(dashboard.nodeHandler);
  const answer = await rawGet(origin, target, ALL);
  // Two slashes in front are one; what is left is a page of the dashboard or nothing.
  expect(answer.status).toBe(404);
  expect(answer.headers.location).toBeUndefined();
  expect(answer.body).not.toMatch(/root:|"name"/);
});

it('puts nothing of an address into a header', async () => {
  const dashboard = createDashboard({ source: memorySource(() => ({ rows: [['x']] })), authorize: byHeader });
  const origin = await serve(dashboard.nodeHandler);
  const split = '%0d%0aset-cookie:%20evil=1';
  for (const target of [
    `/panel/topRoutes.csv?feature=${split}`,
    `/panel/topRoutes${split}.csv`,
    `/panel/topRoutes.csv?from=2026-05-01${split}&until=2026-05-02`,
    `/${split}`,
    `/request?id=req-00000001${split}`,
  ]) {
    const answer = await rawGet(origin, target, ALL);
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.headers['content-disposition'] ?? '').not.toContain('evil');
  }
  const csv = await rawGet(origin, '/panel/topRoutes.csv?from=2026-05-01&until=2026-05-02', ALL);
  expect(csv.headers['content-disposition']).toBe('attachment; filename="topRoutes-2026-05-01-2026-05-02.csv"');
});

it.each(['a b', 'x'.repeat(200), '<script>', 'short', '"quoted"', 'req\u00e9quest'])(
  'makes a request ID of its own where the header says %s',
  async (given) => {
    const dashboard = createDashboard({ source: memorySource(), authorize: byHeader });
    const answer = await dashboard(new Request('http://app.test/nothing', { headers: { 'x-request-id': given } }));
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/);
    expect(await answer.text()).not.toContain(given);
  },
);

it('keeps a request ID that is one, so that a caller finds it again', async () => {
  const dashboard = createDashboard({ source: memorySource(), authorize: byHeader });
  const headers = { 'x-request-id': '01J9Z3N3C8-abc' };
  const answer = await dashboard(new Request('http://app.test/nothing', { headers }));
  expect(answer.headers.get('x-request-id')).toBe('01J9Z3N3C8-abc');
  expect(await answer.text()).toContain('01J9Z3N3C8-abc');
});

it('refuses what is too long or too much before the store hears of it', async () => {
  const source = memorySource();
  const dashboard = createDashboard({ source, authorize: byHeader });
  const get = (query: string) => dashboard(new Request(`http://app.test/?${query}`, { headers: ALL }));
  expect((await get(`feature=${'x'.repeat(9_000)}`)).status).toBe(414);
  expect((await get(`feature=${'x'.repeat(65)}`)).status).toBe(400);
  expect((await get(Array.from({ length: 21 }, (_, n) => `feature=f${n}`).join('&'))).status).toBe(400);
  expect((await get(Array.from({ length: 9 }, () => 'steps=item_created').join('&'))).status).toBe(400);
  for (const query of [
    'days=0',
    'days=-1',
    'days=367',
    'days=1e3',
    'days=30.5',
    'from=2020-01-01',
    'from=2026-05-02&until=2026-05-01',
    'from=2026-02-30&until=2026-03-01',
    'from=2020-01-01&until=2026-01-01',
    'compare=yes',
    'within=2d',
    'within=constructor',
    'theme=evil',
    'steps=DROP',
  ]) {
    expect([query, (await get(query)).status]).toEqual([query, 400]);
  }
  expect(source.asked).toEqual([]);
  expect(source.valuesAsked).toEqual([]);
});

it('writes no link to another host, whatever the host and the path of the request say', async () => {
  const dashboard = createDashboard({ source: memorySource(), authorize: byHeader });
  const origin = await serve(dashboard.nodeHandler);
  const answer = await rawGet(origin, '//evil.test/..//reliability', {
    ...ALL,
    host: 'evil.test',
    'x-forwarded-host': 'evil.test',
  });
  expect(answer.body).not.toContain('evil.test');
  const page = await rawGet(origin, '/reliability', { ...ALL, host: 'evil.test' });
  expect(page.status).toBe(200);
  expect(page.body).not.toContain('evil.test');
});

it('takes the mount of a router only where links can begin with it', async () => {
  const dashboard = createDashboard({ source: memorySource(), authorize: byHeader });
  const app = express();
  app.use('/orgs/:org/telemetry', (incoming, response) => void dashboard.nodeHandler(incoming, response));
  const origin = await listen(app);
  const good = await rawGet(origin, '/orgs/o1/telemetry/reliability', ALL);
  expect(good.body).toContain('href="/orgs/o1/telemetry/reliability');
  const evil = await rawGet(origin, `/orgs/${encodeURIComponent(EVIL)}/telemetry/reliability`, ALL);
  expectHarmless(evil.body.replaceAll(/src="\/orgs[^"]+\/assets/g, 'src="/assets'));
  expect(evil.body).not.toContain(EVIL);
});

it.each(['//evil.test', '/\\evil.test', '/a//evil.test', '/a b', '/"><script>'])(
  'begins no link with a mount such as %s',
  async (mount) => {
    const dashboard = createDashboard({ source: memorySource(), authorize: byHeader });
    const origin = await serve((incoming, response) =>
      dashboard.nodeHandler(Object.assign(incoming, { baseUrl: mount }), response),
    );
    const page = await rawGet(origin, '/reliability', ALL);
    expect(page.status).toBe(200);
    expect(page.body).toContain('href="/reliability');
    expect(page.body).not.toContain('evil');
    expectHarmless(page.body);
  },
);

it('survives requests that are none', async () => {
  const log = keepLog();
  const dashboard = createDashboard({ source: memorySource(), authorize: byHeader, log });
  const origin = await serve(dashboard.nodeHandler);
  const { port } = new URL(origin);
  for (const text of [
    'GET http://evil.test:99999/ HTTP/1.1\r\nhost: x\r\n\r\n',
    'GET * HTTP/1.1\r\nhost: x\r\n\r\n',
    'GET /%zz HTTP/1.1\r\nhost: x\r\n\r\n',
    'GET /?%zz=%zz HTTP/1.1\r\nhost: x\r\n\r\n',
  ]) {
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1');
      let said = '';
      socket.on('data', (part) => {
        said += String(part);
        socket.end();
      });
      socket.on('close', () => resolve(said));
      socket.on('error', () => resolve(said));
      socket.write(text);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 (?:400|404)/);
  }
  expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  expect((await rawGet(origin, '/reliability', ALL)).status).toBe(200);
});

it('goes on after a reader that leaves in the middle', async () => {
  let answered = (): void => undefined;
  const waiting = new Promise<void>((resolve) => (answered = resolve));
  const source = memorySource(async () => {
    await waiting;
    return {};
  });
  const dashboard = createDashboard({ source, authorize: byHeader });
  let ended: Promise<void> | undefined;
  const origin = await serve((incoming, response) => (ended = dashboard.nodeHandler(incoming, response)));
  await new Promise<void>((resolve) => {
    const sent = request(origin, { headers: ALL }, (response) => {
      response.once('data', () => {
        response.destroy();
        resolve();
      });
      response.on('error', () => undefined);
    });
    sent.end();
  });
  answered();
  await ended;
  expect((await rawGet(origin, '/reliability', ALL)).status).toBe(200);
});
