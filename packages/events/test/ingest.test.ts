import { createServer, type IncomingMessage, request, type RequestOptions, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { randomUUID } from 'node:crypto';
import { runInContext } from '@plumbline/core/context';
import { testClock } from '@plumbline/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createIngest, type Ingest, type IngestOptions } from '../src/ingest.ts';
import { createEvents, type Events, type EventsOptions } from '../src/index.ts';
import { catalog, countingMeter, pseudonymizer, keptLog, requestContext, shelf, type Shelf } from './world.ts';

const now = Date.UTC(2026, 5, 1);
const clock = testClock(now);

const makeEvent = (change: object = {}): Record<string, unknown> => ({
  event_id: randomUUID(),
  name: 'page_viewed',
  schema_version: catalog.version,
  session_id: 'ses_abcdefgh',
  route_pattern: '/items/:id',
  occurred_at: new Date(now - 1_000).toISOString(),
  payload: { feature: 'items' },
  ...change,
});

const bodyOf = (events: readonly unknown[]): string =>
  JSON.stringify({ v: 1, sent_at: new Date(now).toISOString(), batch_id: randomUUID(), events });

const headers = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' };

const post = (body: string | Uint8Array<ArrayBuffer>, change: Record<string, string> = {}): Request =>
  new Request('http://app.test/_t', { method: 'POST', body, headers: { ...headers, ...change } });

interface Rig {
  readonly ingest: Ingest;
  readonly events: Events<typeof catalog>;
  readonly truth: Shelf;
  readonly series: Map<string, number>;
}

function rig(options: Partial<IngestOptions> = {}, client: Partial<EventsOptions<typeof catalog>> = {}): Rig {
  const truth = shelf();
  const { meter, series } = countingMeter();
  const events = createEvents({ catalog, adapters: [truth.adapter], clock, meter, pseudonymizer, ...client });
  return { ingest: createIngest({ catalog, events, clock, meter, ...options }), events, truth, series };
}

const sent = async ({ events, truth }: Rig) => {
  await events.flush();
  return truth.batches.flatMap((batch) => batch.events);
};

it('takes a batch and says what it took, what it did not and what time it is', async () => {
  const all = rig();
  const good = makeEvent();
  const answer = await all.ingest(
    post(
      bodyOf([
        good,
        makeEvent({ name: 'gone' }),
        makeEvent({ payload: { feature: 'items', title: 'x' } }),
        7,
        makeEvent(),
      ]),
    ),
  );
  expect(answer.status).toBe(202);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(await answer.json()).toEqual({
    accepted: 2,
    rejected: [
      { i: 1, reason: 'unknown_event' },
      { i: 2, reason: 'invalid_field' },
      { i: 3, reason: 'malformed' },
    ],
    now,
  });
  expect((await sent(all))[0]).toEqual({
    eventId: good['event_id'],
    name: 'page_viewed',
    schemaVersion: catalog.version,
    occurredAt: now - 1_000,
    ingestedAt: now,
    source: 'web',
    sessionId: 'ses_abcdefgh',
    anonymousUserId: '',
    orgIdHash: '',
    routePattern: '/items/:id',
    payload: { feature: 'items', surface: 'page' },
  });
  expect(all.events.snapshot()).toMatchObject({
    accepted: 2,
    refused: { unknown_event: 1, invalid_field: 1, malformed: 1 },
  });
  expect(all.series.get('plumbline.ingest.requests{status=202}')).toBe(1);
  expect(all.series.get('plumbline.events.accepted{source=web}')).toBe(2);
});

it.each([
  [{ schema_version: '2019-01-telemetry-v0' }, 'unknown_version'],
  [{ occurred_at: new Date(now - 8 * 86_400_000).toISOString() }, 'clock'],
  [{ occurred_at: now + 301_000 }, 'clock'],
  [{ anonymous_user_id: '491701234567' }, 'pii_shape'],
  [{ name: 'item_rated', payload: { surface: 'page', kind: 'good' } }, 'unknown_event'],
  [{ payload: { feature: 'joe@example.com' } }, 'invalid_field'],
])('refuses %j as %s, and takes its neighbour', async (change, reason) => {
  const answer = await rig().ingest(post(bodyOf([makeEvent(change), makeEvent()])));
  expect(await answer.json()).toMatchObject({ accepted: 1, rejected: [{ i: 0, reason }] });
});

it('knows the sender from the running request; what the sender says of itself counts only while nobody is known', async () => {
  const all = rig();
  const claims = { anonymous_user_id: 'anon_1234', org_id_hash: 'forged' };
  await all.ingest(post(bodyOf([makeEvent(claims)])));
  await runInContext(requestContext(), () => all.ingest(post(bodyOf([makeEvent(claims)]))));
  expect(await sent(all)).toMatchObject([
    { anonymousUserId: 'anon_1234', orgIdHash: '', payload: { feature: 'items' } },
    { anonymousUserId: pseudonymizer.user('u1', 'o1'), orgIdHash: pseudonymizer.org('o1'), payload: { role: 'admin' } },
  ]);
});

it('asks `identity` where it is given, hashes what it says, and stays anonymous when it fails', async () => {
  const all = rig({
    identity: ({ headers }) => {
      if (headers.get('cookie') === 'broken') throw new Error('session store is down');
      return headers.get('cookie') === null ? undefined : { id: 'u7', orgId: 'o7' };
    },
  });
  await runInContext(requestContext(), () => all.ingest(post(bodyOf([makeEvent()]))));
  await all.ingest(post(bodyOf([makeEvent()]), { cookie: 'session=1' }));
  await all.ingest(post(bodyOf([makeEvent()]), { cookie: 'broken' }));
  expect((await sent(all)).map((event) => event.anonymousUserId)).toEqual(['', pseudonymizer.user('u7', 'o7'), '']);
});

it('counts a repeated event once, and lets one that found no room try again', async () => {
  const all = rig({}, { maxQueued: 1 });
  const [first, second] = [makeEvent(), makeEvent()];
  expect(await (await all.ingest(post(bodyOf([first, second])))).json()).toMatchObject({
    accepted: 1,
    rejected: [{ i: 1, reason: 'queue_full' }],
  });
  const busy = await all.ingest(post(bodyOf([second])));
  expect([busy.status, busy.headers.get('retry-after')]).toEqual([503, '5']);
  await all.events.flush();
  expect(await (await all.ingest(post(bodyOf([first, second])))).json()).toMatchObject({ accepted: 2, rejected: [] });
  expect((await sent(all)).map((event) => event.eventId)).toEqual([first['event_id'], second['event_id']]);
  expect(all.events.snapshot().accepted).toBe(2);
});

it.each([
  [{ 'sec-fetch-site': 'cross-site' }, 403],
  [{ 'sec-fetch-site': 'same-site' }, 403],
  [{ 'sec-fetch-site': 'none' }, 403],
  [{ 'sec-fetch-site': 'cross-site', origin: 'https://other.test' }, 202],
  [{ 'content-type': 'text/plain;charset=UTF-8' }, 202],
  [{ 'content-type': 'application/x-www-form-urlencoded' }, 415],
  [{ 'content-type': 'multipart/form-data' }, 415],
  [{ 'content-encoding': 'gzip' }, 415],
])('answers %j with %i', async (change, status) => {
  const { ingest } = rig({ allowedOrigins: ['https://other.test'] });
  expect((await ingest(post(bodyOf([makeEvent()]), change))).status).toBe(status);
});

it.each([
  [{}, 403],
  [{ origin: 'http://app.test', host: 'app.test' }, 202],
  [{ origin: 'http://evil.test', host: 'app.test' }, 403],
  [{ origin: 'null', host: 'app.test' }, 403],
])('without Sec-Fetch-Site %j is %i', async (change, status) => {
  const plain = new Request('http://app.test/_t', {
    method: 'POST',
    body: bodyOf([makeEvent()]),
    headers: { 'content-type': 'text/plain', ...change },
  });
  expect((await rig().ingest(plain)).status).toBe(status);
});

it.each(['{', '', '[]', 'null', '{"events":{}}', '{"events":[]}', '{"v":2,"events":[1]}', '"x"'])(
  'answers %j with 400',
  async (body) => {
    expect((await rig().ingest(post(body))).status).toBe(400);
  },
);

it('says why it refuses a batch: a code and an ID to the sender, the fix to the log, once a minute', async () => {
  const { log, lines } = keptLog();
  const { ingest } = rig({ log, maxBodyBytes: 1_000 });
  const refused: [() => Request, number, string][] = [
    [() => new Request('http://app.test/_t', { headers }), 405, 'method_not_allowed'],
    [() => post('{}', { 'sec-fetch-site': 'cross-site', origin: 'https://canary.test' }), 403, 'cross_origin'],
    [() => post('{}', { 'content-type': 'text/canary' }), 415, 'unsupported_type'],
    [() => post('"canary"'), 400, 'malformed'],
    [() => post(`"${'canary'.repeat(200)}"`), 413, 'too_large'],
  ];
  for (const [request, status, code] of refused) {
    const answer = await runInContext(requestContext(), () => ingest(request()));
    expect([answer.status, await answer.json()]).toEqual([status, { error: { code, request_id: 'req-1' } }]);
    expect(await (await ingest(request())).json()).toEqual({ error: { code, request_id: '' } });
  }
  expect(lines.map(({ fields }) => fields['cause'])).toEqual(refused.map(([, , code]) => code));
  expect(lines.every(({ fields }) => typeof fields['fix'] === 'string')).toBe(true);
  expect(JSON.stringify(lines)).not.toContain('canary');
  await clock.advance(59_999);
  await ingest(post('{}'));
  expect(lines).toHaveLength(5);
  await clock.advance(1);
  await ingest(post('{}'));
  expect(lines).toHaveLength(6);
});

it('refuses bytes that are no UTF-8', async () => {
  expect((await rig().ingest(post(new Uint8Array([0x7b, 0xff, 0x7d])))).status).toBe(400);
});

it('refuses too many events and counts them', async () => {
  const all = rig({ maxEvents: 2 });
  expect((await all.ingest(post(bodyOf([makeEvent(), makeEvent(), makeEvent()])))).status).toBe(413);
  expect(all.events.snapshot().refused).toEqual({ oversized: 3 });
});

it('limits each session for itself, and tells when to come back', async () => {
  const all = rig({ rate: { perSessionPerMinute: 3 } });
  const from = (session_id: string): Request => post(bodyOf([makeEvent({ session_id }), makeEvent({ session_id })]));
  expect((await all.ingest(from('ses_aaaaaaaa'))).status).toBe(202);
  const limited = await all.ingest(from('ses_aaaaaaaa'));
  expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '60']);
  expect((await all.ingest(from('ses_bbbbbbbb'))).status).toBe(202);
  await clock.advance(60_000);
  expect((await all.ingest(from('ses_aaaaaaaa'))).status).toBe(202);
  expect(all.events.snapshot().refused).toMatchObject({ rate_limited: 2 });
});

it('answers 503 when the client itself fails', async () => {
  const events = {
    accept: () => {
      throw new Error('bug');
    },
    refuse: () => undefined,
  };
  expect((await createIngest({ catalog, events })(post(bodyOf([makeEvent({ occurred_at: Date.now() })])))).status).toBe(
    503,
  );
});

it.each([
  [{ maxBodyBytes: 0 }, 'maxBodyBytes'],
  [{ maxEvents: 5_000 }, 'maxEvents'],
  [{ rate: { perSessionPerMinute: -1 } }, 'rate.perSessionPerMinute'],
  [{ allowedOrigins: ['https://x.test/path'] }, 'allowedOrigins'],
  [{ events: {} as Events }, 'createEvents'],
])('refuses the option %o', (wrong, part) => {
  expect(() => rig(wrong)).toThrow(part);
});

let server: Server;
let all: Rig;
let handed: unknown;
const port = (): number => (server.address() as AddressInfo).port;

beforeEach(async () => {
  handed = undefined;
  all = rig();
  server = createServer((req, res) => void all.ingest.nodeHandler(req, res, handed));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** One request over a real socket. */
const send = (
  body: string,
  options: RequestOptions = {},
): Promise<{ status: number; connection: string | undefined; body: string }> =>
  new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port: port(), method: 'POST', headers, ...options },
      (res: IncomingMessage) => {
        let text = '';
        res.setEncoding('utf8').on('data', (part: string) => (text += part));
        res.on('end', () => resolve({ status: res.statusCode ?? 0, connection: res.headers.connection, body: text }));
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });

it('works behind node:http', async () => {
  const answer = await send(bodyOf([makeEvent(), 1]));
  expect(answer.status).toBe(202);
  expect(JSON.parse(answer.body)).toMatchObject({ accepted: 1, rejected: [{ i: 1, reason: 'malformed' }] });
  expect(await sent(all)).toHaveLength(1);
});

it.each(['GET', 'PUT', 'DELETE', 'OPTIONS'])('answers %s with 405', async (method) => {
  expect((await send('', { method })).status).toBe(405);
});

it('stores neither address nor user agent', async () => {
  await send(bodyOf([makeEvent()]), {
    headers: { ...headers, 'user-agent': 'canary-agent', 'x-forwarded-for': '203.0.113.9' },
  });
  const stored = JSON.stringify(await sent(all));
  for (const secret of ['canary-agent', '203.0.113.9', '127.0.0.1']) expect(stored).not.toContain(secret);
});

it.each([
  ['parsed', (body: string) => JSON.parse(body) as unknown],
  ['text', (body: string) => body],
  ['bytes', (body: string) => Buffer.from(body)],
])('takes a body that a framework has read: %s', async (_, read) => {
  const body = bodyOf([makeEvent()]);
  handed = read(body);
  expect((await send(body)).status).toBe(202);
  handed = read(JSON.stringify({ events: ['x'.repeat(70_000)] }));
  expect((await send('{}')).status).toBe(413);
});

it("takes Express's `next` for what it is", async () => {
  handed = () => undefined;
  expect((await send(bodyOf([makeEvent()]))).status).toBe(202);
});

it('refuses an announced size before reading, and ends the connection', async () => {
  const answer = await send('x'.repeat(70_000));
  expect(answer).toMatchObject({ status: 413, connection: 'close' });
});

/** Writes raw bytes and resolves with everything that came back when the server has closed. */
const raw = (write: (socket: ReturnType<typeof connect>) => void): Promise<string> =>
  new Promise((resolve) => {
    let text = '';
    const socket = connect(port(), '127.0.0.1', () => write(socket));
    socket.on('data', (part) => (text += part.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
  });

const head = 'POST /_t HTTP/1.1\r\nhost: app.test\r\nsec-fetch-site: same-origin\r\ncontent-type: text/plain\r\n';

it('stops reading an endless body of unannounced size', async () => {
  const chunk = `2000\r\n${'x'.repeat(0x2000)}\r\n`;
  const answer = await raw((socket) => {
    socket.write(`${head}transfer-encoding: chunked\r\n\r\n`);
    const more = (): void => {
      while (!socket.destroyed && socket.writable) if (!socket.write(chunk)) return void socket.once('drain', more);
    };
    more();
  });
  expect(answer === '' || answer.startsWith('HTTP/1.1 413')).toBe(true);
  expect(all.series.get('plumbline.ingest.requests{status=413}')).toBe(1);
});

it('answers a body of unannounced size as soon as it is too large', async () => {
  const answer = await raw((socket) => {
    socket.write(`${head}transfer-encoding: chunked\r\n\r\n`);
    socket.write(`f100\r\n${'x'.repeat(0xf100)}\r\n`);
  });
  expect(answer).toMatch(/^HTTP\/1\.1 413/);
});

it('gives up on a body that drips', async () => {
  let socketOf: ReturnType<typeof connect> | undefined;
  const waitsForBody = new Promise((resolve) => server.once('request', resolve));
  const answer = raw((socket) => {
    socketOf = socket;
    socket.write(`${head}content-length: 100\r\n\r\n{"ev`);
  });
  await waitsForBody;
  await clock.advance(9_000);
  socketOf?.write('e');
  await clock.advance(1_000);
  expect(await answer).toMatch(/^HTTP\/1\.1 400/);
});

it('survives a sender that goes away in the middle', async () => {
  const arrived = new Promise((resolve) => server.once('request', resolve));
  const gone = raw((socket) =>
    socket.write(`${head}content-length: 100\r\n\r\n{"ev`, () => void arrived.then(() => socket.destroy())),
  );
  await gone;
  expect((await send(bodyOf([makeEvent()]))).status).toBe(202);
});

it('stays bounded and alive under a flood of garbage', async () => {
  const garbage = Array.from({ length: 300 }, (_, i) =>
    i % 3 === 0
      ? 'x'.repeat(60_000)
      : i % 3 === 1
        ? bodyOf(Array.from({ length: 50 }, () => makeEvent({ session_id: randomUUID(), evil: i })))
        : '{"events":[{}]}',
  );
  for (let i = 0; i < garbage.length; i += 20) {
    const answers = await Promise.all(garbage.slice(i, i + 20).map((body) => send(body)));
    for (const { status } of answers) expect([202, 400, 429]).toContain(status);
  }
  expect(all.events.pending).toBe(0);
  expect(all.events.snapshot()).toMatchObject({ accepted: 0 });
  expect((await send(bodyOf([makeEvent()]))).status).toBe(202);
});
