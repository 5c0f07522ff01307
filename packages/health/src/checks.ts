import { PlumblineError } from '@plumbline/core';
import type { CheckFunction } from './check.ts';

/** A pool or client of `pg`, or anything with its `query`. */
export interface Queryable {
  query(sql: string): Promise<unknown>;
}

/** A client of `@clickhouse/client`, whose `ping` resolves instead of rejecting. */
export interface Pingable {
  ping(): Promise<{ readonly success: boolean; readonly error?: unknown }>;
}

/** What knows how long its oldest waiting record has waited; 0 when nothing waits. An audit fits as it is. */
export interface SpoolLike {
  snapshot(): { readonly oldestAgeMs: number };
}

export interface HttpCheckOptions {
  /** The status that means it works. @default any from 200 to 299 */
  readonly status?: number;
  /** @default the global fetch */
  readonly fetch?: (url: string, init: { signal: AbortSignal; redirect: 'manual' }) => Promise<Response>;
}

/** A failed check names itself by class; its message never leaves the process. */
function checkError(name: string): Error {
  const error = new Error(name);
  error.name = name;
  return error;
}

function checkUrl(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const fits = parsed && /^https?:$/.test(parsed.protocol) && parsed.username === '' && parsed.password === '';
  if (!fits) throw new PlumblineError('PLB_HEALTH_OPTION', 'httpCheck: needs an http or https URL without credentials');
}

/** Asks an HTTP endpoint with GET. Redirects are not followed: a login page is not health. */
export function httpCheck(url: string, options: HttpCheckOptions = {}): CheckFunction {
  checkUrl(url);
  return async (signal) => {
    const response = await (options.fetch ?? fetch)(url, { signal, redirect: 'manual' });
    // An unread body keeps the connection busy.
    await response.body?.cancel();
    const works = options.status === undefined ? response.ok : response.status === options.status;
    if (!works) throw checkError(`HttpStatus${response.status}`);
  };
}

/** Asks PostgreSQL for `select 1` through the application's own pool, so that an exhausted pool shows too. */
export const postgresCheck =
  (queryable: Queryable): CheckFunction =>
  () =>
    queryable.query('select 1');

/** Pings ClickHouse. */
export const clickhouseCheck =
  (pingable: Pingable): CheckFunction =>
  () =>
    pingable.ping();

/** Fails when the oldest waiting record is older than `maxAgeMs`: what is behind the spool has stopped taking records. */
export function spoolAgeCheck(spool: SpoolLike, maxAgeMs: number): CheckFunction {
  if (!(Number.isFinite(maxAgeMs) && maxAgeMs > 0)) {
    throw new PlumblineError('PLB_HEALTH_OPTION', 'spoolAgeCheck: `maxAgeMs` needs a positive number of milliseconds');
  }
  return async () => {
    // Written so that NaN fails as well.
    if (!(spool.snapshot().oldestAgeMs <= maxAgeMs)) throw checkError('SpoolTooOld');
  };
}
