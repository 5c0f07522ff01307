export { tracedFetch, type TracedFetchOptions } from './web-client.ts';
import { checkNames } from './check-names.ts';
import { createWebHandler, type WebHandler, type WebHandlerOptions } from './web-handler.ts';

export type FetchHandler<Rest extends readonly unknown[] = readonly unknown[]> = WebHandler<Request, Rest>;
export type TraceFetchOptions = Omit<WebHandlerOptions, 'thrownStatus'>;

const NAMES = {
  meter: true,
  tracer: true,
  log: true,
  onRequestEnd: true,
  ignore: true,
  onError: true,
  route: true,
} satisfies Record<keyof TraceFetchOptions, true>;

/**
 * Gives every request of a `Request → Response` server (Workers, Bun, Deno) one identity, as `bindHttp` does for Node: a
 * request context, `x-request-id` on every response, a span, a duration metric and one summary. What the handler throws is
 * reported once and answered with `{ error: { code, request_id } }` and the `error_id` that `onError` returned, never with
 * its message.
 *
 * It needs `node:async_hooks` of the runtime and nothing else of Node. Within a request of `bindHttp` it joins that one.
 *
 * @throws PLB_OPTION_INVALID for an option that there is not.
 */
export const traceFetch = <Rest extends readonly unknown[]>(
  handler: FetchHandler<Rest>,
  options: TraceFetchOptions = {},
): ((request: Request, ...rest: Rest) => Promise<Response>) => {
  checkNames('traceFetch', options, NAMES);
  return createWebHandler(handler, options);
};
