import type { Context, ErrorHandler, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import { blameCaller } from './json-body.ts';
import { answerError, type ErrorHandlerOptions } from './request-error.ts';
import { setRoute } from '@plumbline/core/scope';

/** Middleware takes `next`, and `app.use` registers it for every method. */
const isHandler = ({ method, handler }: { method: string; handler: object }): boolean =>
  method !== 'ALL' || (handler as { length?: number }).length === 1;

type MatchedRoutes = ReturnType<typeof matchedRoutes>;

/** Hono reads the routes of its own copy alone; an application that requires Hono has another one, and its older getter. */
function routesOf(c: Context): MatchedRoutes | undefined {
  try {
    return matchedRoutes(c);
  } catch {
    return (c.req as { readonly matchedRoutes?: MatchedRoutes }).matchedRoutes;
  }
}

function patternOf(c: Context): string | undefined {
  try {
    return routesOf(c)?.findLast(isHandler)?.path;
  } catch {
    // A Hono that is built otherwise: no reason to fail a request.
    return undefined;
  }
}

/**
 * Middleware that tells all layers which route of a Hono application matched, with the paths it is mounted at:
 * `app.use(honoRoutes())`, before the routes. On Node `bindHttp` does everything else, elsewhere `traceFetch`
 * (`@plumbline/trace/fetch`) around `app.fetch`. What `c.req.json()` throws of a body that is no JSON has status 400 from
 * then on, and the code `invalid_json`.
 */
export const honoRoutes = (): MiddlewareHandler => (c, next) => {
  const pattern = patternOf(c);
  if (pattern !== undefined) setRoute(pattern);
  blameCaller(c.req);
  return next();
};

/**
 * For `app.onError(createHonoErrorHandler())`: answers `{ error: { code, request_id } }` and never the message. A 4xx
 * keeps the error's code, a 5xx says `internal_error`, with the `error_id` that `onError` returned.
 */
export const createHonoErrorHandler =
  (options: ErrorHandlerOptions = {}): ErrorHandler =>
  (error, c) => {
    const { status, body } = answerError(error, options);
    return c.json(body, status as 500);
  };
