// The client, a process of its own: asks one service everything, and prints what it was answered as one line of JSON.
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import { randomBytes } from 'node:crypto';
import process from 'node:process';

/** One request and what came back. */
export interface Answer {
  readonly traceId: string;
  readonly parentId: string;
  readonly sent: string | readonly string[];
  readonly status: number;
  readonly requestId: string | undefined;
  readonly body: string;
}

interface Question {
  readonly path: string;
  readonly requestId: string | readonly string[];
  /** Go away after the first part of the body. */
  readonly leave?: boolean;
  /** Sent as JSON, by POST. */
  readonly post?: string;
}

const questions = (tag: string): Readonly<Record<string, Question>> => ({
  order: { path: '/orders/17?token=x', requestId: `${tag}-order` },
  error: { path: '/boom', requestId: `${tag}-error` },
  missing: { path: '/nowhere', requestId: `${tag}-missing` },
  stream: { path: '/stream', requestId: `${tag}-stream` },
  aborted: { path: '/endless', requestId: `${tag}-aborted`, leave: true },
  markup: { path: '/orders/17', requestId: '<script>alert(1)</script>' },
  long: { path: '/orders/17', requestId: 'a'.repeat(129) },
  repeated: { path: '/orders/17', requestId: [`${tag}-first`, `${tag}-second`] },
  probe: { path: '/readyz', requestId: `${tag}-probe` },
  ingest: { path: '/_t', requestId: `${tag}-ingest`, post: '{}' },
});

const hex = (bytes: number): string => randomBytes(bytes).toString('hex');

type Ask = (question: Question, headers: Record<string, string | readonly string[]>) => Promise<Answer>;

const answered = (
  { requestId: sent }: Question,
  headers: Record<string, string | readonly string[]>,
  got: Pick<Answer, 'status' | 'requestId' | 'body'>,
): Answer => {
  const [, traceId = '', parentId = ''] = String(headers['traceparent']).split('-');
  return { traceId, parentId, sent, ...got };
};

const askHttp1 =
  (origin: string): Ask =>
  async (question, headers) => {
    const method = question.post === undefined ? 'GET' : 'POST';
    const options = { method, headers: headers as http.OutgoingHttpHeaders, agent: false as const };
    const request = http.request(origin + question.path, options).end(question.post);
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    let body = '';
    for await (const part of response.setEncoding('utf8') as AsyncIterable<string>) {
      body += part;
      if (question.leave === true) break;
    }
    request.destroy();
    const requestId = response.headers['x-request-id'];
    return answered(question, headers, {
      status: response.statusCode ?? 0,
      requestId: requestId === undefined ? undefined : String(requestId),
      body,
    });
  };

const askHttp2 =
  (origin: string): Ask =>
  async (question, headers) => {
    const session = http2.connect(origin);
    const method = question.post === undefined ? 'GET' : 'POST';
    const stream = session.request({ ':method': method, ':path': question.path, ...headers });
    stream.end(question.post);
    const [got] = (await once(stream, 'response')) as [http2.IncomingHttpHeaders];
    let body = '';
    for await (const part of stream.setEncoding('utf8') as AsyncIterable<string>) {
      body += part;
      if (question.leave === true) break;
    }
    session.destroy();
    return answered(question, headers, {
      status: Number(got[':status']),
      requestId: got['x-request-id'] === undefined ? undefined : String(got['x-request-id']),
      body,
    });
  };

const [, , origin = '', tag = '', protocol = ''] = process.argv;
const ask = (protocol === 'http2' ? askHttp2 : askHttp1)(origin);
const answers: Record<string, Answer> = {};
for (const [name, question] of Object.entries(questions(tag))) {
  const traceparent = `00-${hex(16)}-${hex(8)}-01`;
  const posted = question.post === undefined ? {} : { 'content-type': 'application/json', origin };
  answers[name] = await ask(question, { traceparent, 'x-request-id': question.requestId, ...posted });
}
process.stdout.write(JSON.stringify(answers));
