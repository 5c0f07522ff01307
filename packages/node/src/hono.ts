import { createHonoErrorHandler, honoRoutes } from '@plumbline/trace/hono';
import type { Env, Hono, Schema } from 'hono';
import { inspectRoutes } from 'hono/dev';
import {
  type BaselineParts,
  checkArguments,
  checkOnce,
  checkPlace,
  type InstallOptions,
  PROBE_PATHS,
  readInstallOptions,
} from './framework.ts';

/** Hono runs what was registered first: a route above the call answers, and the baseline never hears of its pattern. */
function routesAbove<E extends Env, S extends Schema, B extends string>(app: Hono<E, S, B>): string | undefined {
  const above = inspectRoutes(app as unknown as Hono).filter(({ isMiddleware }) => !isMiddleware);
  const [first] = above;
  if (first === undefined) return undefined;
  const others = above.length > 1 ? ` and ${above.length - 1} more` : '';
  return `the route ${first.method} ${first.path}${others} stands above the call, where it would have no pattern in lines, spans and metrics; move installBaseline above the routes (middleware may stay above it)`;
}

const PROBE = /^[^/]+\/\/[^/]+(\/(?:livez|readyz|healthz))(?:[?#]|$)/;

async function probe({ health }: BaselineParts, path: string, { headers, method }: Request): Promise<Response> {
  const answer = await health.respond(path, headers, method);
  return answer
    ? new Response(answer.body, { status: answer.status, headers: { ...answer.headers } })
    : new Response(null, { status: 404 });
}

/** Probes carry no session: they are answered before the middleware of the application, which may authenticate. */
function answerProbes<E extends Env, S extends Schema, B extends string>(
  app: Hono<E, S, B>,
  plumbline: BaselineParts,
): void {
  const { fetch } = app;
  app.fetch = (request, ...rest) => {
    const path = PROBE.exec(request.url)?.[1];
    return path === undefined ? fetch(request, ...rest) : probe(plumbline, path, request);
  };
}

/**
 * Adds the baseline to a Hono 4 application on Node: route patterns for all layers, the health endpoints, the ingest
 * route, and an error handler that answers `{ error: { code, request_id } }` and captures each 5xx, whose `error_id` the
 * answer has too. Call it before the routes, and behind the middleware that calls `identify`, so that events of browsers
 * carry that identity: probes are answered before all middleware. A route above it is refused: nobody would learn its
 * pattern.
 *
 * @throws PlumblineError `PLB_CONFIG_INVALID` for an argument that is something else, such as a promise, an option that
 * does not exist or cannot be, a second call, and a route that stands above.
 */
export function installBaseline<E extends Env, S extends Schema, B extends string>(
  app: Hono<E, S, B>,
  plumbline: BaselineParts,
  options: InstallOptions = {},
): void {
  checkArguments('hono', app, plumbline);
  const { ingestPath, errorHandler } = readInstallOptions(options);
  checkOnce(app);
  checkPlace(routesAbove(app));
  answerProbes(app, plumbline);
  app.use(honoRoutes());
  for (const path of PROBE_PATHS) {
    // For an application that is mounted in another one, which never calls `fetch` of this one.
    app.get(path, (c) => probe(plumbline, path, c.req.raw));
  }
  app.post(ingestPath, (c) => plumbline.ingest(c.req.raw));
  if (errorHandler) app.onError(createHonoErrorHandler({ onError: plumbline.captureError }));
}
