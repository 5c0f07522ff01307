import type { FastifyPluginAsync } from 'fastify';
import type { Health } from './create-health.ts';

/** Options of {@link healthRoutes}. */
export interface HealthRoutesOptions {
  readonly health: Health;
}

/**
 * Fastify plugin for GET and HEAD of /livez, /readyz and /healthz. Closing the server drains first. Register it before
 * hooks that authenticate: probes carry no session.
 *
 * @example await app.register(healthRoutes, { health })
 */
export const healthRoutes: FastifyPluginAsync<HealthRoutesOptions> = async (app, { health }) => {
  app.addHook('preClose', async () => health.drain());
  for (const path of ['/livez', '/readyz', '/healthz']) {
    app.route({
      method: ['GET', 'HEAD'],
      url: path,
      handler: async (request, reply) => {
        const answer = await health.respond(path, request.headers, request.method);
        if (!answer) return reply.callNotFound();
        return reply.code(answer.status).headers(answer.headers).send(answer.body);
      },
    });
  }
};
