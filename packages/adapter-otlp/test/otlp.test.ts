import { makeBatch, makeEvent } from '@plumbline/testkit';
import { recordHttp } from '@plumbline/testkit/servers';
import { expect, it } from 'vitest';
import { otlp, type OtlpMode } from '../src/index.ts';
import { catalog, headers, startSubject } from './otlp-server.ts';

const endpoint = 'https://collector.example:4318';
const base = { endpoint, service: 'shop', catalog, mode: 'log-events', allow: { page_viewed: ['feature'] } } as const;

it.each([
  ['a path', { endpoint: `${endpoint}/v1/logs` }],
  ['a name without a scheme', { endpoint: 'collector:4318' }],
  ['credentials in the address', { endpoint: 'https://user:word@collector.example' }],
  ['plain http to a third party', { endpoint: 'http://collector.example:4318', party: 'third-party' }],
  ['an empty service', { service: ' ' }],
  ['a header of the request itself', { headers: { 'content-type': 'text/plain' } }],
  ['a header that is no name', { headers: { 'a b': 'c' } }],
  ['no catalog', { catalog: undefined as never }],
] as const)('refuses %s before anything is opened', (_what, wrong) => {
  expect(() => otlp({ ...base, ...wrong })).toThrow(expect.objectContaining({ code: 'PLB_ADAPTER_OPTION' }));
});

it.each([
  ['counters', 'round'],
  ['counters', 'took'],
  ['counters', 'item'],
  ['log-events', 'note'],
  ['log-events', 'item'],
] as const)('refuses in mode %s to send %s, whose values have no end', (mode, field) => {
  const make = (): unknown => otlp({ ...base, mode, allow: { item_created: ['kind', field] } });
  expect(make).toThrow(expect.objectContaining({ code: 'PLB_ADAPTER_ALLOWLIST' }));
  expect(make).toThrow(`item_created.${field}`);
});

const { endpoint: _endpoint, ...options } = base;
const ENDPOINT = 'PLUMBLINE_EVENTS_OTLP_ENDPOINT';
const HEADERS = 'PLUMBLINE_EVENTS_OTLP_HEADERS';

it('comes on with the variable that its code waits for, and never with those of OpenTelemetry', async () => {
  const own = otlp.fromEnv(options);
  expect(own.egress?.endpoints).toEqual([{ at: `env:${ENDPOINT}`, method: 'POST', path: '/v1/logs' }]);
  expect(own.fromEnvironment({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, [ENDPOINT]: '' })).toBeUndefined();
  await using on = own.fromEnvironment({ [ENDPOINT]: endpoint });
  expect(on?.destinations).toEqual([endpoint]);
  // The lockfile names the variable: what is switched on must say the same.
  expect(on?.egress).toEqual(own.egress);
  const signoz = otlp.fromEnv({ ...base, party: 'third-party', headerNames: Object.keys(headers) });
  expect(signoz.fromEnvironment({ [ENDPOINT]: 'https://elsewhere.example' })).toBeUndefined();
  await using there = signoz.fromEnvironment({
    [ENDPOINT]: 'https://elsewhere.example',
    [HEADERS]: 'signoz-ingestion-key=a%3Db',
  });
  expect(there?.destinations).toEqual([endpoint]);
  expect(there?.egress).toEqual(signoz.egress);
});

it.each([
  ['an address with a path', { [ENDPOINT]: `${endpoint}/v1/logs` }],
  ['a header that is missing', { [ENDPOINT]: endpoint, [HEADERS]: 'x-tenant=1' }],
  ['a header without a value', { [ENDPOINT]: endpoint, [HEADERS]: 'signoz-ingestion-key' }],
  ['a value that is not encoded', { [ENDPOINT]: endpoint, [HEADERS]: 'signoz-ingestion-key=%' }],
])('refuses %s in the environment, without its value', (_what, environment) => {
  const deferred = otlp.fromEnv({ ...options, headerNames: Object.keys(headers) });
  expect(() => deferred.fromEnvironment(environment)).toThrow(expect.objectContaining({ code: 'PLB_CONFIG_INVALID' }));
  expect(() => deferred.fromEnvironment(environment)).not.toThrow(/v1\/logs|x-tenant/);
});

it('takes from the variable what code lists, and not the key of another receiver', async () => {
  await using front = await recordHttp();
  await using adapter = otlp.fromEnv(options).fromEnvironment({ [ENDPOINT]: front.url, [HEADERS]: 'x-tenant=1' });
  await adapter?.send(makeBatch(1));
  expect(front.received.map(({ headers: sent }) => sent['x-tenant'])).toEqual([undefined]);
});

it('refuses an address of a third party that a variable would give, and what no variable would switch on', () => {
  const code = expect.objectContaining({ code: 'PLB_ADAPTER_OPTION' });
  expect(() => otlp.fromEnv({ ...options, party: 'third-party' })).toThrow(code);
  expect(() => otlp.fromEnv(base)).toThrow(code);
});

it('sends what happened and when, and nobody', async () => {
  const subject = await startSubject('log-events');
  await using adapter = subject.create({ allow: { item_created: ['kind', 'round', 'took'] }, sendTimeoutMs: 5_000 });
  const payload = { kind: 'post', round: 3, took: 1.5, note: 'private' };
  await adapter.send(makeBatch([makeEvent({ name: 'item_created', occurredAt: 1_700_000_000_123, payload })]));
  expect(subject.receiver.logs()).toMatchObject([
    { eventName: 'item_created', severity: 'INFO', service: 'shop', time: 1_700_000_000_123, traceId: '' },
  ]);
  expect(subject.receiver.logs()[0]?.attributes).toEqual({
    'plumbline.event.kind': 'post',
    'plumbline.event.round': 3,
    'plumbline.event.took': 1.5,
  });
  await subject.stop();
});

it('counts by name and labels, and no event leaves', async () => {
  const subject = await startSubject('counters');
  await using adapter = subject.create({ allow: { page_viewed: ['feature', 'tags'] }, sendTimeoutMs: 5_000 });
  const of = (feature: string, ...tags: readonly string[]) => makeEvent({ payload: { feature, tags } });
  const batch = makeBatch([of('a', 'x', 'y'), of('a', 'y', 'x'), of('b'), of('a', 'x')]);
  expect((await adapter.send(batch)).kind).toBe('delivered');
  expect((await adapter.send(makeBatch([of('b')]))).kind).toBe('delivered');
  const { receiver } = subject;
  expect(receiver.metrics()).toHaveLength(4);
  expect(new Set(receiver.metrics().map(({ temporality, monotonic }) => `${temporality} ${monotonic}`))).toEqual(
    new Set(['delta true']),
  );
  const total = (labels: Readonly<Record<string, string>>): number =>
    receiver.sumOf('plumbline.product.events', labels);
  expect(total({ 'plumbline.event.feature': 'a', 'plumbline.event.tags': 'x,y' })).toBe(2);
  expect(total({ 'plumbline.event.feature': 'b' })).toBe(2);
  expect(total({ 'plumbline.event.name': 'page_viewed' })).toBe(5);
  await subject.stop();
});

it.each([
  ['down', 'retry', 0],
  ['busy', 'retry', 0],
  ['throttled', 'retry', 0],
  ['error', 'rejected', 0],
  ['refuse', 'rejected', 0],
  ['too_large', 'too_large', 0],
  ['cut', 'unknown', 0],
  ['half_close', 'unknown', 0],
  ['lost_reply', 'unknown', 4],
  ['hang', 'unknown', 0],
  ['drip', 'unknown', 4],
] as const)('counters, %s: answers %s, and %i are counted', async (how, kind, counted) => {
  const subject = await startSubject('counters');
  const slow = how === 'hang' || how === 'drip';
  await using adapter = subject.create({ allow: { page_viewed: ['feature'] }, sendTimeoutMs: slow ? 300 : 5_000 });
  await subject.fail(how);
  expect((await adapter.send(makeBatch(4))).kind).toBe(kind);
  expect(subject.receiver.sumOf('plumbline.product.events')).toBe(counted);
  await subject.fail('none');
  expect((await adapter.send(makeBatch(4))).kind).toBe('delivered');
  expect(subject.receiver.sumOf('plumbline.product.events')).toBe(counted + 4);
  await subject.stop();
});

it('counts the loss of a partial success by the events behind a number, and never too low', async () => {
  const subject = await startSubject('counters');
  await using adapter = subject.create({ allow: { page_viewed: ['feature'] }, sendTimeoutMs: 5_000 });
  await subject.fail('partial');
  const of = (feature: string) => makeEvent({ payload: { feature } });
  const outcome = await adapter.send(makeBatch([of('a'), of('b'), of('b'), of('b')]));
  expect(outcome).toMatchObject({ kind: 'partial', retry: [], rejected: [], rejectedCount: 3 });
  expect((await adapter.send(makeBatch(4))).kind).toBe('rejected');
  await subject.stop();
});

it.each<
  readonly [
    string,
    { readonly status: number; readonly body?: string; readonly headers?: Record<string, string> },
    string,
  ]
>([
  ['502', { status: 502 }, 'retry'],
  ['504', { status: 504 }, 'retry'],
  ['501', { status: 501 }, 'rejected'],
  ['408, which OTLP does not list', { status: 408 }, 'rejected'],
  ['a redirect', { status: 307, headers: { location: 'http://127.0.0.1:1/' } }, 'rejected'],
  ['an empty 200', { status: 200 }, 'delivered'],
  ['a warning', { status: 200, body: '{"partialSuccess":{"rejectedLogRecords":"0","errorMessage":"x"}}' }, 'delivered'],
  ['a page of something else', { status: 200, body: '<html>' }, 'rejected'],
  ['a count that is none', { status: 200, body: '{"partialSuccess":{"rejectedLogRecords":"many"}}' }, 'rejected'],
])('judges %s', async (_what, answer, kind) => {
  await using front = await recordHttp();
  front.answer(() => answer);
  await using adapter = otlp({ ...base, endpoint: front.url });
  expect((await adapter.send(makeBatch(2))).kind).toBe(kind);
  expect(front.received).toHaveLength(1);
});

it('has two kinds, so that a configuration can list both', async () => {
  const kinds = (['counters', 'log-events'] satisfies OtlpMode[]).map((mode) => otlp({ ...base, mode }).kind);
  expect(kinds).toEqual(['otlp-counters', 'otlp-events']);
});
