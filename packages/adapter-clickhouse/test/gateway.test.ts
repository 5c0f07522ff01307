import { once } from 'node:events';
import { inspect } from 'node:util';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createClient } from '@clickhouse/client';
import { encodeRow, type OutboundBatch } from '@plumbline/core';
import { type DestinationFault, type HttpRecorder, type RecordedRequest, recordHttp } from '@plumbline/testkit';
import { startFaultProxy } from '@plumbline/testkit/servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedServer, startEmbedded } from '../src/embedded.ts';
import { clickhouse } from '../src/index.ts';
import { gone, makeBatch, makeEvent, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
let engine: EmbeddedServer;
let client: ReturnType<typeof createClient>;
/** Stands between the adapter and the real engine, as a gateway does. */
let front: HttpRecorder;
let databases = 0;

beforeAll(async () => {
  engine = await startEmbedded({ directory: folder.path });
  client = createClient({ ...engine.clientOptions(), log: { level: 127 } });
  front = await recordHttp({ forwardTo: { socketPath: engine.socketPath } });
});

afterAll(async () => {
  await front.close();
  await client.close();
  await engine.release();
  await gone(engine.pid);
  folder[Symbol.dispose]();
});

const isInsert = ({ path }: RecordedRequest): boolean => path.includes('insert_deduplication_token');

const nextDatabase = (): string => `gateway_${(databases += 1)}`;

const stored = async (database: string): Promise<unknown> => {
  const query = `SELECT toUInt32(count()) AS rows FROM ${database}.product_telemetry_events`;
  return (await (await client.query({ query, format: 'JSONEachRow' })).json<{ rows: number }>())[0]?.rows;
};

const withRows = (batch: OutboundBatch): OutboundBatch => ({
  ...batch,
  rows: batch.events.map((event) => encodeRow(event) ?? ''),
});

/** A gateway that takes bodies of this many bytes and quotes what it refuses. */
const limit = (bytes: number): Promise<void> =>
  front.fail('too_large', {
    when: (request) => isInsert(request) && Buffer.byteLength(request.body) > bytes,
    answer: ({ body }) => ({
      status: 413,
      body: `<html>413 Request Entity Too Large (CANNOT_PARSE_UUID) ${body}</html>`,
    }),
  });

describe('a gateway that limits bodies', () => {
  it('is told apart, quotes nothing, and takes the halves', async () => {
    const database = nextDatabase();
    await using adapter = clickhouse({ url: `${front.url}/${database}` });
    await adapter.open();
    await limit(4_000);
    const events = Array.from({ length: 16 }, () => makeEvent({ sessionId: 'secret-session' }));
    const outcome = await adapter.send(makeBatch(events));
    expect(outcome).toMatchObject({ kind: 'too_large', error: { code: 'PLB_CLICKHOUSE_QUERY' } });
    expect(inspect(outcome, { depth: 9, showHidden: true })).not.toMatch(/secret-session|html/);
    expect(await stored(database)).toBe(0);
    const halves = [events.slice(0, 8), events.slice(8)].map((half) => withRows(makeBatch(half)));
    for (const half of halves) expect(await adapter.send(half)).toEqual({ kind: 'delivered' });
    expect(await stored(database)).toBe(16);
    await front.fail('none');
  });

  it('is told apart where it answers before it has read the body', async () => {
    const early = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        socket.write('HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
        // As gateways do: the rest is read and thrown away, so that the answer is not lost by a reset.
        socket.resume();
      });
      socket.on('end', () => socket.end());
    });
    early.listen(0, '127.0.0.1');
    await once(early, 'listening');
    const { port } = early.address() as AddressInfo;
    await using proxy = await startFaultProxy({ to: { host: '127.0.0.1', port } });
    const host = await recordHttp({ forwardTo: { socketPath: engine.socketPath } });
    const database = nextDatabase();
    await using adapter = clickhouse({
      url: `${host.url}/${database}`,
      lib: {
        createClient(options) {
          const near = createClient(options);
          const far = createClient({ ...options, url: proxy.url });
          return {
            query: (params) => near.query(params),
            command: (params) => near.command(params),
            exec: (params) => far.exec(params),
            close: async () => void (await Promise.all([near.close(), far.close()])),
          };
        },
      },
    });
    const events = Array.from({ length: 5_000 }, () => makeEvent());
    expect((await adapter.send(makeBatch(events))).kind).toBe('too_large');
    await host.close();
    early.close();
  });
});

it.each([
  ['throttled', { kind: 'retry', retryAfterMs: 2_000 }],
  ['error', { kind: 'unknown' }],
  ['busy', { kind: 'unknown' }],
  ['refuse', { kind: 'retry' }],
  ['cut', { kind: 'unknown' }],
  ['half_close', { kind: 'unknown' }],
] satisfies [DestinationFault, object][])(
  'repeats what a gateway answers with %s, and stores it once',
  async (how, expected) => {
    const database = nextDatabase();
    await using adapter = clickhouse({ url: `${front.url}/${database}` });
    await adapter.open();
    const batch = withRows(makeBatch([makeEvent(), makeEvent()]));
    await front.fail(how, { when: isInsert });
    expect(await adapter.send(batch)).toMatchObject(expected);
    await front.fail('none');
    expect(await adapter.send(batch)).toEqual({ kind: 'delivered' });
    expect(await adapter.send(batch)).toEqual({ kind: 'delivered' });
    expect(await stored(database)).toBe(2);
  },
);

it('stores rows as they are, the same as their events', async () => {
  const database = nextDatabase();
  await using adapter = clickhouse({ url: `${front.url}/${database}` });
  const batch = makeBatch([makeEvent({ routePattern: '/é/"\n\\' }), makeEvent({ payload: { b: 1, a: ['x'] } })]);
  expect(await adapter.send(withRows(batch))).toEqual({ kind: 'delivered' });
  const read = async (): Promise<unknown> =>
    (
      await client.query({
        query: `SELECT * FROM ${database}.product_telemetry_events ORDER BY event_id`,
        format: 'JSONEachRow',
      })
    ).json();
  const fromRows = await read();
  await client.command({ query: `TRUNCATE TABLE ${database}.product_telemetry_events` });
  expect(await adapter.send({ ...batch, id: `${batch.id}/again` })).toEqual({ kind: 'delivered' });
  expect(await read()).toEqual(fromRows);
});

it.each([false, true])('sends nothing but what it declares, compressed: %s', async (compression) => {
  const url = `${front.url.replace('//', '//writer:secret@')}/${nextDatabase()}`;
  const from = front.received.length;
  await using adapter = clickhouse({ url, compression });
  const { headers = [], endpoints = [], envelope = [], ...rest } = adapter.egress ?? {};
  expect(rest).toMatchObject({ party: 'first-party', retention: '173d', erasure: 'supported' });
  expect(endpoints).toEqual([{ at: front.url, method: 'POST', path: '/' }]);
  const batch = makeBatch([makeEvent()]);
  expect(await adapter.send(compression ? withRows(batch) : batch)).toEqual({ kind: 'delivered' });
  expect((await adapter.erase({ id: 'e', anonymousUserIds: ['user-1'], requestedAt: 0 })).kind).toBe('erased');
  const requests = front.received.slice(from);
  const constants = new Set(headers.filter((header) => header.includes('=')));
  const nameOf = ([name, value]: [string, unknown]): string =>
    constants.has(`${name}=${String(value)}`) ? `${name}=${String(value)}` : name;
  const seen = new Set(requests.flatMap((request) => Object.entries(request.headers).map(nameOf)));
  expect([...seen].toSorted()).toEqual([...headers].toSorted());
  for (const { path, method } of requests) {
    expect({ method, path: path.split('?')[0] }).toEqual({ method: endpoints[0]?.method, path: endpoints[0]?.path });
  }
  const [row = ''] = requests.filter(isInsert).map(({ body }) => body);
  const declared = [...envelope.map(({ as }) => as), 'payload_json'];
  expect(Object.keys(JSON.parse(row) as object).toSorted()).toEqual(declared.toSorted());
});

it('declares a variable where one gives the address, on every machine alike', () => {
  const url = 'https://user:secret@db.internal:8443/analytics?x=1';
  const deferred = clickhouse.fromEnv({ development: { directory: '.plumbline/clickhouse' } });
  const adapter = deferred.fromEnvironment({ CLICKHOUSE_URL: url });
  expect(deferred.egress?.endpoints).toEqual([{ at: 'env:CLICKHOUSE_URL', method: 'POST', path: '/' }]);
  expect(adapter?.egress).toEqual(deferred.egress);
  expect(deferred.fromEnvironment({ NODE_ENV: 'test' })?.egress).toEqual(deferred.egress);
  expect(deferred.allow).toBe('catalog');
  expect(JSON.stringify(clickhouse({ url }).egress)).not.toMatch(/secret|user:|analytics|x=1/);
  expect(clickhouse({ url }).egress?.endpoints).toEqual([
    { at: 'https://db.internal:8443', method: 'POST', path: '/' },
  ]);
  expect(clickhouse({ embedded: { directory: '.' } }).egress?.endpoints).toEqual([]);
});
