import type { Health } from './create-health.ts';
import type { NodeRequest, NodeResponse } from './respond.ts';

/**
 * Middleware for Express 5 that answers /livez, /readyz and /healthz below the path it is mounted at. It stands before
 * middleware that authenticates: probes carry no session.
 *
 * @example app.use(healthRoutes(health))
 */
export const healthRoutes =
  (health: Health): ((request: NodeRequest, response: NodeResponse, next: () => void) => void) =>
  (request, response, next) => {
    if (!health.nodeHandler(request, response)) next();
  };
