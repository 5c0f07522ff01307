import { healthRoutes } from '@plumbline/health/fastify';
import { fastifyRoutes } from '@plumbline/trace/fastify';
import type { FastifyInstance } from 'fastify';
import type { Plumbline } from './plumbline.ts';

export interface FastifyBaselineOptions {
  /** Path that browsers post events to. @default '/_t' */
  readonly ingestPath?: string;
}

/** Adds the baseline to a Fastify 5 server: route patterns for all layers, the health endpoints and the ingest route. Call it before routes are added. */
export function installBaseline(
  app: FastifyInstance,
  plumbline: Pick<Plumbline, 'health' | 'ingest'>,
  options: FastifyBaselineOptions = {},
): void {
  void app.register(fastifyRoutes);
  void app.register(healthRoutes, { health: plumbline.health });
  void app.register((scope, _options, done) => {
    // The body stays a stream: ingest reads it with its own bounds.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
    scope.post(options.ingestPath ?? '/_t', (request, reply) => {
      reply.hijack();
      void plumbline.ingest.nodeHandler(request.raw, reply.raw);
    });
    done();
  });
}
