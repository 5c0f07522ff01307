// The client of the load, a process of its own: sends requests FROM to TO over connections that stay open, many at a time,
// judges every answer, and prints what was wrong as one line of JSON.
import { isDeepStrictEqual } from 'node:util';
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import process from 'node:process';
import {
  accountOf,
  fails,
  hasJob,
  isAnonymous,
  isDrip,
  jobAccountOf,
  leaves,
  parentIdOf,
  pathOf,
  requestIdOf,
  traceIdOf,
} from './requests.ts';

/** What the client has seen. */
export interface ClientReport {
  readonly asked: number;
  readonly wrongCount: number;
  /** The first of them. */
  readonly wrong: readonly string[];
}

interface Answer {
  readonly status: number | undefined;
  readonly id: unknown;
  readonly body: string;
}

const headersOf = (order: number): Record<string, string> => ({
  'x-request-id': requestIdOf(order),
  traceparent: `00-${traceIdOf(order)}-${parentIdOf(order)}-01`,
});

async function readBody(parts: AsyncIterable<string>, order: number): Promise<string> {
  let body = '';
  for await (const part of parts) {
    body += part;
    if (leaves(order)) break;
  }
  return body;
}

const overHttp1 = (origin: string, connections: number): ((order: number) => Promise<Answer>) => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  return async (order) => {
    const request = http.get(origin + pathOf(order), { agent, headers: headersOf(order) });
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    const body = await readBody(response.setEncoding('utf8') as AsyncIterable<string>, order);
    return { status: response.statusCode, id: response.headers['x-request-id'], body };
  };
};

const overHttp2 = (origin: string): ((order: number) => Promise<Answer>) => {
  const sessions = Array.from({ length: 4 }, () => http2.connect(origin));
  return async (order) => {
    const stream = sessions[order % sessions.length]!.request({ ':path': pathOf(order), ...headersOf(order) });
    const [headers] = (await once(stream, 'response')) as [http2.IncomingHttpHeaders];
    const body = await readBody(stream.setEncoding('utf8') as AsyncIterable<string>, order);
    return { status: Number(headers[':status']), id: headers['x-request-id'], body };
  };
};

function isRightBody(order: number, body: unknown): boolean {
  const id = requestIdOf(order);
  if (fails(order)) {
    // Frameworks say the ID of the fault as well, which is that of every such request.
    const { code, request_id } = (body as { error: Readonly<Record<string, unknown>> }).error;
    return isDeepStrictEqual([code, request_id], ['internal_error', id]);
  }
  return isDeepStrictEqual(body, {
    before: [id, null],
    after: [id, isAnonymous(order) ? null : accountOf(order)],
    job: hasJob(order) ? [null, jobAccountOf(order), true] : null,
  });
}

function isRight(order: number, { status, id, body }: Answer): boolean {
  if (id !== requestIdOf(order) || status !== (fails(order) ? 500 : 200)) return false;
  if (leaves(order)) return body === 'first ';
  if (isDrip(order)) return body === `first ${JSON.stringify([id, accountOf(order)])}`;
  return isRightBody(order, JSON.parse(body));
}

const [, , origin = '', protocol = '', from = '', to = '', atOnce = ''] = process.argv;
const ask = protocol === 'http2' ? overHttp2(origin) : overHttp1(origin, Number(atOnce));
const report = { asked: 0, wrongCount: 0, wrong: [] as string[] };
let next = Number(from);

async function lane(): Promise<void> {
  while (next < Number(to)) {
    const order = next++;
    const answer = await ask(order).catch((error: unknown): Answer => ({ status: 0, id: '', body: String(error) }));
    report.asked += 1;
    let right = false;
    try {
      right = isRight(order, answer);
    } catch {
      // No JSON.
    }
    if (right) continue;
    report.wrongCount += 1;
    if (report.wrong.length < 10) report.wrong.push(`${order}: ${JSON.stringify(answer)}`);
  }
}

await Promise.all(Array.from({ length: Number(atOnce) }, lane));
process.stdout.write(JSON.stringify(report));
process.exit();
