import type { Health } from './create-health.ts';
import { healthRoutes as middleware } from './express.ts';

/** A Nest application on Express or Fastify, as far as it is used here. */
export interface NestApp {
  use(middleware: unknown): unknown;
}

/**
 * Answers /livez, /readyz and /healthz of a Nest application, outside of its global prefix and before its guards. Call it
 * before `app.listen` and `app.init`, and before `app.use` of what authenticates: probes carry no session.
 *
 * @example healthRoutes(app, health)
 */
export function healthRoutes(app: NestApp, health: Health): void {
  app.use(middleware(health));
}
