import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setRoute } from '@plumbline/core/context';
import { type Baseline, boom, endlessBody, lateBody, readOrder } from './service.ts';

/** What `node:http` and the compatible interface of `node:http2` have in common, as far as it is used here. */
type NodeRequest = IncomingMessage | Http2ServerRequest;
type NodeResponse = ServerResponse | Http2ServerResponse;

type Answer = (response: NodeResponse, id: string) => void | Promise<void>;

const routesOf = (plumbline: Baseline): Readonly<Record<string, readonly [pattern: string, answer: Answer]>> => ({
  orders: [
    '/orders/:id',
    async (response, id) => {
      response.setHeader('content-type', 'application/json');
      (response as ServerResponse).end(JSON.stringify(await readOrder(plumbline, id)));
    },
  ],
  stock: [
    '/stock/:id',
    (response, id) => {
      plumbline.logger.info({ item_id: id }, 'stock read');
      (response as ServerResponse).end(JSON.stringify({ left: 3 }));
    },
  ],
  boom: ['/boom', () => boom(plumbline)],
  stream: ['/stream', (response) => void lateBody(plumbline).pipe(response as ServerResponse)],
  endless: ['/endless', (response) => void endlessBody().pipe(response as ServerResponse)],
});

/** The routes without a framework. What a framework's helper does, routes and errors, is written out here. */
export function nodeHandler(plumbline: Baseline): (request: NodeRequest, response: NodeResponse) => void {
  const routes = routesOf(plumbline);
  const fail = (response: NodeResponse, status: number, code: string, errorId?: string): void => {
    (response as ServerResponse).writeHead(status, { 'content-type': 'application/json' });
    (response as ServerResponse).end(JSON.stringify(plumbline.errorBody(code, { errorId })));
  };
  return (request, response) => {
    if (plumbline.health.nodeHandler(request, response)) return;
    if (request.url === '/_t') {
      setRoute('/_t');
      void plumbline.ingest.nodeHandler(request as IncomingMessage, response as ServerResponse);
      return;
    }
    const [, name = '', id = ''] = (request.url ?? '').split(/[/?]/);
    const [pattern, answer] = routes[name] ?? [];
    if (pattern === undefined || answer === undefined) {
      fail(response, 404, 'not_found');
      return;
    }
    setRoute(pattern);
    void (async () => {
      try {
        await answer(response, id);
      } catch (error) {
        fail(response, 500, 'internal_error', plumbline.captureError(error));
      }
    })();
  };
}
