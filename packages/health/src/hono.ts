import type { MiddlewareHandler } from 'hono';
import type { Health } from './create-health.ts';
import { healthResponse } from './fetch.ts';

/**
 * Middleware for Hono 4 that answers /livez, /readyz and /healthz. It stands before middleware that authenticates: probes
 * carry no session.
 *
 * @example app.use(healthRoutes(health))
 */
export const healthRoutes =
  (health: Health): MiddlewareHandler =>
  async (c, next) => {
    const answer = healthResponse(health, c.req.raw);
    if (answer === undefined) await next();
    return answer;
  };
