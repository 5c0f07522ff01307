import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import process from 'node:process';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createRandom, type Random } from './fuzz/random.ts';
import { bodyOf, headers, ingestRig, makeEvent, type Rig } from './ingest-rig.ts';
import { turn } from './world.ts';

/** `npm run test:soak` opens so many times as many. */
const SCALE = Number(process.env['PLUMBLINE_WORKSPACE_SOAK'] ?? 1);
const SEED = Number(process.env['PLUMBLINE_WORKSPACE_SEED'] ?? (SCALE > 1 ? Date.now() % 1e9 : 20_261_123));
const ROUNDS = 2 * SCALE;
const SENDERS = 400;
/** The largest that may be asked for: sixteen of them fill the room. */
const MAX_BODY_BYTES = 655_360;
vi.setConfig({ testTimeout: SCALE > 1 ? 900_000 : 120_000 });

let all: Rig;
let server: Server;
const sockets: Socket[] = [];

beforeEach(async () => {
  all = ingestRig({ rate: { perSessionPerMinute: 1_000_000 }, maxBodyBytes: MAX_BODY_BYTES });
  server = createServer((request, response) => void all.ingest.nodeHandler(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.closeAllConnections();
  server.close();
});

/** What a sender does with its body, besides sending it. */
const WAYS = ['whole', 'whole', 'stops', 'stops', 'leaves', 'longer', 'chunked', 'chunked and stops'] as const;

const HEAD = 'POST /_t HTTP/1.1\r\nhost: app.test\r\nsec-fetch-site: same-origin\r\ncontent-type: text/plain\r\n';

/** The bytes of one request in the pieces in which they are sent. */
function piecesOf(random: Random, way: (typeof WAYS)[number]): readonly string[] {
  const blanks = ' '.repeat(random.pick([0, 60_000, 300_000, 600_000, 600_000]));
  const body = `${blanks}${bodyOf([makeEvent()])}${way === 'longer' ? blanks.repeat(3) : ''}`;
  const isChunked = way.startsWith('chunked');
  const cut: string[] = [];
  for (let at = 0; at < body.length;) {
    const size = 1 + random.below(random.pick([20_000, 70_000, 300_000]));
    cut.push(body.slice(at, at + size));
    at += size;
  }
  const sent = way.includes('stops') || way === 'leaves' ? cut.slice(0, random.below(cut.length + 1)) : cut;
  const framed = isChunked ? sent.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`) : sent;
  const head = isChunked ? 'transfer-encoding: chunked' : `content-length: ${body.length}`;
  return [`${HEAD}${head}\r\n\r\n`, ...framed, ...(way === 'chunked' ? ['0\r\n\r\n'] : [])];
}

/** Sends one request; its status, or nothing where the connection ended without one. */
async function send(random: Random, port: number, statuses: Map<string, number>): Promise<void> {
  const way = random.pick(WAYS);
  const pieces = piecesOf(random, way);
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  socket.on('data', (part) => {
    const status = part.toString().slice(9, 12);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  });
  await once(socket, 'connect').catch(() => undefined);
  for (const piece of pieces) {
    if (socket.destroyed || !socket.writable) return;
    socket.write(piece);
    await turn();
  }
  if (way === 'leaves') socket.destroy();
}

it(`stands ${ROUNDS} rounds of ${SENDERS} senders that stop, leave and cut as they like (seed ${SEED})`, async () => {
  const random = createRandom(SEED);
  const { port } = server.address() as AddressInfo;
  const statuses = new Map<string, number>();
  const post = (body: string): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}/_t`, { method: 'POST', headers, body });
  for (let round = 0; round < ROUNDS; round += 1) {
    await Promise.all(Array.from({ length: SENDERS }, () => send(random, port, statuses)));
    expect((await post(bodyOf([makeEvent()]))).status).toBe(202);
    await all.clock.advance(10_000);
    for (let i = 0; i < 100; i += 1) await turn();
    for (const socket of sockets.splice(0)) socket.destroy();
    for (let i = 0; i < 100; i += 1) await turn();
  }
  expect([...statuses.keys()].filter((status) => !['202', '400', '413', '503'].includes(status))).toEqual([]);
  expect(statuses.get('202')).toBeGreaterThan(ROUNDS);
  // All room is free again: nearly as many of the largest as there is room for.
  const whole = `${' '.repeat(650_000)}${bodyOf([makeEvent()])}`;
  const answers = await Promise.all(Array.from({ length: 15 }, () => post(whole)));
  expect(answers.map(({ status }) => status).filter((status) => status !== 202)).toEqual([]);
});
