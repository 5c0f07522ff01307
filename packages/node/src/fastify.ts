import { healthRoutes } from '@plumbline/health/fastify';
import { createFastifyErrorHandler, fastifyRoutes } from '@plumbline/trace/fastify';
import type { FastifyInstance } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type BaselineParts,
  checkArguments,
  checkOnce,
  checkPlace,
  type InstallOptions,
  readInstallOptions,
} from './framework.ts';

/** @inheritDoc */
export type FastifyBaselineOptions = InstallOptions;

type OnRequest = (
  request: { readonly raw: IncomingMessage },
  reply: { readonly raw: ServerResponse; hijack(): unknown },
  next: () => void,
) => void;

/** The hooks of one scope, which Fastify lets nobody reorder: those of parents come first, wherever a route is added. */
function onRequestHooks(scope: FastifyInstance): OnRequest[] {
  const symbol = Object.getOwnPropertySymbols(scope).find(({ description }) => description === 'fastify.hooks');
  const hooks = symbol && (scope as unknown as Record<symbol, { readonly onRequest?: OnRequest[] }>)[symbol];
  return hooks?.onRequest ?? [];
}

/** Probes carry no session: they are answered before the hooks of the application, which may authenticate. */
function addProbes(app: FastifyInstance, { health }: BaselineParts): void {
  void app.register(async (scope) => {
    onRequestHooks(scope).unshift((request, reply, next) => {
      if (health.nodeHandler(request.raw, reply.raw)) reply.hijack();
      else next();
    });
    await scope.register(healthRoutes, { health });
  });
}

/** Fastify's own word for it names neither the call nor its place. */
function checkNotBooted(app: FastifyInstance): void {
  try {
    void app.register(fastifyRoutes);
  } catch {
    checkPlace('the server is started already; call installBaseline before app.listen, app.ready and app.inject');
  }
}

const OWN_HANDLER =
  'setErrorHandler of the application replaces the one of installBaseline (Fastify says FSTWRN004): pass { errorHandler: false } to installBaseline, and call captureError in yours';

function handleErrors(app: FastifyInstance, { captureError, logger }: BaselineParts): void {
  app.setErrorHandler(createFastifyErrorHandler({ onError: captureError }));
  // Not what was handed over: Fastify binds it.
  const { errorHandler } = app;
  app.addHook('onReady', async () => {
    if (app.errorHandler !== errorHandler) logger?.warn(OWN_HANDLER);
  });
}

/**
 * Adds the baseline to a Fastify 5 server: route patterns for all layers, the health endpoints, the ingest route, and an
 * error handler that answers `{ error: { code, request_id } }` and captures each 5xx, whose `error_id` the answer has too.
 * Call it before `app.listen`: routes above it have all of it, too. Wherever it stands, probes are answered before hooks.
 *
 * @throws PlumblineError `PLB_CONFIG_INVALID` for an argument that is something else, such as a promise, an option that does
 * not exist or cannot be, a second call, and one after the start of the server.
 */
export function installBaseline(
  app: FastifyInstance,
  plumbline: BaselineParts,
  options: FastifyBaselineOptions = {},
): void {
  checkArguments('fastify', app, plumbline);
  const { ingestPath, errorHandler } = readInstallOptions(options);
  checkOnce(app);
  checkNotBooted(app);
  addProbes(app, plumbline);
  void app.register((scope, _options, done) => {
    // The body stays a stream: ingest reads it with its own bounds.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
    scope.post(ingestPath, (request, reply) => {
      reply.hijack();
      void plumbline.ingest.nodeHandler(request.raw, reply.raw);
    });
    done();
  });
  if (errorHandler) handleErrors(app, plumbline);
}
