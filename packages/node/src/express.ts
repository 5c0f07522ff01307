import type { IncomingMessage, ServerResponse } from 'node:http';
import { createExpressErrorHandler, type ExpressApp as RoutedApp, expressRoutes } from '@plumbline/trace/express';
import { type BaselineParts, checkArguments, checkOnce, type InstallOptions, readInstallOptions } from './framework.ts';

type ParsedRequest = IncomingMessage & { readonly body?: unknown };

/** An application of Express 5, as far as it is used here. */
export interface ExpressApp extends RoutedApp {
  use(handler: ReturnType<typeof createExpressErrorHandler>): unknown;
  post(path: string, handler: (request: ParsedRequest, response: ServerResponse) => void): unknown;
}

/** What runs for each request of an application, mounted or not. */
interface Handling {
  handle(request: IncomingMessage, response: ServerResponse, next?: unknown): unknown;
}

/**
 * Adds the baseline to an Express 5 application: route patterns for all layers, the health endpoints, the ingest route,
 * and an error handler that answers `{ error: { code, request_id } }` and captures each 5xx, whose `error_id` the answer
 * has too. Call it before the routes, and behind the middleware that calls `identify`, so that events of browsers carry
 * that identity. Wherever the call stands, probes are answered before all middleware, and the error handler comes last.
 *
 * @throws PlumblineError `PLB_CONFIG_INVALID` for an argument that is something else, such as a promise, and an option that
 * does not exist or cannot be.
 */
export function installBaseline(app: ExpressApp, plumbline: BaselineParts, options: InstallOptions = {}): void {
  checkArguments('express', app, plumbline);
  const { ingestPath, errorHandler } = readInstallOptions(options);
  checkOnce(app);
  expressRoutes(app);
  app.post(ingestPath, (request, response) => void plumbline.ingest.nodeHandler(request, response, request.body));
  const handling = app as unknown as Handling;
  const handle = handling.handle.bind(handling);
  let isLast = !errorHandler;
  handling.handle = (request, response, next) => {
    if (plumbline.health.nodeHandler(request, response)) return undefined;
    if (!isLast) {
      // Error handlers hear of what stands before them alone, and by the first request every route is there.
      isLast = true;
      app.use(createExpressErrorHandler({ onError: plumbline.captureError }));
    }
    return handle(request, response, next);
  };
}
