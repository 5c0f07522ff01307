import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { startOtlpReceiver } from '../../src/otlp.ts';
import { exporterRequests, post, postJson, traceWith } from './requests.ts';

it.each(['protobuf', 'json'] as const)('reads what the official exporters send as %s', async (format) => {
  await using receiver = await startOtlpReceiver();
  for (const { path: to, type, body } of exporterRequests(format)) {
    expect((await post(receiver.url + to, body, { 'content-type': type })).status).toBe(200);
  }
  expect(receiver.faults).toEqual([]);
  expect(receiver.spans().map(({ name }) => name)).toEqual(['child é', 'GET /orders/:id']);
  const [child, root] = receiver.spans();
  expect(root?.attributes).toEqual({
    'http.route': '/orders/:id',
    n: 42,
    big: 2 ** 40,
    neg: -5,
    f: 1.5,
    ok: true,
    list: ['a', 'b'],
  });
  expect(root).toMatchObject({ kind: 'server', parentSpanId: '', service: 'approvals', scope: 'scope-a' });
  expect(child).toMatchObject({
    traceId: root?.traceId,
    parentSpanId: root?.spanId,
    kind: 'internal',
    status: { code: 'error', message: 'boom' },
    events: [{ name: 'retry', attributes: { attempt: 2 } }],
    links: [{ spanId: root?.spanId, attributes: { why: 'x' } }],
  });
  expect(receiver.logs()).toMatchObject([
    {
      body: 'order created',
      severity: 'INFO',
      attributes: { orderId: 'o1', deep: { a: [1, 'x'] } },
      traceId: root?.traceId,
      spanId: root?.spanId,
    },
  ]);
  expect(receiver.metrics().find(({ name }) => name === 'http.server.request.duration')).toMatchObject({
    kind: 'histogram',
    unit: 's',
    temporality: 'cumulative',
    count: 3,
    sum: 5.55,
    buckets: [
      { le: 0.1, count: 1 },
      { le: 1, count: 1 },
      { le: Infinity, count: 1 },
    ],
  });
  expect(receiver.sumOf('plumbline.log.lines')).toBe(8);
  expect(receiver.sumOf('plumbline.log.lines', { level: 'info' })).toBe(7);
  expect(receiver.countOf('http.server.request.duration')).toBe(4);
  expect(receiver.sumOf('g')).toBe(-1.5);
  expect(receiver.resources()).toEqual([{ 'service.name': 'approvals', 'service.instance.id': 'a1' }]);
});

it('undoes gzip and keeps the unpacked bytes on disk', async () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'otlp-'));
  await using receiver = await startOtlpReceiver({ directory });
  const body = Buffer.from(JSON.stringify(traceWith({ name: 'find-me' })));
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip', 'x-planted': 'header-me' };
  expect((await post(`${receiver.url}/v1/traces`, gzipSync(body), headers)).status).toBe(200);
  expect(readFileSync(path.join(directory, 'traces.bin'), 'utf8')).toContain('find-me');
  expect(readFileSync(path.join(directory, 'headers.ndjson'), 'utf8')).toContain('header-me');
  expect(receiver.faults).toEqual([]);
  rmSync(directory, { recursive: true });
});

it('answers as told, as often as told, and stores only what it accepted', async () => {
  await using receiver = await startOtlpReceiver();
  const send = (name: string): Promise<Response> => postJson(`${receiver.url}/v1/traces`, traceWith({ name }));
  receiver.answer('unavailable', 2);
  expect([(await send('a')).status, (await send('b')).status, (await send('c')).status]).toEqual([503, 503, 200]);
  receiver.answer('too_many', 1);
  const busy = await send('d');
  expect([busy.status, busy.headers.get('retry-after')]).toEqual([429, '1']);
  receiver.answer('reset', 1);
  await expect(send('e')).rejects.toThrow('fetch failed');
  receiver.answer('partial', 1);
  expect(await (await send('f')).json()).toMatchObject({ partialSuccess: { rejectedSpans: '1' } });
  expect(receiver.spans().map(({ name }) => name)).toEqual(['c']);
  expect(receiver.requests.map(({ status }) => status)).toEqual([503, 503, 200, 429, 0, 200]);
});

it('leaves a request without an answer, and close ends it', async () => {
  const receiver = await startOtlpReceiver();
  receiver.answer('hang');
  const waiting = postJson(`${receiver.url}/v1/traces`, traceWith({})).catch((error: unknown) => error);
  await expect.poll(() => receiver.requests.length).toBe(1);
  await receiver.close();
  expect(await waiting).toBeInstanceOf(Error);
});

it('answers protobuf in protobuf', async () => {
  await using receiver = await startOtlpReceiver();
  const [first] = exporterRequests('protobuf');
  const send = (): Promise<Response> =>
    post(receiver.url + first!.path, first!.body, { 'content-type': 'application/x-protobuf' });
  const ok = await send();
  expect([ok.headers.get('content-type'), (await ok.bytes()).length]).toEqual(['application/x-protobuf', 0]);
  receiver.answer('partial', 1);
  expect(Buffer.from(await (await send()).bytes()).toString('latin1')).toContain('refused by the receiver');
  receiver.answer('unavailable', 1);
  expect((await (await send()).bytes())[1]).toBe(14);
});
