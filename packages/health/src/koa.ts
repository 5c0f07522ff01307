import type { Health } from './create-health.ts';
import type { NodeRequest, NodeResponse } from './respond.ts';

/** A context of Koa 3, as far as it is used here. */
export interface KoaContext {
  readonly req: NodeRequest;
  readonly res: NodeResponse;
  /** Tells Koa that the answer is not its own. */
  respond?: boolean | undefined;
}

/**
 * Middleware for Koa 3 that answers /livez, /readyz and /healthz. It stands before middleware that authenticates: probes
 * carry no session.
 *
 * @example app.use(healthRoutes(health))
 */
export const healthRoutes =
  (health: Health): ((ctx: KoaContext, next: () => Promise<unknown>) => Promise<void>) =>
  async (ctx, next) => {
    if (health.nodeHandler(ctx.req, ctx.res)) ctx.respond = false;
    else await next();
  };
