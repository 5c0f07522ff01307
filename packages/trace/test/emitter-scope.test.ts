import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import { connect } from 'node:net';
import { currentContext } from '@plumbline/core/context';
import { afterEach, expect, it } from 'vitest';
import { bindHttp } from '../src/index.ts';
import { closing } from './hop-servers.ts';
import { collect, listen } from './support.ts';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function serve(server: http.Server | http2.Http2Server): Promise<number> {
  const binding = bindHttp({ propagateTo: [] });
  const port = await listen(server);
  closers.push(() => binding.unbind(), closing(server));
  return port;
}

const here = (event: string): string => `${event} ${currentContext()?.requestId}`;

it('a body that comes in parts, each after a while, is read in the context of its request', async () => {
  const events = collect<string>(5);
  const firstPart = collect<undefined>(1);
  const port = await serve(
    http.createServer((request, response) => {
      request.on('data', () => {
        events.add(here('data'));
        firstPart.add(undefined);
      });
      request.on('end', () => {
        events.add(here('end'));
        response.end();
      });
      for (const event of ['finish', 'close']) response.on(event, () => events.add(here(event)));
    }),
  );
  const socket = connect(port, '127.0.0.1');
  closers.push(() => void socket.destroy());
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nX-Request-Id: slow-upload\r\nContent-Length: 10\r\n\r\nfirst');
  await firstPart.all;
  socket.write('again');
  expect(await events.all).toEqual(['data', 'data', 'end', 'finish', 'close'].map((event) => `${event} slow-upload`));
});

it('the next request of the same connection has its own', async () => {
  const events = collect<string>(4);
  const port = await serve(
    http.createServer((request, response) => {
      request.on('data', () => events.add(here('data')));
      request.on('end', () => response.end());
      response.on('close', () => events.add(here('close')));
    }),
  );
  const socket = connect(port, '127.0.0.1');
  closers.push(() => void socket.destroy());
  for (const id of ['first-upload', 'other-upload']) {
    socket.write(`POST / HTTP/1.1\r\nHost: x\r\nX-Request-Id: ${id}\r\nContent-Length: 4\r\n\r\n`);
    setImmediate(() => void socket.write('body'));
    await once(socket, 'data');
  }
  expect(await events.all).toEqual([
    'data first-upload',
    'close first-upload',
    'data other-upload',
    'close other-upload',
  ]);
});

it('the end of an answer that its client left is told in the context of its request', async () => {
  const events = collect<string>(1);
  const port = await serve(
    http.createServer((_, response) => {
      response.on('close', () => events.add(here('close')));
      response.write('first part');
    }),
  );
  const socket = connect(port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: x\r\nX-Request-Id: left-alone\r\n\r\n');
  await once(socket, 'data');
  socket.destroy();
  expect(await events.all).toEqual(['close left-alone']);
});

it('a request without a body that its client left is told so in its own context, each of one connection', async () => {
  const arrived = collect<undefined>(2);
  const events = collect<string>(6);
  const port = await serve(
    http.createServer((request) => {
      for (const event of ['aborted', 'close', 'error']) {
        request.on(event, () => events.add(`${request.url} ${here(event)}`));
      }
      arrived.add(undefined);
    }),
  );
  const socket = connect(port, '127.0.0.1');
  for (const id of ['left-first', 'left-second']) {
    socket.write(`GET /${id} HTTP/1.1\r\nHost: x\r\nX-Request-Id: ${id}\r\n\r\n`);
  }
  await arrived.all;
  socket.destroy();
  const told = ['aborted', 'close', 'error'].flatMap((event) =>
    ['left-first', 'left-second'].map((id) => `/${id} ${event} ${id}`),
  );
  expect([...(await events.all)].toSorted()).toEqual(told.toSorted());
});

it('so is the end of one that was answered at once, and never read', async () => {
  const events = collect<string>(2);
  const port = await serve(
    http.createServer((request, response) => {
      request.on('close', () => events.add(here('close')));
      response.end();
    }),
  );
  for (const id of ['answered-first', 'answered-second']) {
    await fetch(`http://127.0.0.1:${port}/`, { headers: { 'x-request-id': id } });
  }
  expect(await events.all).toEqual(['close answered-first', 'close answered-second']);
});

it('streams of one HTTP/2 session keep their contexts while their parts come in turns', async () => {
  const events = collect<string>(8);
  const server = http2.createServer((request, response) => {
    request.on('data', (part: Buffer) => events.add(here(part.toString())));
    request.on('end', () => response.end());
    response.on('close', () => events.add(here('close')));
  });
  const port = await serve(server);
  const session = http2.connect(`http://127.0.0.1:${port}`);
  closers.push(() => session.destroy());
  const streams = ['upload-one', 'upload-two'].map((id) =>
    session.request({ ':path': '/', ':method': 'POST', 'x-request-id': id }),
  );
  for (const part of ['a', 'b', 'c']) {
    for (const stream of streams) {
      await new Promise<void>((done) => void stream.write(part, () => done()));
    }
    await new Promise<void>((done) => void session.ping(() => done()));
  }
  for (const stream of streams) stream.resume().end();
  const all = [...(await events.all)].toSorted();
  const expected = ['upload-one', 'upload-two'].flatMap((id) =>
    ['a', 'b', 'c', 'close'].map((event) => `${event} ${id}`),
  );
  expect(all).toEqual(expected.toSorted());
});
