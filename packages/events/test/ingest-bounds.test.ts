import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, it } from 'vitest';
import { createBodyRoom } from '../src/ingest/body-room.ts';
import { createRateLimit } from '../src/ingest/rate-limit.ts';
import { type BodyResult, readHandedBody, readNodeBody, readWebBody } from '../src/ingest/read-body.ts';
import { bodyOf, headers, ingestRig, makeEvent, post, type Rig } from './ingest-rig.ts';
import { turn } from './world.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What is reachable, in the heap and outside it. */
function heldBytes(): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Waits for what takes a few turns of the event loop; it does not wait for ever. */
async function until(isSo: () => boolean): Promise<void> {
  for (let i = 0; i < 10_000; i += 1) {
    if (isSo()) return;
    await turn();
  }
  throw new Error('it did not come about');
}

const rates = { perSessionPerMinute: 600, totalPerMinute: 50_000 };

it('a flood of invented sessions is bounded by the budget of all, and neither grows memory nor shuts a newcomer out', () => {
  const { clock } = ingestRig();
  const rate = createRateLimit(rates, clock);
  const before = heldBytes();
  let taken = 0;
  for (let i = 0; i < 200_000; i += 1) {
    if (rate.takeSession(randomUUID(), 1) === 0 && rate.takeShare(false, 1) === 0) taken += 1;
  }
  expect(taken).toBe(50_000);
  expect(heldBytes() - before).toBeLessThan(16 * 1_048_576);
  // Users whom the server knows have their own budget, whatever the others do, and none is limited for coming late.
  expect([rate.takeSession('somebody-new', 50), rate.takeShare(true, 50)]).toEqual([0, 0]);
});

it('begins anew each minute, for sessions and for all', async () => {
  const { clock } = ingestRig();
  const rate = createRateLimit({ perSessionPerMinute: 3, totalPerMinute: 4 }, clock);
  expect([rate.takeSession('a', 3), rate.takeSession('a', 1)]).toEqual([0, 60]);
  expect([rate.takeShare(false, 4), rate.takeShare(false, 1), rate.takeShare(true, 4)]).toEqual([0, 60, 0]);
  await clock.advance(59_500);
  expect([rate.takeSession('a', 1), rate.takeShare(false, 1)]).toEqual([1, 1]);
  await clock.advance(500);
  expect([rate.takeSession('a', 3), rate.takeShare(false, 4)]).toEqual([0, 0]);
});

it('answers 429 when all together send too much, and takes those that it knows', async () => {
  const all = ingestRig({
    rate: { totalPerMinute: 3 },
    identity: (request) => (request.headers.get('cookie') === null ? undefined : { id: 'u1', orgId: 'o1' }),
  });
  const from = (): string => bodyOf([makeEvent({ session_id: randomUUID() }), makeEvent()]);
  expect((await all.ingest(post(from()))).status).toBe(202);
  const limited = await all.ingest(post(from()));
  expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '60']);
  expect((await all.ingest(post(from(), { cookie: 'known' }))).status).toBe(202);
  expect(all.events.snapshot().refused).toEqual({ rate_limited: 2 });
});

it('does not ask who somebody is whose session has sent too much', async () => {
  let asked = 0;
  const all = ingestRig({ rate: { perSessionPerMinute: 1 }, identity: () => void (asked += 1) });
  for (let i = 0; i < 3; i += 1) await all.ingest(post(bodyOf([makeEvent()])));
  expect(asked).toBe(1);
});

it('the body that has been on its way for longest gives way; one that is read does not', () => {
  const room = createBodyRoom(10);
  const gone: string[] = [];
  const [a, b, c] = ['a', 'b', 'c'].map((name) => room.enter(() => gone.push(name)));
  a?.hold(3);
  b?.hold(3);
  c?.hold(3);
  a?.settle();
  c?.hold(5);
  expect(gone).toEqual(['b']);
  c?.hold(8);
  expect(gone).toEqual(['b', 'c']);
  const d = room.enter(() => gone.push('d'));
  d.hold(8);
  expect(gone).toEqual(['b', 'c', 'd']);
  a?.leave();
  a?.leave();
  const e = room.enter(() => gone.push('e'));
  e.hold(10);
  expect(gone).toEqual(['b', 'c', 'd']);
});

let server: Server | undefined;
const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server?.closeAllConnections();
  server?.close();
});

async function listen({ ingest }: Rig): Promise<number> {
  server = createServer((request, response) => void ingest.nodeHandler(request, response));
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const head = (length: number): string =>
  `POST /_t HTTP/1.1\r\nhost: app.test\r\nsec-fetch-site: same-origin\r\ncontent-type: text/plain\r\ncontent-length: ${length}\r\n\r\n`;

/** Sends the beginning of a body and never the rest; the text that comes back, once the server has closed. */
function drip(port: number, bytes: number): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(head(60_000) + ' '.repeat(bytes)));
    sockets.push(socket);
    socket.on('data', (part) => (text += part.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
  });
}

it('hundreds of bodies that never end hold no more than the room, and a browser beside them is served', async () => {
  const all = ingestRig();
  const port = await listen(all);
  const dripping = Array.from({ length: 400 }, () => drip(port, 59_000));
  const first = await Promise.race(dripping);
  expect(first).toMatch(/^HTTP\/1\.1 503 .*retry-after: 5/s);
  const answer = await fetch(`http://127.0.0.1:${port}/_t`, { method: 'POST', headers, body: bodyOf([makeEvent()]) });
  expect(answer.status).toBe(202);
  await all.clock.advance(10_000);
  const ended = await Promise.all(dripping);
  const busy = ended.filter((text) => text.startsWith('HTTP/1.1 503')).length;
  const late = ended.filter((text) => text.startsWith('HTTP/1.1 400')).length;
  expect(busy + late).toBe(400);
  // 8 MiB of 64 KiB each: more than that were never held at once.
  expect(late).toBeLessThanOrEqual(140);
});

it('what is read of a body is held in one piece, however it was cut', async () => {
  const { clock } = ingestRig();
  const limits = { maxBytes: 61_440, timeoutMs: 10_000, clock, room: createBodyRoom(8_388_608) };
  const senders: ReadableStreamDefaultController<Uint8Array>[] = [];
  const open = (): Promise<BodyResult> =>
    readWebBody(new ReadableStream({ start: (controller) => void senders.push(controller) }), limits);
  const reading = Array.from({ length: 300 }, open);
  const before = heldBytes();
  for (let byte = 0; byte < 999; byte += 1) {
    for (const sender of senders) sender.enqueue(new Uint8Array([0x20]));
    if (byte % 10 === 0) await turn();
  }
  await turn();
  expect(heldBytes() - before).toBeLessThan(4 * 1_048_576);
  for (const sender of senders) sender.close();
  expect((await Promise.all(reading)).every(({ ok }) => ok)).toBe(true);
});

it('a body that itself is the oldest gives way while it grows', async () => {
  const { clock } = ingestRig();
  const limits = { maxBytes: 61_440, timeoutMs: 10_000, clock, room: createBodyRoom(20_000) };
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let piece = 0; piece < 4; piece += 1) controller.enqueue(new Uint8Array(10_000));
    },
  });
  expect(await readWebBody(stream, limits)).toEqual({ ok: false, code: 'unavailable' });
  expect(readHandedBody('x'.repeat(30_000), limits)).toEqual({ ok: false, code: 'unavailable' });
  const passing = new PassThrough();
  const reading = readNodeBody(passing as unknown as IncomingMessage, limits);
  passing.write(Buffer.alloc(10_000));
  passing.write(Buffer.alloc(10_000));
  expect(await reading).toEqual({ ok: false, code: 'unavailable' });
});

it('gives up on a body that comes in bytes: each of them costs as much as a packet', async () => {
  const all = ingestRig();
  const port = await listen(all);
  const body = bodyOf([makeEvent()]);
  const cut = (size: number): string => {
    const parts = `${' '.repeat(5_000)}${body}`.match(new RegExp(`.{1,${size}}`, 'g')) ?? [];
    return `${parts.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join('')}0\r\n\r\n`;
  };
  const chunked = head(0).replace('content-length: 0', 'transfer-encoding: chunked');
  const answer = (text: string): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(chunked + text));
      sockets.push(socket);
      socket.on('error', () => undefined);
      socket.on('data', (part) => resolve(part.toString()));
    });
  const requests: IncomingMessage[] = [];
  server?.on('request', (request) => requests.push(request));
  expect(await answer(cut(1))).toMatch(/^HTTP\/1\.1 400 .*connection: close/is);
  // Nor does it hold those that had come already.
  expect(requests.map(({ readableLength }) => readableLength)).toEqual([0]);
  expect(await answer(cut(20))).toMatch(/^HTTP\/1\.1 202 /);
});

it('cancels the body of a Request that it gives up', async () => {
  const all = ingestRig();
  let cancelled = 0;
  const endless = (chunk: string): ReadableStream =>
    new ReadableStream({
      pull: (controller) => controller.enqueue(new TextEncoder().encode(chunk)),
      cancel: () => void (cancelled += 1),
    });
  expect((await all.ingest(post(endless('x'.repeat(8_192))))).status).toBe(413);
  expect(cancelled).toBe(1);
  const hanging = new ReadableStream({ cancel: () => void (cancelled += 1) });
  const answer = all.ingest(post(hanging));
  await turn();
  await all.clock.advance(10_000);
  expect((await answer).status).toBe(400);
  expect(cancelled).toBe(2);
});

it('a service whose store of sessions hangs holds no more batches than it has room for', async () => {
  let release = (): void => undefined;
  const gate = new Promise<undefined>((resolve) => (release = () => resolve(undefined)));
  const all = ingestRig({ identity: () => gate, maxBodyBytes: 61_440, rate: { perSessionPerMinute: 1_000_000 } });
  const big = `${' '.repeat(40_000)}${bodyOf([makeEvent()])}`;
  const answers = Array.from({ length: 400 }, () => all.ingest(post(big)));
  const statuses: number[] = [];
  for (const answer of answers) void answer.then(({ status }) => statuses.push(status));
  await until(() => statuses.length >= 200);
  expect(new Set(statuses)).toEqual(new Set([503]));
  release();
  await Promise.all(answers);
  const taken = statuses.filter((status) => status === 202).length;
  expect(taken).toBeLessThanOrEqual(8_388_608 / 40_000);
  expect(taken + statuses.filter((status) => status === 503).length).toBe(400);
  // All room is free again.
  expect((await all.ingest(post(big))).status).toBe(202);
});

it('lets other requests come in between the events of a batch', async () => {
  const all = ingestRig();
  const answer = all.ingest(post(bodyOf(Array.from({ length: 50 }, () => makeEvent()))));
  await until(() => all.events.snapshot().accepted > 0);
  expect(all.events.snapshot().accepted).toBeLessThan(50);
  expect(await (await answer).json()).toMatchObject({ accepted: 50 });
});
