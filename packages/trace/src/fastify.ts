import { currentContext } from '@plumbline/core/context';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errorBody } from './error-body.ts';
import { UNMATCHED } from './http-names.ts';

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

export interface FastifyErrorHandlerOptions {
  /** Told of every error that becomes a 5xx, inside the request's context: for the log and the error tracker. */
  readonly onError?: (error: unknown) => void;
}

const statusOf = (error: Partial<FastifyError>): number => {
  const status = error.statusCode;
  return typeof status === 'number' && status >= 400 && status <= 599 ? status : 500;
};

/**
 * An error handler for `app.setErrorHandler`: answers `{ error: { code, request_id } }` and never the message. A 4xx keeps
 * the error's code, a 5xx says `internal_error`.
 */
export const createFastifyErrorHandler =
  ({ onError }: FastifyErrorHandlerOptions = {}): ((
    error: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
  ) => void) =>
  (error, _request, reply) => {
    const known = (typeof error === 'object' && error !== null ? error : {}) as Partial<FastifyError>;
    const status = statusOf(known);
    if (status >= 500) onError?.(error);
    void reply.code(status).send(errorBody(status >= 500 ? undefined : known.code));
  };
