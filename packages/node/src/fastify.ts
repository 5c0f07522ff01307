import { healthRoutes } from '@plumbline/health/fastify';
import { createFastifyErrorHandler, fastifyRoutes } from '@plumbline/trace/fastify';
import type { FastifyInstance } from 'fastify';
import { type BaselineParts, checkArguments, type InstallOptions, readInstallOptions } from './framework.ts';

/** @inheritDoc */
export type FastifyBaselineOptions = InstallOptions;

/**
 * Adds the baseline to a Fastify 5 server: route patterns for all layers, the health endpoints, the ingest route, and an
 * error handler that answers `{ error: { code, request_id } }` and captures each 5xx, whose `error_id` the answer has too.
 * Call it before `app.listen`: routes above it have all of it, too.
 *
 * @throws PlumblineError `PLB_CONFIG_INVALID` for an argument that is something else, such as a promise, and an option that
 * does not exist or cannot be.
 */
export function installBaseline(
  app: FastifyInstance,
  plumbline: BaselineParts,
  options: FastifyBaselineOptions = {},
): void {
  checkArguments('fastify', app, plumbline);
  const { ingestPath, errorHandler } = readInstallOptions(options);
  void app.register(fastifyRoutes);
  void app.register(healthRoutes, { health: plumbline.health });
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
  if (errorHandler) app.setErrorHandler(createFastifyErrorHandler({ onError: plumbline.captureError }));
}
