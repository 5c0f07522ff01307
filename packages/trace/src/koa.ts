import { answerError, type ErrorHandlerOptions, reportError } from './request-error.ts';
import { setRoute } from '@plumbline/core/scope';

/** An application of Koa 3, as far as it is used here. */
export interface KoaApp {
  /** The prototype of every context of this application. */
  readonly context: object;
}

const ROUTE: unique symbol = Symbol('plumbline.koa.route');

/**
 * Tells all layers which route of `@koa/router` matched, nested routers and prefixes included: `koaRoutes(app)`, once,
 * before it listens. `bindHttp` does everything else.
 *
 * The router says which route matched by setting `ctx._matchedRoute`; this application's contexts get an accessor there.
 */
export function koaRoutes(app: KoaApp): void {
  Object.defineProperty(app.context, '_matchedRoute', {
    configurable: true,
    enumerable: true,
    get(this: { [ROUTE]?: unknown }) {
      return this[ROUTE];
    },
    set(this: { [ROUTE]?: unknown }, path: unknown) {
      this[ROUTE] = path;
      // A route may be a regular expression, which is as constant as a pattern.
      if (typeof path === 'string' || path instanceof RegExp) setRoute(String(path));
    },
  });
}

/** A context of Koa 3, as far as it is used here. */
export interface KoaContext {
  status: number;
  body: unknown;
  readonly headerSent: boolean;
  readonly res: { destroy(): unknown };
}

/**
 * The first middleware, `app.use(createKoaErrorHandler())`: answers `{ error: { code, request_id } }` and never the
 * message. A 4xx keeps the error's code, a 5xx says `internal_error`, with the `error_id` that `onError` returned. An
 * answer that has begun is cut off.
 */
export const createKoaErrorHandler =
  (options: ErrorHandlerOptions = {}): ((ctx: KoaContext, next: () => Promise<unknown>) => Promise<void>) =>
  async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      if (ctx.headerSent) {
        reportError(error, options);
        ctx.res.destroy();
        return;
      }
      const { status, body } = answerError(error, options);
      ctx.status = status;
      ctx.body = body;
    }
  };
