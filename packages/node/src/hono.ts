import { createHonoErrorHandler, honoRoutes } from '@plumbline/trace/hono';
import type { Env, Hono, Schema } from 'hono';
import {
  type BaselineParts,
  checkArguments,
  type InstallOptions,
  PROBE_PATHS,
  readInstallOptions,
} from './framework.ts';

/**
 * Adds the baseline to a Hono 4 application on Node: route patterns for all layers, the health endpoints, the ingest
 * route, and an error handler that answers `{ error: { code, request_id } }` and captures each 5xx, whose `error_id` the
 * answer has too. Call it before the routes, and behind the middleware that calls `identify`, so that events of browsers
 * carry that identity.
 *
 * @throws PlumblineError `PLB_CONFIG_INVALID` for an argument that is something else, such as a promise, and an option that
 * does not exist or cannot be.
 */
export function installBaseline<E extends Env, S extends Schema, B extends string>(
  app: Hono<E, S, B>,
  plumbline: BaselineParts,
  options: InstallOptions = {},
): void {
  checkArguments('hono', app, plumbline);
  const { ingestPath, errorHandler } = readInstallOptions(options);
  app.use(honoRoutes());
  for (const path of PROBE_PATHS) {
    app.get(path, async (c) => {
      const answer = await plumbline.health.respond(path, c.req.raw.headers, c.req.method);
      return answer
        ? new Response(answer.body, { status: answer.status, headers: { ...answer.headers } })
        : c.notFound();
    });
  }
  app.post(ingestPath, (c) => plumbline.ingest(c.req.raw));
  if (errorHandler) app.onError(createHonoErrorHandler({ onError: plumbline.captureError }));
}
