import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request as send, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What came back. */
export interface Answer {
  readonly status: number | undefined;
  /** `x-request-id`, several joined as Node joins them. */
  readonly id: string | undefined;
  readonly body: string;
}

export interface Question {
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly post?: string;
  /** Goes away after the first part of the body. */
  readonly leave?: boolean;
}

/** Asks over a connection of its own, with headers as they are given, repeated ones too. */
export async function ask(port: number, { path, headers = {}, post, leave = false }: Question): Promise<Answer> {
  const request = send({
    host: '127.0.0.1',
    port,
    path,
    method: post === undefined ? 'GET' : 'POST',
    headers: { ...headers, ...(post !== undefined && { 'content-type': 'application/json' }) } as Record<
      string,
      string
    >,
    agent: false,
  }).end(post);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const { statusCode: status } = response;
  const id = response.headers['x-request-id'] as string | undefined;
  if (!leave) return { status, id, body: await text(response) };
  const [part] = (await once(response, 'data')) as [Buffer];
  request.destroy();
  return { status, id, body: String(part) };
}

/** A service that answers with the headers that it was asked with. */
export async function startMirror(): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer(({ headers }: { headers: IncomingHttpHeaders }, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(headers));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
