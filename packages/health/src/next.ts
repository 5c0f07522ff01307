import { setRoute } from '@plumbline/core/scope';
import type { Health } from './create-health.ts';
import { toResponse } from './fetch.ts';

/** The path that a route handler stands for, which Next does not tell it. */
export type ProbePath = '/livez' | '/readyz' | '/healthz';

/**
 * A route handler of Next's App Router: `export const GET = healthRoute(health, '/readyz')` in `app/readyz/route.ts`. A
 * function is asked at each request, for what starts in `instrumentation.ts`; until it has something to give, the process
 * is alive and not ready. Next answers HEAD by GET.
 */
export const healthRoute =
  (health: Health | (() => Health | undefined), path: ProbePath): ((request: Request) => Promise<Response>) =>
  async ({ headers, method }) => {
    const known = typeof health === 'function' ? health() : health;
    setRoute(path);
    const answer = await known?.respond(path, headers, method);
    if (answer) return toResponse(answer);
    const init = { headers: { 'cache-control': 'no-store' } };
    return path === '/livez'
      ? Response.json({ status: 'ok' }, init)
      : Response.json({ status: 'failed' }, { ...init, status: 503 });
  };
