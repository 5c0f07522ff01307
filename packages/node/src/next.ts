import { healthRoute, type ProbePath } from '@plumbline/health/next';
import { createNextErrorHandler, type NextErrorContext, traceRoute } from '@plumbline/trace/next';
import { checkBaseline } from './framework.ts';
import type { Plumbline } from './plumbline.ts';
import { requestOptionsOf } from './request-options.ts';

// Next bundles each route handler with copies of its own: they meet on the global object, as the request context does.
const INSTALLED: unique symbol = Symbol.for('plumbline.next.baseline.1');

type Installed = Pick<Plumbline, 'captureError' | 'logger'>;

const holder = globalThis as { [INSTALLED]?: Installed };

const SIGNALS_LOST =
  'Next ends the process at SIGTERM before the baseline has sent what it holds: start it with NEXT_MANUAL_SIG_HANDLE=true in the environment of the process, as Next reads .env too late for it';

// Not `process`: the edge runtime has none, and Next warns of what it sees there in the code.
const listenersOf = (signal: 'SIGTERM'): readonly unknown[] =>
  (globalThis as { process?: Pick<NodeJS.Process, 'listeners'> }).process?.listeners(signal) ?? [];

/** What Next's own listener says in its code: a variable that comes from `.env` is set by now, and has no effect. */
const isOfNext = (listener: unknown): boolean => String(listener).includes('start-server process cleanup');

function warnOfSignals({ logger }: Installed): void {
  const { NODE_ENV, NEXT_MANUAL_SIG_HANDLE } = process.env;
  if (NODE_ENV !== 'production') return;
  if (!NEXT_MANUAL_SIG_HANDLE || listenersOf('SIGTERM').some(isOfNext)) logger.warn(SIGNALS_LOST);
}

/**
 * Hands the started baseline to the handlers below, once, in `register` of `instrumentation.ts`. Put
 * `serverExternalPackages: ['@plumbline/node']` into `next.config`, so that every route has this one copy, and start Next
 * with `NEXT_MANUAL_SIG_HANDLE=true` (not in `.env`, which Next reads too late), so that SIGTERM is the baseline's to
 * handle: in production a warning says so.
 *
 * @throws PlumblineError `PLB_CONFIG_INVALID` for anything but a started baseline, such as the promise of one.
 */
export function installBaseline(plumbline: Installed): void {
  checkBaseline(plumbline);
  holder[INSTALLED] = plumbline;
  warnOfSignals(plumbline);
}

/**
 * What `installBaseline` was given, for route handlers, pages and actions: `baseline<BaselineOf<typeof config>>()?.logger`.
 * Undefined while Next builds, and in the edge runtime.
 */
export const baseline = <B extends Installed = Plumbline>(): B | undefined => holder[INSTALLED] as B | undefined;

const onError = (error: unknown): string | undefined => holder[INSTALLED]?.captureError(error);

/**
 * For `instrumentation.ts`: `export { onRequestError } from '@plumbline/node/next'`. Captures what Next itself catches, in
 * pages and server actions, once for each request. The answer is Next's own error page.
 */
export const onRequestError: (error: unknown, request: unknown, context: NextErrorContext) => void =
  createNextErrorHandler({ onError });

/**
 * A health endpoint: `export const GET = probeRoute('/readyz')` in `app/readyz/route.ts`. Until the baseline has started,
 * the process is alive and not ready.
 */
export const probeRoute = (path: ProbePath): ((request: Request) => Promise<Response>) =>
  healthRoute(() => baseline()?.health, path);

/**
 * A route handler of the App Router with its pattern: `export const GET = baselineRoute('/api/orders/[id]', handler)`.
 * What it throws is captured and answered by `{ error: { code, request_id, error_id } }`; `redirect()` and `notFound()` go
 * on to Next. A request that reached the server before the baseline had started gets its context, duration and line here.
 */
export function baselineRoute<R extends Request, Rest extends readonly unknown[]>(
  pattern: string,
  handler: (request: R, ...rest: Rest) => Response | Promise<Response>,
): (request: R, ...rest: Rest) => Promise<Response> {
  let known: Installed | undefined;
  let route = traceRoute(pattern, handler, { onError });
  return (request, ...rest) => {
    // Routes are loaded before the baseline has started, or, in development, stay when it starts anew.
    const installed = holder[INSTALLED];
    if (installed !== known) {
      known = installed;
      route = traceRoute(pattern, handler, { ...(installed && requestOptionsOf(installed)), onError });
    }
    return route(request, ...rest);
  };
}
