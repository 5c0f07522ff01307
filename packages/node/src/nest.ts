import type { IncomingMessage, ServerResponse } from 'node:http';
import { setRoute } from '@plumbline/core/context';
import {
  createNestErrorFilter,
  type NestApp as RoutedApp,
  type NestErrorFilter,
  nestRoutes,
} from '@plumbline/trace/nest';
import {
  type BaselineParts,
  checkArguments,
  checkOnce,
  checkPlace,
  type InstallOptions,
  readInstallOptions,
} from './framework.ts';

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** A Nest application on Express or Fastify, as far as it is used here. */
export interface NestApp extends RoutedApp {
  use(middleware: Middleware): unknown;
  useGlobalFilters(filter: NestErrorFilter): unknown;
}

const pathOf = (url: string): string => url.split('?', 1)[0] ?? '';

/** Nest joins its routes to filters and middleware in `init`: what comes later stands behind them, or nowhere. */
const initialised = (app: NestApp): string | undefined =>
  (app as { readonly isInitialized?: unknown }).isInitialized === true
    ? 'the application is initialised already, and its routes would have neither error filter nor probes; call installBaseline before app.listen and app.init'
    : undefined;

/**
 * Adds the baseline to a Nest application on Express or Fastify: route patterns for all layers, the health endpoints, the
 * ingest route, and a filter that answers `{ error: { code, request_id } }` and captures each 5xx, whose `error_id` the
 * answer has too. Call it before `app.listen`, and behind `app.use` of what calls `identify`, so that events of browsers
 * carry that identity: guards run later.
 *
 * @throws PlumblineError `PLB_CONFIG_INVALID` for an argument that is something else, such as a promise, an option that
 * does not exist or cannot be, and an application that is initialised already.
 */
export function installBaseline(app: NestApp, plumbline: BaselineParts, options: InstallOptions = {}): void {
  checkArguments('nest', app, plumbline);
  checkPlace(initialised(app));
  const { ingestPath, errorHandler } = readInstallOptions(options);
  checkOnce(app);
  nestRoutes(app);
  app.use((request, response, next) => {
    if (plumbline.health.nodeHandler(request, response)) return;
    if (request.method !== 'POST' || pathOf(request.url ?? '') !== ingestPath) {
      next();
      return;
    }
    setRoute(ingestPath);
    void plumbline.ingest.nodeHandler(request, response);
  });
  if (errorHandler) app.useGlobalFilters(createNestErrorFilter(app, { onError: plumbline.captureError }));
}
