import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { embeddedPaths, socketPathOf } from '../src/embedded/protocol.ts';
import type { Engine } from '../src/server/engine.ts';
import { listen } from '../src/server/listen.ts';
import { temporaryFolder } from './support.ts';

/** What asks for a lease asks nothing of the engine. */
const idle: Engine = { run: () => Promise.reject(new Error('not asked')), close: () => Promise.resolve() };

async function ping(socketPath: string): Promise<void> {
  const call = request({ socketPath, path: '/ping', agent: false }).end();
  const [answer] = (await once(call, 'response')) as [NodeJS.ReadableStream];
  answer.resume();
  await once(answer, 'end');
}

it('gives no lease once it has closed, to a connection that it had accepted before', async () => {
  using folder = temporaryFolder();
  const leases: Socket[] = [];
  const listener = await listen(folder.path, embeddedPaths(folder.path), idle, {
    add: (connection) => void leases.push(connection),
    hurry: () => undefined,
  });
  const { socketPath } = socketPathOf(folder.path);
  const late = connect(socketPath);
  late.on('error', () => undefined);
  let heard = '';
  late.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  late.write('GET /lease HTTP/1.1\r\nHost: localhost\r\n');
  // Connections are accepted in turn: once a later one is answered, this one is there.
  await ping(socketPath);
  const closed = once(late, 'close');
  listener.close();
  late.end('\r\n');
  await closed;
  expect([heard, leases]).toEqual(['', []]);
});
