import type { Health } from './create-health.ts';
import { answerProbe } from './fetch.ts';

/** The path that a route handler stands for, which Next does not tell it. */
export type ProbePath = '/livez' | '/readyz' | '/healthz';

/**
 * A route handler of Next's App Router: `export const GET = healthRoute(health, '/readyz')` in `app/readyz/route.ts`. A
 * function is asked at each request, for what starts in `instrumentation.ts`; until it has something to give, the process
 * is alive and not ready. Next answers HEAD by GET.
 */
export const healthRoute =
  (health: Health | (() => Health | undefined), path: ProbePath): ((request: Request) => Promise<Response>) =>
  async (request) => {
    const known = typeof health === 'function' ? health() : health;
    if (known) return answerProbe(known, path, request);
    const isAlive = path === '/livez';
    const init = { status: isAlive ? 200 : 503, headers: { 'cache-control': 'no-store' } };
    return Response.json({ status: isAlive ? 'ok' : 'failed' }, init);
  };
