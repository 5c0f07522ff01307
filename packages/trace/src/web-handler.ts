import { guarded, type ServerBinding } from './binding.ts';
import { endExchange } from './exchange.ts';
import { answerError, type ErrorHandlerOptions, reportError } from './request-error.ts';
import { currentContext, runInContext, setRoute } from '@plumbline/core/scope';
import { beginWebExchange, createWebBinding, finishWebExchange, type WebTraceOptions } from './web-exchange.ts';

/** A server's function: what a runtime hands over beside the request (`env`, `ctx`, `params`) goes through untouched. */
export type WebHandler<R extends Request, Rest extends readonly unknown[]> = (
  request: R,
  ...rest: Rest
) => Response | Promise<Response>;

export interface WebHandlerOptions<R extends Request = Request> extends WebTraceOptions, ErrorHandlerOptions {
  /** Names the route of a request as a pattern (`/orgs/:id`), never as a path. @default what `setRoute` says, else `unmatched` */
  readonly route?: (request: R) => string | undefined;
  /** The status of something thrown that is an answer of the framework; it is thrown on. @default nothing is */
  readonly thrownStatus?: (thrown: unknown) => number | undefined;
}

class FrameworkAnswer {
  readonly thrown: unknown;
  readonly status: number;
  constructor(thrown: unknown, status: number) {
    this.thrown = thrown;
    this.status = status;
  }
}

/** What the handler answers, or the answer to what it throws. */
async function answer<R extends Request, Rest extends readonly unknown[]>(
  handler: WebHandler<R, Rest>,
  options: WebHandlerOptions<R>,
  log: ServerBinding['log'],
  request: R,
  rest: Rest,
): Promise<Response | FrameworkAnswer> {
  const { route, thrownStatus } = options;
  if (route) {
    guarded(log, 'route', () => {
      const pattern = route(request);
      if (pattern !== undefined) setRoute(pattern);
    });
  }
  try {
    return await handler(request, ...rest);
  } catch (error) {
    const status = thrownStatus?.(error);
    if (status !== undefined) return new FrameworkAnswer(error, status);
    const { status: code, body } = answerError(error, options);
    return Response.json(body, { status: code });
  }
}

/** The handler within a request context: the one that is there (`bindHttp` on Node), else one of its own. */
export function createWebHandler<R extends Request, Rest extends readonly unknown[]>(
  handler: WebHandler<R, Rest>,
  options: WebHandlerOptions<R>,
): (request: R, ...rest: Rest) => Promise<Response> {
  const binding = createWebBinding(options);
  const { log } = binding;
  return async (request, ...rest) => {
    if (currentContext()?.kind === 'request') {
      const answered = await answer(handler, options, log, request, rest);
      if (answered instanceof FrameworkAnswer) throw answered.thrown;
      return answered;
    }
    const exchange = await beginWebExchange(binding, request, options.ignore);
    const answered = await runInContext(exchange.context, () => answer(handler, options, log, request, rest));
    if (answered instanceof FrameworkAnswer) {
      endExchange(binding, exchange, { status: answered.status, aborted: false });
      throw answered.thrown;
    }
    return finishWebExchange(binding, exchange, request, answered, (error) => reportError(error, options));
  };
}
