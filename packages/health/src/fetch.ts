import { setRoute } from '@plumbline/core/scope';
import type { Health } from './create-health.ts';
import type { HealthResponse } from './respond.ts';

/** Where a URL of a request has its path: parsing each one whole would cost every request of the service. */
const PROBE = /^[^/]+\/\/[^/]+(\/(?:livez|readyz|healthz))(?:[?#]|$)/;

/** An answer as `fetch` knows it. */
export const toResponse = ({ status, headers, body }: HealthResponse): Response =>
  new Response(body, { status, headers: { ...headers } });

/** Answers a probe; undefined for every other request. */
export async function healthResponse(health: Health, request: Request): Promise<Response | undefined> {
  const path = PROBE.exec(request.url)?.[1];
  const answer = path === undefined ? undefined : await health.respond(path, request.headers, request.method);
  if (path === undefined || answer === undefined) return undefined;
  setRoute(path);
  return toResponse(answer);
}

/**
 * Puts /livez, /readyz and /healthz before a `Request → Response` handler, as Bun, Deno and others serve them.
 *
 * @example Deno.serve(healthRoutes(health, handler))
 */
export const healthRoutes =
  <Rest extends readonly unknown[]>(
    health: Health,
    handler: (request: Request, ...rest: Rest) => Response | Promise<Response>,
  ): ((request: Request, ...rest: Rest) => Promise<Response>) =>
  async (request, ...rest) =>
    (await healthResponse(health, request)) ?? handler(request, ...rest);
