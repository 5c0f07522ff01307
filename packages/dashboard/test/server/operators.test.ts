import { expect, it } from 'vitest';
import { createDashboard, type ReliabilityOptions } from '../../src/index.ts';
import { byHeader, keepLog, listen, memorySource } from './support.ts';

const headers = { 'x-audiences': 'operator' };
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

const rig = (reliability?: ReliabilityOptions, log = keepLog()) => {
  const dashboard = createDashboard({
    source: memorySource(),
    authorize: byHeader,
    log,
    ...(reliability && { reliability }),
  });
  return async (path: string) => (await dashboard(new Request(`http://app.test${path}`, { headers }))).text();
};

interface Store {
  readonly url: string;
  readonly asked: URL[];
  readonly tokens: (string | undefined)[];
}

/** A store on a real port that answers in the form of its HTTP API. */
async function storeOf(answer: (url: URL) => unknown): Promise<Store> {
  const asked: URL[] = [];
  const tokens: (string | undefined)[] = [];
  const url = await listen((incoming, response) => {
    const target = new URL(incoming.url ?? '/', 'http://store.test');
    asked.push(target);
    tokens.push(incoming.headers.authorization);
    const body = answer(target);
    response.writeHead(body === undefined ? 500 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? { error: 'host db-7.internal' }));
  });
  return { url, asked, tokens };
}

const vector = (...result: unknown[]) => ({ status: 'success', data: { resultType: 'vector', result } });

it('says which option is missing, and links nowhere, without configuration', async () => {
  const get = rig();
  const page = await get('/reliability');
  expect(page).toContain('reliability.prometheus.url');
  expect(page).toContain('reliability.grafana.url');
  const request = await get(`/request?id=${TRACE}`);
  for (const option of ['reliability.loki.url', 'reliability.tempo.url', 'reliability.errors', 'trail.reader'])
    expect(request).toContain(option);
  expect(request.match(/not configured/g)).toHaveLength(5);
});

it('sums up what Prometheus knows, for one service, and links to its boards', async () => {
  const store = await storeOf((url) => {
    const query = url.searchParams.get('query') ?? '';
    if (query.startsWith('ALERTS'))
      return vector({
        metric: { alertname: 'SlowAnswers', severity: 'critical', service_name: 'shop' },
        value: [1, '1'],
      });
    if (query.startsWith('topk')) return vector({ metric: { http_route: '/orders/:id' }, value: [1, '5'] });
    if (query.startsWith('sum by')) return vector({ metric: { http_route: '/orders/:id' }, value: [1, '50'] });
    if (query.startsWith('histogram')) return vector({ metric: {}, value: [1, '0.25'] });
    if (query.startsWith('(')) return vector({ metric: {}, value: [1, '0.004'] });
    return vector({ metric: {}, value: [1, '1250'] });
  });
  const get = rig({
    prometheus: { url: store.url, headers: { authorization: 'Bearer t' } },
    grafana: { url: 'http://grafana.test/' },
    service: 'shop',
  });
  const page = await get('/reliability?window=7d');
  for (const text of [
    '99.6%',
    '0.4%',
    '250 ms',
    '1,250',
    'SlowAnswers',
    '/orders/:id',
    '10%',
    'http://grafana.test/d/plumbline-slo',
  ])
    expect(page).toContain(text);
  expect(new Set(store.tokens)).toEqual(new Set(['Bearer t']));
  const queries = store.asked.map((url) => url.searchParams.get('query') ?? '');
  expect(
    queries.filter((query) => query.includes('http_server')).every((query) => query.includes('service_name="shop"')),
  ).toBe(true);
  expect(queries.some((query) => query.includes('[7d]'))).toBe(true);
  const before = store.asked.length;
  await get('/reliability?window=7d');
  expect(store.asked).toHaveLength(before);
});

it('compares until it is told not to, and can be told again', async () => {
  const store = await storeOf(() => vector());
  const get = rig({ prometheus: { url: store.url } });
  const switchOf = (page: string) => /class="switch ([a-z-]*)"\s*href="([^"]*)"/.exec(page)?.slice(1);
  expect(switchOf(await get('/reliability?window=7d'))).toEqual(['switch-on', '/reliability?window=7d&amp;compare=0']);
  expect(switchOf(await get('/reliability?window=7d&compare=0'))).toEqual(['', '/reliability?window=7d']);
});

it('shows a store that fails as that, without its words', async () => {
  const log = keepLog();
  const store = await storeOf(() => undefined);
  const page = await rig({ prometheus: { url: store.url } }, log)('/reliability');
  expect(page.match(/This could not be answered/g)?.length).toBe(5);
  expect(page).not.toContain('db-7');
  expect(log.lines.length).toBeGreaterThan(0);
});

it('puts lines and spans of a request in the order of time, with facts that it knows and no others', async () => {
  const at = 1_777_000_000_000;
  const loki = await storeOf(() => ({
    status: 'success',
    data: {
      resultType: 'streams',
      result: [
        {
          stream: {
            service_name: 'shop',
            severity_text: 'ERROR',
            plumbline_request_id: 'req-00000001',
            trace_id: TRACE,
            customer: 'SECRET-STREAM',
          },
          values: [[`${at}500000`, 'order failed']],
        },
        {
          stream: { service_name: 'shop' },
          values: [
            [
              `${at - 20}000000`,
              JSON.stringify({
                level: 'info',
                time: new Date(at - 20).toISOString(),
                service: 'shop',
                body: 'SECRET-BODY',
                route_pattern: '/orders',
                msg: 'order begun',
              }),
            ],
          ],
        },
      ],
    },
  }));
  const tempo = await storeOf(({ pathname }) =>
    pathname === '/api/search'
      ? { traces: [{ traceID: TRACE }, { traceID: '../../admin' }] }
      : {
          batches: [
            {
              resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
              scopeSpans: [
                {
                  spans: [
                    {
                      name: 'POST /orders',
                      startTimeUnixNano: `${at - 10}000000`,
                      endTimeUnixNano: `${at}000000`,
                      status: { code: 'STATUS_CODE_ERROR' },
                      attributes: [
                        { key: 'http.response.status_code', value: { intValue: '500' } },
                        { key: 'db.statement', value: { stringValue: 'SECRET-SQL' } },
                      ],
                    },
                  ],
                },
              ],
            },
          ],
        },
  );
  const page = await rig({
    loki: { url: loki.url },
    tempo: { url: tempo.url },
    grafana: { url: 'http://grafana.test' },
  })('/request?id=req-00000001&last=7d');
  const places = ['order begun', 'POST /orders', 'order failed'].map((text) => page.indexOf(text));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places[0]).toBeGreaterThan(0);
  expect(page).not.toContain('SECRET');
  expect(page.match(/entry-failed/g)).toHaveLength(2);
  expect(page).toContain('plumbline-request?var-request_id=req-00000001');
  expect(loki.asked[0]?.searchParams.get('query')).toBe(
    '{service_name=~".+"} | plumbline_request_id="req-00000001" or trace_id="req-00000001" or request_id="req-00000001"',
  );
  // An ID of a trace that is none is asked for nowhere.
  expect(tempo.asked.map(({ pathname }) => pathname)).toEqual(['/api/search', `/api/traces/${TRACE}`]);
});

it.each(['a', 'short', 'with space', '"} | json', '%00%00%00%00%00%00%00%00', 'x'.repeat(129)])(
  'asks no store for an ID such as %s',
  async (id) => {
    const loki = await storeOf(() => ({}));
    const page = await rig({ loki: { url: loki.url } })(`/request?id=${encodeURIComponent(id)}`);
    expect(page).toContain('This address cannot be read');
    expect(loki.asked).toEqual([]);
  },
);

it('shows the other layers where one fails', async () => {
  const log = keepLog();
  const page = await rig(
    {
      logs: async () => [{ at: 1_777_000_000_000, what: 'a line', facts: { request_id: 'req-00000001' } }],
      spans: () => Promise.reject(new Error('db-7.internal')),
    },
    log,
  )('/request?id=req-00000001');
  expect(page).toContain('a line');
  expect(page).toContain('did not answer');
  expect(page).not.toContain('db-7');
  expect(log.lines).toMatchObject([{ message: 'dashboard: a layer did not answer', fields: { layer: 'span' } }]);
});
