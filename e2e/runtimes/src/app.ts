// The service, the same on every runtime: Hono within `traceFetch`, asking others by `tracedFetch`.
import { createIdentify, createPseudonymizer, currentContext } from '@plumbline/core/context';
import { traceFetch, tracedFetch } from '@plumbline/trace/fetch';
import { createHonoErrorHandler, honoRoutes } from '@plumbline/trace/hono';
import { Hono } from 'hono';

const identify = createIdentify({ pseudonymizer: createPseudonymizer('k'.repeat(32)), strict: true });

/** A line of what the service was told: summaries of requests, and errors. */
export interface Told {
  readonly id: string | undefined;
  readonly what: string;
  readonly route?: string | undefined;
  readonly status?: number;
}

const pause = (ms: number): Promise<void> => new Promise((done) => void setTimeout(done, ms));

const here = (): object => {
  const { requestId, traceId, routePattern, actor } = currentContext() ?? {};
  return { id: requestId, trace: traceId, route: routePattern, account: actor?.id ?? null };
};

const encoder = new TextEncoder();

/** A body whose second part comes later and names the request that it is read in; or never comes. */
const late = (ends: boolean): ReadableStream => {
  let parts = 0;
  return new ReadableStream({
    async pull(controller) {
      parts += 1;
      if (parts === 1) {
        controller.enqueue(encoder.encode('first '));
        return;
      }
      await pause(ends ? 20 : 3_600_000);
      controller.enqueue(encoder.encode(JSON.stringify(here())));
      controller.close();
    },
  });
};

/** @param listed address of a service whose host is on the list, @param other one whose host is not */
export function createService(listed: string, other: string): (request: Request) => Promise<Response> {
  const told: Told[] = [];
  const ask = tracedFetch((...call) => fetch(...call), { propagateTo: [new URL(listed).host] });
  const onError = (error: unknown): void =>
    void told.push({ id: currentContext()?.requestId, what: (error as Error).name });
  const app = new Hono();
  app.use(honoRoutes());
  app.onError(createHonoErrorHandler({ onError }));
  const items = new Hono();
  items.get('/items/:item', (c) => c.json(here()));
  app.route('/orgs/:org', items);
  app.get('/boom', () => {
    throw new RangeError('hunter2');
  });
  app.get('/late', (c) => c.body(late(true)));
  app.get('/endless', (c) => c.body(late(false)));
  app.post('/body', async (c) => c.json({ ...here(), body: await c.req.json<unknown>() }));
  app.get('/asks', async (c) => {
    const [known, stranger] = await Promise.all([ask(`${listed}/`), ask(`${other}/`)]);
    return c.json({ ...here(), listed: await known.json(), other: await stranger.json() });
  });
  app.get('/who/:n', async (c) => {
    const n = Number(c.req.param('n'));
    const before = here();
    await pause(n % 7);
    if (n % 5 !== 0) identify({ id: `account-${n}` });
    await (await ask(`${listed}/`)).text();
    await pause(n % 3);
    return c.json({ before, after: here() });
  });
  const traced = traceFetch((request: Request) => app.fetch(request), {
    onError,
    onRequestEnd: ({ context, status, outcome }) =>
      void told.push({ id: context.requestId, what: outcome, route: context.routePattern, status }),
  });
  return (request) =>
    new URL(request.url).pathname === '/told' ? Promise.resolve(Response.json(told)) : traced(request);
}
