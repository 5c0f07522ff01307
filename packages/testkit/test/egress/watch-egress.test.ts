import dgram from 'node:dgram';
import dns, { lookup } from 'node:dns';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import net, { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect as tlsConnect } from 'node:tls';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { watchEgress } from '../../src/egress.ts';
import { recordHttp } from '../../src/index.ts';

// RFC 5737: addresses for documentation, which no network routes. The watch refuses them before a packet leaves.
const BEYOND = '203.0.113.7';

const failed = async (socket: net.Socket): Promise<string> => {
  const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
  return error.code ?? '';
};

describe('refuses and notes', () => {
  it.each<[string, () => net.Socket]>([
    ['net.connect with options', () => connect({ host: BEYOND, port: 443 })],
    ['net.connect with port and host', () => connect(443, BEYOND)],
    ['Socket.connect', () => new net.Socket().connect(443, BEYOND)],
    ['TLS', () => tlsConnect({ host: BEYOND, port: 443 })],
  ])('%s', async (_way, open) => {
    using watch = watchEgress();
    expect(await failed(open())).toBe('ECONNREFUSED');
    expect(watch.attempts).toMatchObject([{ kind: 'tcp', target: `${BEYOND}:443` }]);
  });

  it('fetch, by address and by name', async () => {
    using watch = watchEgress();
    await expect(fetch(`http://${BEYOND}/`)).rejects.toThrow('fetch failed');
    await expect(fetch('http://telemetry.example/')).rejects.toThrow('fetch failed');
    expect(watch.attempts.map(({ target }) => target)).toEqual([`${BEYOND}:80`, 'telemetry.example:80']);
  });

  it('names asked of DNS, by callback, promise and resolver', async () => {
    using watch = watchEgress();
    await expect(promisify(lookup)('one.example')).rejects.toThrow('egress refused');
    await expect(dns.promises.resolve4('two.example')).rejects.toThrow('egress refused');
    await expect(new dns.promises.Resolver().resolveTxt('three.example')).rejects.toThrow('egress refused');
    expect(watch.attempts.map(({ kind, target }) => `${kind} ${target}`)).toEqual([
      'dns one.example',
      'dns two.example',
      'dns three.example',
    ]);
  });

  it('datagrams', async () => {
    using watch = watchEgress();
    const socket = dgram.createSocket('udp4');
    await expect(
      promisify<string, number, string, void>((message, port, host, done) => {
        socket.send(message, port, host, (error) => done(error));
      })('x', 8125, BEYOND),
    ).rejects.toThrow('egress refused');
    socket.close();
    expect(watch.attempts).toMatchObject([{ kind: 'udp', target: BEYOND }]);
  });
});

it('lets loopback and unix sockets pass, and lists them', async () => {
  await using server = await recordHttp();
  const folder = mkdtempSync(path.join(tmpdir(), 'sock-'));
  const file = path.join(folder, 's');
  const local = net.createServer((socket) => socket.end('hello')).listen(file);
  await once(local, 'listening');
  using watch = watchEgress();
  expect((await fetch(server.url.replace('127.0.0.1', 'localhost'))).status).toBe(200);
  const socket = connect(file);
  const [data] = (await once(socket, 'data')) as [Buffer];
  expect(data.toString()).toBe('hello');
  local.close();
  rmSync(folder, { recursive: true });
  expect(watch.attempts).toEqual([]);
  expect(watch.connections).toEqual([server.url.replace('http://127.0.0.1', 'localhost'), file]);
});

it('puts everything back', () => {
  const owners = [net.Socket.prototype, dgram.Socket.prototype, dns, dns.promises, dns.Resolver.prototype];
  const all = (): object[] => owners.map((owner) => Object.getOwnPropertyDescriptors(owner));
  const before = all();
  const watch = watchEgress();
  expect(all()).not.toEqual(before);
  watch.restore();
  expect(all()).toEqual(before);
});
