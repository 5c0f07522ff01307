import { setRoute } from '@plumbline/core/scope';
import type { Health } from './create-health.ts';
import type { HealthResponse } from './respond.ts';

/** Where a URL of a request has its path: parsing each one whole would cost every request of the service. */
const PROBE = /^[^/]+\/\/[^/]+(\/(?:livez|readyz|healthz))(?:[?#]|$)/;

/** An answer as `fetch` knows it. */
const toResponse = ({ status, headers, body }: HealthResponse): Response =>
  new Response(body, { status, headers: { ...headers } });

/** Answers at one of the three paths. */
export async function answerProbe(health: Health, path: string, { headers, method }: Request): Promise<Response> {
  setRoute(path);
  const answer = await health.respond(path, headers, method);
  return answer ? toResponse(answer) : new Response(null, { status: 404 });
}

/** Answers a probe; undefined, and at once, for every other request. */
export function healthResponse(health: Health, request: Request): Promise<Response> | undefined {
  const path = PROBE.exec(request.url)?.[1];
  return path === undefined ? undefined : answerProbe(health, path, request);
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
  ): ((request: Request, ...rest: Rest) => Response | Promise<Response>) =>
  (request, ...rest) =>
    healthResponse(health, request) ?? handler(request, ...rest);
