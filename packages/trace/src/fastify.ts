import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { UNMATCHED } from './http-names.ts';
import { answerError, type ErrorHandlerOptions } from './request-error.ts';
import { currentContext } from '@plumbline/core/scope';

/**
 * A Fastify 5 plugin that tells all layers which route matched: `app.register(fastifyRoutes)`, before the routes.
 * `bindHttp` does everything else.
 */
export const fastifyRoutes: (app: FastifyInstance, options: object, done: () => void) => void = Object.assign(
  (app: FastifyInstance, _options: object, done: () => void): void => {
    app.addHook('onRequest', (request, _reply, next) => {
      const context = currentContext();
      if (context) context.routePattern = request.routeOptions.url ?? UNMATCHED;
      next();
    });
    done();
  },
  // What fastify-plugin sets: the hook belongs to the whole application, not to an encapsulated part of it.
  { [Symbol.for('skip-override')]: true, [Symbol.for('fastify.display-name')]: '@plumbline/trace' },
);

/** @inheritDoc */
export type FastifyErrorHandlerOptions = ErrorHandlerOptions;

/**
 * An error handler for `app.setErrorHandler`: answers `{ error: { code, request_id } }` and never the message. A 4xx keeps
 * the error's code, a 5xx says `internal_error`, with the `error_id` that `onError` returned.
 */
export const createFastifyErrorHandler =
  (
    options: FastifyErrorHandlerOptions = {},
  ): ((error: unknown, request: FastifyRequest, reply: FastifyReply) => void) =>
  (error, _request, reply) => {
    const { status, body } = answerError(error, options);
    void reply.code(status).send(body);
  };
