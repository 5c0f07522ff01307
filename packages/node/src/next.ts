import { createNextErrorHandler, type NextErrorContext, traceRoute } from '@plumbline/trace/next';
import type { Plumbline } from './plumbline.ts';

// Next bundles each route handler with copies of its own: they meet on the global object, as the request context does.
const INSTALLED: unique symbol = Symbol.for('plumbline.next.baseline.1');

type Installed = Pick<Plumbline, 'captureError'>;

const holder = globalThis as { [INSTALLED]?: Installed };

/**
 * Hands the started baseline to the handlers below, once, in `register` of `instrumentation.ts`. Put
 * `serverExternalPackages: ['@plumbline/node']` into `next.config`.
 */
export function installBaseline(plumbline: Installed): void {
  holder[INSTALLED] = plumbline;
}

/**
 * What `installBaseline` was given, for route handlers, pages and actions: `baseline<BaselineOf<typeof config>>()?.logger`.
 * Undefined while Next builds, and in the edge runtime.
 */
export const baseline = <B extends Installed = Plumbline>(): B | undefined => holder[INSTALLED] as B | undefined;

const onError = (error: unknown): void => void holder[INSTALLED]?.captureError(error);

/**
 * For `instrumentation.ts`: `export { onRequestError } from '@plumbline/node/next'`. Captures what Next itself catches, in
 * pages and server actions, once for each request. The answer is Next's own error page.
 */
export const onRequestError: (error: unknown, request: unknown, context: NextErrorContext) => void =
  createNextErrorHandler({ onError });

/**
 * A route handler of the App Router with its pattern: `export const GET = baselineRoute('/api/orders/[id]', handler)`. What
 * it throws is captured and answered by `{ error: { code, request_id } }`; `redirect()` and `notFound()` go on to Next.
 */
export const baselineRoute = <R extends Request, Rest extends readonly unknown[]>(
  pattern: string,
  handler: (request: R, ...rest: Rest) => Response | Promise<Response>,
): ((request: R, ...rest: Rest) => Promise<Response>) => traceRoute(pattern, handler, { onError });
