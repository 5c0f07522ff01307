import type { Matches } from './query.ts';

/**
 * Routes that programs ask and no user does. `!~` and not a list of the application's routes: requests that no route
 * answered, and failures of middleware before one is known, have no `http.route` and count.
 */
export const PROBE_ROUTES: readonly string[] = ['/livez', '/readyz', '/healthz', '/metrics'];

/** Requests of users, as far as the route says it. */
export const USER_REQUESTS: Matches = { 'http.route': { notIn: PROBE_ROUTES } };
