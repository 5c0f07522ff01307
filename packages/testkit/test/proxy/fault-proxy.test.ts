import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterEach, describe, expect, it } from 'vitest';
import { type FaultProxy, type ProxyFaultName, startFaultProxy } from '../../src/servers.ts';

const MEGABYTE = 1024 * 1024;

/** `npm run test:soak` moves a gigabyte. */
const MEGABYTES = process.env['PLUMBLINE_WORKSPACE_SOAK'] === undefined ? 200 : 1024;

interface Backend {
  readonly server: Server;
  readonly port: number;
  /** All that reached it, over every connection. */
  text(): string;
}

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

/** A server that greets nobody and answers each piece `x` with `stored:x`. */
async function backend(answer = (text: string): string => `stored:${text}`): Promise<Backend> {
  const pieces: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => {
      pieces.push(bytes);
      socket.write(answer(bytes.toString()));
    });
    socket.on('end', () => socket.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  undo.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { server, port: (server.address() as AddressInfo).port, text: () => Buffer.concat(pieces).toString() };
}

async function proxied(fault: ProxyFaultName = 'pass', behind?: Backend): Promise<[FaultProxy, Backend]> {
  const real = behind ?? (await backend());
  const proxy = await startFaultProxy({ to: { host: '127.0.0.1', port: real.port } });
  undo.push(() => proxy.close());
  await proxy.set(fault);
  return [proxy, real];
}

interface Seen {
  readonly socket: Socket;
  text: string;
  ended: boolean;
  /** Code of the error it ended with; an empty text for a clean close. */
  readonly closed: Promise<string>;
}

/** A plain socket client that keeps what it sees. */
function dial(port: number, first = 'one'): Seen {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let code = '';
  const seen: Seen = {
    socket,
    text: '',
    ended: false,
    closed: new Promise((resolve) => socket.on('close', () => resolve(code))),
  };
  socket.on('error', (error: NodeJS.ErrnoException) => (code = error.code ?? error.message));
  socket.on('data', (bytes: Buffer) => (seen.text += bytes.toString()));
  socket.on('end', () => (seen.ended = true));
  if (first !== '') socket.write(first);
  undo.push(() => socket.destroy());
  return seen;
}

describe('pass', () => {
  it('carries bytes and both ends, and counts them', async () => {
    const [proxy, real] = await proxied();
    const client = dial(proxy.port);
    await expect.poll(() => client.text).toBe('stored:one');
    expect([proxy.connections, proxy.open, proxy.bytesToServer, proxy.bytesToClient]).toEqual([1, 1, 3, 10]);
    client.socket.end();
    expect(await client.closed).toBe('');
    expect([client.ended, real.text()]).toEqual([true, 'one']);
    await expect.poll(() => proxy.open).toBe(0);
  });

  it(`carries ${MEGABYTES} MB each way unchanged`, { timeout: 600_000 }, async () => {
    const piece = createHash('sha512').update('piece').digest();
    const block = Buffer.concat(Array.from({ length: MEGABYTE / piece.length }, () => piece));
    const sha = (): ReturnType<typeof createHash> => createHash('sha256');
    const sender = async (to: Socket): Promise<string> => {
      const sum = sha();
      for (let count = 0; count < MEGABYTES; count += 1) {
        block.writeUInt32BE(count, (count * 64) % MEGABYTE);
        sum.update(block);
        if (!to.write(Buffer.from(block))) await once(to, 'drain');
      }
      to.end();
      return sum.digest('hex');
    };
    const reader = async (from: Socket): Promise<string> => {
      const sum = sha();
      from.on('data', (bytes: Buffer) => sum.update(bytes));
      await once(from, 'end');
      return sum.digest('hex');
    };
    const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    undo.push(() => server.close());
    const proxy = await startFaultProxy({ to: { host: '127.0.0.1', port: (server.address() as AddressInfo).port } });
    undo.push(() => proxy.close());
    const client = connect({ port: proxy.port, host: '127.0.0.1', allowHalfOpen: true });
    const [far] = (await once(server, 'connection')) as [Socket];
    const arrived = reader(far);
    const sent = await sender(client);
    expect(await arrived).toBe(sent);
    const back = reader(client);
    const returned = await sender(far);
    expect(await back).toBe(returned);
    expect([proxy.bytesToServer, proxy.bytesToClient]).toEqual([MEGABYTES * MEGABYTE, MEGABYTES * MEGABYTE]);
  });

  it('stands in front of a unix socket', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'proxy-'));
    undo.push(() => rmSync(folder, { recursive: true }));
    const socketPath = path.join(folder, 's');
    const server = createServer((socket) => socket.pipe(socket)).listen(socketPath);
    await once(server, 'listening');
    undo.push(() => server.close());
    const proxy = await startFaultProxy({ to: { socketPath } });
    undo.push(() => proxy.close());
    const client = dial(proxy.port, 'echo');
    await expect.poll(() => client.text).toBe('echo');
  });
});

describe('each fault, as a plain socket sees it', () => {
  it('refuse: nobody listens, open connections are reset, and the port comes back', async () => {
    const [proxy, real] = await proxied();
    const open = dial(proxy.port);
    await expect.poll(() => open.text).toBe('stored:one');
    await proxy.set('refuse');
    expect(await open.closed).toBe('ECONNRESET');
    expect(await dial(proxy.port).closed).toBe('ECONNREFUSED');
    expect(real.text()).toBe('one');
    await proxy.set('pass');
    const again = dial(proxy.port, 'two');
    await expect.poll(() => again.text).toBe('stored:two');
    expect(proxy.connections).toBe(2);
  });

  it('reset: accepted, then RST, and nothing reaches the server', async () => {
    const [proxy, real] = await proxied('reset');
    expect(await dial(proxy.port).closed).toBe('ECONNRESET');
    expect([real.text(), proxy.connections]).toEqual(['', 1]);
  });

  it('reset-after: so many bytes of the request reach the server', async () => {
    const [proxy, real] = await proxied({ kind: 'reset-after', bytes: 4 });
    const client = dial(proxy.port, 'abcdefgh');
    expect(await client.closed).toBe('ECONNRESET');
    await expect.poll(() => real.text()).toBe('abcd');
  });

  it('reset-after of the reply: so many bytes of it reach the client', async () => {
    const [proxy, real] = await proxied({ kind: 'reset-after', bytes: 6, of: 'reply' });
    const client = dial(proxy.port);
    expect(await client.closed).toBe('ECONNRESET');
    expect([client.text, real.text()]).toEqual(['stored', 'one']);
  });

  it('half-close: FIN in place of an answer, and the client can still write', async () => {
    const [proxy, real] = await proxied('half-close');
    const client = dial(proxy.port);
    await expect.poll(() => client.ended).toBe(true);
    expect([client.text, client.socket.writable]).toEqual(['', true]);
    await new Promise<void>((resolve, reject) => {
      client.socket.write('more', (error) => (error ? reject(error) : resolve()));
    });
    expect(real.text()).toBe('');
  });

  it('hang: nothing moves until the fault changes, which ends that connection', async () => {
    const [proxy, real] = await proxied();
    const open = dial(proxy.port, '');
    await expect.poll(() => proxy.open).toBe(1);
    await proxy.set('hang');
    open.socket.write('one');
    const fresh = dial(proxy.port, 'two');
    // A third connection that is not under the fault proves that time passed: its answer arrives.
    const [other] = await proxied('pass');
    const witness = dial(other.port);
    await expect.poll(() => witness.text).toBe('stored:one');
    expect([open.text, fresh.text, real.text(), open.ended, fresh.ended]).toEqual(['', '', '', false, false]);
    await proxy.set('pass');
    expect(await open.closed).toBe('ECONNRESET');
    expect(await fresh.closed).toBe('ECONNRESET');
    const later = dial(proxy.port, 'three');
    await expect.poll(() => later.text).toBe('stored:three');
    expect(real.text()).toBe('three');
  });

  it('drip: the reply comes in many pieces, and all of it', async () => {
    const [proxy] = await proxied({ kind: 'drip', bytesPerSecond: 40 });
    const client = dial(proxy.port);
    let pieces = 0;
    client.socket.on('data', () => (pieces += 1));
    await expect.poll(() => client.text).toBe('stored:one');
    expect(pieces).toBeGreaterThan(1);
  });

  it('lose-reply: the server has it all, the client nothing', async () => {
    const [proxy, real] = await proxied('lose-reply');
    const client = dial(proxy.port);
    expect(await client.closed).toBe('ECONNRESET');
    expect([client.text, real.text(), proxy.bytesToClient]).toEqual(['', 'one', 0]);
  });

  it('lose-reply after a greeting: only what follows is lost', async () => {
    const [proxy, real] = await proxied({ kind: 'lose-reply', afterBytes: 6 });
    const client = dial(proxy.port);
    await expect.poll(() => client.text).toBe('stored:one');
    client.socket.write('two');
    expect(await client.closed).toBe('ECONNRESET');
    expect([client.text, real.text()]).toEqual(['stored:one', 'onetwo']);
  });

  it('latency: everything arrives', async () => {
    const [proxy, real] = await proxied({ kind: 'latency', ms: 20 });
    const client = dial(proxy.port);
    await expect.poll(() => client.text).toBe('stored:one');
    expect(real.text()).toBe('one');
  });

  it('a server that is gone breaks the connection', async () => {
    const [proxy, real] = await proxied();
    real.server.close();
    await once(real.server, 'close');
    expect(await dial(proxy.port).closed).toBe('ECONNRESET');
  });

  it('cut resets what is open and lets the next through', async () => {
    const [proxy] = await proxied();
    const client = dial(proxy.port);
    await expect.poll(() => client.text).toBe('stored:one');
    proxy.cut();
    expect(await client.closed).toBe('ECONNRESET');
    const next = dial(proxy.port);
    await expect.poll(() => next.text).toBe('stored:one');
  });
});

it.each([
  { kind: 'drip', bytesPerSecond: 0 },
  { kind: 'reset-after', bytes: Number.NaN },
  { kind: 'latency', ms: -1 },
  { kind: 'lose-reply', afterBytes: Infinity },
] as const)('refuses a number that makes no sense: $kind', async (fault) => {
  const [proxy] = await proxied();
  await expect(proxy.set(fault)).rejects.toThrow(RangeError);
});

it('changes its mind in the order it was asked', async () => {
  const [proxy] = await proxied();
  void proxy.set('refuse');
  void proxy.set('pass');
  void proxy.set('refuse');
  await proxy.set('pass');
  const client = dial(proxy.port);
  await expect.poll(() => client.text).toBe('stored:one');
});
