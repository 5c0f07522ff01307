import type { IncomingMessage, ServerResponse } from 'node:http';
import { setRoute } from '@plumbline/core/context';
import { createKoaErrorHandler, type KoaApp as RoutedApp, type KoaContext, koaRoutes } from '@plumbline/trace/koa';
import { type BaselineParts, checkArguments, checkOnce, type InstallOptions, readInstallOptions } from './framework.ts';

interface BaselineContext extends Omit<KoaContext, 'res'> {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly method: string;
  readonly path: string;
  respond?: boolean;
}

type Middleware = (ctx: BaselineContext, next: () => Promise<unknown>) => Promise<unknown>;

/** An application of Koa 3, as far as it is used here. */
export interface KoaApp extends RoutedApp {
  /** What `use` adds to. */
  readonly middleware: unknown[];
  use(middleware: Middleware): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
}

/** What a stream says when the client went away: nothing failed here. */
const GONE: ReadonlySet<unknown> = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE']);

const isGone = (error: unknown): boolean => GONE.has((error as { code?: unknown } | null)?.code);

/**
 * Adds the baseline to a Koa 3 application with `@koa/router`: route patterns for all layers, the health endpoints, the
 * ingest route, and an error handler that answers `{ error: { code, request_id } }` and captures each 5xx, whose
 * `error_id` the answer has too. Call it before the routes, and behind the middleware that calls `identify`, so that
 * events of browsers carry that identity. Wherever the call stands, probes and error handler come first. What Koa tells
 * its `error` event is captured too, where it would otherwise print it; a client that went away is no error.
 *
 * @throws PlumblineError `PLB_CONFIG_INVALID` for an argument that is something else, such as a promise, and an option that
 * does not exist or cannot be.
 */
export function installBaseline(app: KoaApp, plumbline: BaselineParts, options: InstallOptions = {}): void {
  checkArguments('koa', app, plumbline);
  const { ingestPath, errorHandler } = readInstallOptions(options);
  checkOnce(app);
  koaRoutes(app);
  const probes: Middleware = async (ctx, next) => {
    if (!plumbline.health.nodeHandler(ctx.req, ctx.res)) return next();
    ctx.respond = false;
    return undefined;
  };
  app.middleware.unshift(probes);
  if (errorHandler) {
    app.middleware.unshift(createKoaErrorHandler({ onError: plumbline.captureError }));
    app.on('error', (error) => void (isGone(error) || plumbline.captureError(error)));
  }
  app.use(async (ctx, next) => {
    if (ctx.method !== 'POST' || ctx.path !== ingestPath) return next();
    ctx.respond = false;
    setRoute(ingestPath);
    // Where a body parser has run, it leaves what it read.
    return plumbline.ingest.nodeHandler(ctx.req, ctx.res, (ctx as { request?: { body?: unknown } }).request?.body);
  });
}
