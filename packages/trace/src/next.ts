import { trace } from '@opentelemetry/api';
import { activeContext, isRandom } from './active-context.ts';
import { blameCaller } from './json-body.ts';
import { type ErrorHandlerOptions, reportError } from './request-error.ts';
import { REQUEST_ID_HEADER } from './request-id-header.ts';
import { currentContext, setRoute } from '@plumbline/core/scope';
import { formatTraceparent } from './traceparent.ts';
import { createWebHandler, type WebHandlerOptions } from './web-handler.ts';

export type TraceNextOptions = Omit<WebHandlerOptions, 'route' | 'thrownStatus'>;

/** Errors by which Next's own functions answer: `redirect()`, `notFound()`, the end of a static rendering. */
const CONTROL_FLOW = /^(?:NEXT_|DYNAMIC_SERVER_USAGE|BAILOUT_TO_CLIENT_SIDE_RENDERING|HANGING_PROMISE_REJECTION)/;

/** `NEXT_REDIRECT;replace;/login;307;` and `NEXT_HTTP_ERROR_FALLBACK;404` name their status; others have none. */
function thrownStatus(thrown: unknown): number | undefined {
  const { digest } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as { digest?: unknown };
  if (typeof digest !== 'string' || !CONTROL_FLOW.test(digest)) return undefined;
  return Number(digest.split(';').findLast((part) => /^[1-5]\d\d$/.test(part)) ?? 0);
}

/**
 * A route handler of the App Router with its pattern: `export const GET = traceRoute('/api/orders/[id]', handler)`. Next
 * does not tell a handler which file it stands in. With `bindHttp` (in `instrumentation.ts`) it joins the request of
 * Node's server; in the edge runtime it opens one of its own. What `redirect()` and `notFound()` throw goes on to Next. A
 * body of which `request.json()` says that it is no JSON is answered by 400, `invalid_json`.
 */
export const traceRoute = <R extends Request, Rest extends readonly unknown[]>(
  pattern: string,
  handler: (request: R, ...rest: Rest) => Response | Promise<Response>,
  options: TraceNextOptions = {},
): ((request: R, ...rest: Rest) => Promise<Response>) =>
  createWebHandler(
    (request: R, ...rest: Rest) => {
      blameCaller(request);
      return handler(request, ...rest);
    },
    { ...options, route: () => pattern, thrownStatus },
  );

/** The request's headers with the IDs that were accepted or made in place of whatever came. */
function forwarded({ headers }: Request): Headers {
  const copy = new Headers(headers);
  const context = currentContext();
  if (!context) return copy;
  const active = activeContext();
  const { traceState } = trace.getSpanContext(active) ?? {};
  const { traceId, spanId: parentId, sampled } = context;
  copy.set(REQUEST_ID_HEADER, context.requestId);
  copy.set('traceparent', formatTraceparent({ traceId, parentId, sampled, random: isRandom(active) }));
  const state = traceState?.serialize();
  if (state) copy.set('tracestate', state);
  else copy.delete('tracestate');
  return copy;
}

/**
 * Next's `proxy.ts`, or `middleware.ts` of the edge runtime, within a request context. The handler gets the headers to
 * pass on beside Next's own arguments:
 * `export const proxy = traceProxy((request, event, headers) => NextResponse.next({ request: { headers } }))`.
 */
export const traceProxy = <R extends Request, Event>(
  handler: (request: R, event: Event, headers: Headers) => Response | Promise<Response>,
  options: TraceNextOptions = {},
): ((request: R, event: Event) => Promise<Response>) =>
  createWebHandler((request: R, event: Event) => handler(request, event, forwarded(request)), {
    ...options,
    thrownStatus,
  });

/** What Next tells of an error beside the error and the request. */
export interface NextErrorContext {
  /** The route as a file path, such as `/app/orders/[id]`. */
  readonly routePath: string;
}

/**
 * For `instrumentation.ts`: `export const onRequestError = createNextErrorHandler({ onError })`. Reports what Next itself
 * catches, in pages and server actions, once for each request, and names their route, which Next tells nobody else. The
 * answer is Next's own error page.
 */
export const createNextErrorHandler =
  (options: ErrorHandlerOptions = {}): ((error: unknown, request: unknown, context: NextErrorContext) => void) =>
  (error, _request, { routePath }) => {
    if (currentContext()?.routePattern === undefined) setRoute(routePath);
    reportError(error, options);
  };
