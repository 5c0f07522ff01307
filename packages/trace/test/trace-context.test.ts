import http from 'node:http';
import http2 from 'node:http2';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bindHttp, type HttpBinding } from '../src/index.ts';
import { type HopServer, hopServers } from './hop-servers.ts';
import { exchangeRaw, listen } from './support.ts';
import { PARENT_ID, TRACE_ID, type TraceContextCase, traceContextCases } from './trace-context-cases.ts';

/** What the next service received, every value of every header. */
interface Received {
  readonly traceparent?: readonly string[];
  readonly tracestate?: readonly string[];
}

const next = http.createServer((request, response) => response.end(JSON.stringify(request.headersDistinct)));
let binding: HttpBinding;
let nextUrl: string;

beforeAll(async () => {
  nextUrl = `http://127.0.0.1:${await listen(next)}/`;
  binding = bindHttp({ propagateTo: ['127.0.0.1'] });
});
afterAll(() => {
  binding.unbind();
  next.close();
  next.closeAllConnections();
});

const callNext = async (): Promise<object> => (await (await fetch(nextUrl)).json()) as object;

async function askHttp1(port: number, { lines }: TraceContextCase): Promise<string> {
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  // Header bytes are Latin-1, as Node reads them.
  const answer = await exchangeRaw(
    port,
    Buffer.from(`GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${head}\r\n`, 'latin1'),
  );
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  return answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1);
}

async function askHttp2(session: http2.ClientHttp2Session, { lines }: TraceContextCase): Promise<string> {
  const stream = session.request([':path', '/', ...lines.flatMap(([name, value]) => [name.toLowerCase(), value])]);
  const [headers] = (await once(stream, 'response')) as [http2.IncomingHttpHeaders];
  expect(headers[':status']).toBe(200);
  let body = '';
  for await (const part of stream) body += String(part);
  return body;
}

/** What went out, with only that of the made IDs that matters: whether the trace is the caller's. */
function sentOn({ traceparent = [], tracestate }: Received): object {
  const [, traceId, parentId, flags] =
    /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/.exec(traceparent.join(',')) ?? [];
  const trace = traceId === undefined || parentId === PARENT_ID ? 'bad' : traceId === TRACE_ID ? 'continued' : 'new';
  return { trace, flags, state: tracestate?.join(',') };
}

describe.each(Object.keys(hopServers))('W3C trace context over %s', (name) => {
  let server: HopServer;
  let session: http2.ClientHttp2Session | undefined;
  beforeAll(async () => {
    server = await hopServers[name]!(callNext);
    if (name === 'node:http2') session = http2.connect(`http://127.0.0.1:${server.port}`);
  });
  afterAll(async () => {
    session?.destroy();
    await server.close();
  });

  const cases = traceContextCases.filter(({ http1Only }) => name !== 'node:http2' || !http1Only);
  it.each(cases.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    const body = session ? await askHttp2(session, one) : await askHttp1(server.port, one);
    const flags = one.flags ?? (one.trace === 'new' ? '02' : '01');
    expect(sentOn(JSON.parse(body) as Received)).toEqual({ trace: one.trace, flags, state: one.state });
  });
});
