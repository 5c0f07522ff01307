import http2 from 'node:http2';
import process from 'node:process';
import { connect } from 'node:net';
import { once } from 'node:events';
import { createIdentify, createPseudonymizer, currentContext, runJob } from '@plumbline/core/context';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { traceFetch } from '../src/fetch.ts';
import { bindHttp, type HttpBinding, runTracedJob } from '../src/index.ts';
import { traceRoute } from '../src/next.ts';
import { hopServers } from './hop-servers.ts';

const SCALE = Number(process.env['PLUMBLINE_WORKSPACE_SOAK'] ?? 1);
/** Requests of one server: connections times the requests that each sends one after the other. */
const CONNECTIONS = 40;
const EACH = 10 * SCALE;
const TIMEOUT_MS = 1_800_000;

let binding: HttpBinding;
beforeAll(() => {
  binding = bindHttp({ propagateTo: [] });
});
afterAll(() => binding.unbind());

const identify = createIdentify({ pseudonymizer: createPseudonymizer('k'.repeat(32)), strict: true });
const here = (): readonly [id: string | undefined, actor: string | undefined] => {
  const { requestId, actor } = currentContext() ?? {};
  return [requestId, actor?.id];
};

/** A pause of one of the kinds that change places: microtasks, immediates, timers. */
const pause = (turn: number): Promise<void> =>
  turn % 3 === 0
    ? Promise.resolve()
    : new Promise((done) => void (turn % 3 === 1 ? setImmediate(done) : setTimeout(done, turn % 5)));

let turns = 0;

/** One request's work: who acts is said late, by every third request not at all, and jobs run beside it. */
async function work(): Promise<object> {
  const turn = (turns += 1);
  const [id = ''] = here();
  const anonymous = id.endsWith('0');
  const seen = [here()];
  await pause(turn);
  if (!anonymous) identify({ id: `actor-of-${id}` });
  const job = (turn % 2 === 0 ? runJob : runTracedJob)('beside', async () => {
    const before = here();
    await pause(turn + 1);
    identify({ id: `job-of-${id}` });
    await pause(turn + 2);
    return [before[1], here()[1], here()[0] === id];
  });
  await pause(turn + 2);
  seen.push(here());
  return { id, seen, job: await job };
}

/** What that work must have seen. */
const expectedOf = (id: string): object => ({
  id,
  seen: [
    [id, null],
    [id, id.endsWith('0') ? null : `actor-of-${id}`],
  ],
  job: [null, `job-of-${id}`, false],
});

const ids = (connection: number): readonly string[] =>
  Array.from({ length: EACH }, (_, index) => `connection-${connection}-request-${index}`);

/** One keep-alive connection of HTTP/1.1; the answers are as short as one read. */
async function overHttp1(port: number, connection: number): Promise<readonly string[]> {
  const socket = connect(port, '127.0.0.1');
  const wrong: string[] = [];
  for (const id of ids(connection)) {
    socket.write(`GET / HTTP/1.1\r\nHost: x\r\nX-Request-Id: ${id}\r\n\r\n`);
    let answer = '';
    while (!/\}(?:\r\n0\r\n\r\n)?$/.test(answer)) answer += String(((await once(socket, 'data')) as [Buffer])[0]);
    const said = answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1);
    if (said !== JSON.stringify(expectedOf(id)) || !answer.includes(`x-request-id: ${id}\r\n`)) wrong.push(answer);
  }
  socket.destroy();
  return wrong;
}

async function overHttp2(session: http2.ClientHttp2Session, connection: number): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const id of ids(connection)) {
    const stream = session.request({ ':path': '/', 'x-request-id': id });
    const [headers] = (await once(stream, 'response')) as [http2.IncomingHttpHeaders];
    let body = '';
    for await (const part of stream) body += String(part);
    if (body !== JSON.stringify(expectedOf(id)) || headers['x-request-id'] !== id) wrong.push(body);
  }
  return wrong;
}

const connections = Array.from({ length: CONNECTIONS }, (_, index) => index);

it.each(Object.keys(hopServers))(
  'no identity reaches another request or job: %s',
  { timeout: TIMEOUT_MS },
  async (name) => {
    const server = await hopServers[name]!(work);
    const session = name === 'node:http2' ? http2.connect(`http://127.0.0.1:${server.port}`) : undefined;
    const wrong = await Promise.all(
      connections.map((connection) => (session ? overHttp2(session, connection) : overHttp1(server.port, connection))),
    );
    session?.destroy();
    await server.close();
    expect(wrong.flat()).toEqual([]);
  },
);

const webHandlers = {
  'Request → Response': traceFetch(async () => Response.json(await work())),
  'a route handler of Next': traceRoute('/', async () => Response.json(await work())),
};

it.each(Object.entries(webHandlers))(
  'no identity reaches another request or job: %s',
  { timeout: TIMEOUT_MS },
  async (_, handler) => {
    const wrong = await Promise.all(
      connections.map(async (connection) => {
        const faults: string[] = [];
        for (const id of ids(connection)) {
          const response = await handler(new Request('http://localhost/', { headers: { 'x-request-id': id } }));
          const body = await response.text();
          if (body !== JSON.stringify(expectedOf(id)) || response.headers.get('x-request-id') !== id) faults.push(body);
        }
        return faults;
      }),
    );
    expect(wrong.flat()).toEqual([]);
  },
);
