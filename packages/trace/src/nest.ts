import { runAs } from './emitter-scope.ts';
import { type ExpressApp, expressRoutes } from './express.ts';
import { fastifyRoutes } from './fastify.ts';
import { answerError, type ErrorHandlerOptions, reportError } from './request-error.ts';

/** The adapter below a Nest application, as far as it is used here. */
export interface NestHttpAdapter {
  getType(): string;
  getInstance(): unknown;
  isHeadersSent(response: unknown): boolean;
  reply(response: unknown, body: unknown, statusCode?: number): unknown;
}

/** A Nest application on Express or Fastify, as far as it is used here. */
export interface NestApp {
  getHttpAdapter(): NestHttpAdapter;
}

/**
 * Tells all layers which route of a Nest application matched, global prefix, version and controller included:
 * `nestRoutes(app)`, once, before `app.listen` or `app.init`. On an adapter other than Express and Fastify it does
 * nothing and routes stay `unmatched`. `bindHttp` does everything else.
 */
export function nestRoutes(app: NestApp): void {
  const adapter = app.getHttpAdapter();
  if (adapter.getType() === 'express') expressRoutes(adapter.getInstance() as ExpressApp);
  if (adapter.getType() !== 'fastify') return;
  fastifyRoutes(adapter.getInstance() as Parameters<typeof fastifyRoutes>[0], {}, () => undefined);
}

/** Where Nest says what an error happened in. */
export interface NestArgumentsHost {
  getType(): string;
  switchToHttp(): { getResponse(): unknown };
}

/** A filter for `app.useGlobalFilters`. */
export interface NestErrorFilter {
  catch(error: unknown, host: NestArgumentsHost): void;
}

/** Nest's own exceptions say their status by a method. */
function statusOf(error: unknown): number | undefined {
  try {
    const { getStatus } = (typeof error === 'object' && error !== null ? error : {}) as { getStatus?: () => unknown };
    const status = typeof getStatus === 'function' ? getStatus.call(error) : undefined;
    return typeof status === 'number' ? status : undefined;
  } catch {
    return undefined;
  }
}

function answer(adapter: NestHttpAdapter, response: unknown, error: unknown, options: ErrorHandlerOptions): void {
  if (adapter.isHeadersSent(response)) {
    reportError(error, options);
    const { raw = response } = response as { raw?: unknown };
    (raw as { destroy(): void }).destroy();
    return;
  }
  const { status, body } = answerError(error, options, statusOf(error));
  adapter.reply(response, body, status);
}

/**
 * For `app.useGlobalFilters(createNestErrorFilter(app))`: answers `{ error: { code, request_id } }` and never the message.
 * A 4xx keeps the error's code, a 5xx says `internal_error`, with the `error_id` that `onError` returned. An answer that
 * has begun is cut off. Outside of HTTP (queues, sockets) the error is reported and nothing is answered.
 */
export const createNestErrorFilter = (app: NestApp, options: ErrorHandlerOptions = {}): NestErrorFilter => ({
  catch(error, host) {
    if (host.getType() !== 'http') {
      reportError(error, options);
      return;
    }
    const response = host.switchToHttp().getResponse();
    runAs(response, () => answer(app.getHttpAdapter(), response, error, options));
  },
});
