import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { UNMATCHED } from './http-names.ts';
import { answerError, type ErrorHandlerOptions } from './request-error.ts';
import { contextOf, isCurrent, runAs } from './emitter-scope.ts';
import { currentContext } from '@plumbline/core/scope';

const known = new WeakSet<object>();

/** What is answered, its hooks and the error handler belong to the request, whoever calls `reply.send`. */
function sendAsOwn(reply: object): void {
  let owner: object | null = reply;
  while (owner && !Object.hasOwn(owner, 'send')) owner = Object.getPrototypeOf(owner) as object | null;
  if (!owner || known.has(owner)) return;
  known.add(owner);
  const prototype = owner as { send: (this: object, payload?: unknown) => unknown };
  const { send } = prototype;
  prototype.send = function sendAs(payload) {
    return isCurrent((this as { raw?: unknown }).raw)
      ? send.call(this, payload)
      : runAs(this, () => send.call(this, payload));
  };
}

type Hook = (request: { readonly raw: unknown }, reply: unknown, next: () => void) => void;

/** A hook before this one may have gone on in a callback that several requests share. */
const goOnAsOwn: Hook = ({ raw }, _reply, next) => runAs(raw, next);

/**
 * A Fastify 5 plugin that tells all layers which route matched: `app.register(fastifyRoutes)`, before the routes.
 * `bindHttp` does everything else.
 */
export const fastifyRoutes: (app: FastifyInstance, options: object, done: () => void) => void = Object.assign(
  (app: FastifyInstance, _options: object, done: () => void): void => {
    app.addHook('onRequest', (request, reply, next) => {
      const context = contextOf(request.raw) ?? currentContext();
      if (context) context.routePattern = request.routeOptions.url ?? UNMATCHED;
      sendAsOwn(reply);
      runAs(request.raw, next);
    });
    app.addHook('preValidation', goOnAsOwn);
    app.addHook('preHandler', goOnAsOwn);
    app.addHook('onRoute', (route) => {
      route.preHandler = [route.preHandler ?? []].flat().concat(goOnAsOwn);
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
  (error, _request, reply) =>
    runAs(reply, () => {
      const { status, body } = answerError(error, options);
      void reply.code(status).send(body);
    });
