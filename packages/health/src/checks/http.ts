import type { CheckFunction } from '../run.ts';
import { checkError } from '../verdict.ts';
import { need } from './refuse.ts';

export interface HttpCheckOptions {
  /** The status that means it works. @default any from 200 to 299 */
  readonly status?: number;
  /** @default the global fetch */
  readonly fetch?: (url: string, init: { signal: AbortSignal; redirect: 'manual' }) => Promise<Response>;
}

function fits(url: string): boolean {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  return parsed !== undefined && /^https?:$/.test(parsed.protocol) && parsed.username === '' && parsed.password === '';
}

/** Asks an HTTP endpoint with GET. Redirects are not followed: a login page is not health. */
export function httpCheck(url: string, options: HttpCheckOptions = {}): CheckFunction {
  need(fits(url), 'httpCheck', 'needs an http or https URL without credentials');
  return async (signal) => {
    const response = await (options.fetch ?? fetch)(url, { signal, redirect: 'manual' });
    // An unread body keeps the connection busy.
    await response.body?.cancel();
    const works = options.status === undefined ? response.ok : response.status === options.status;
    if (!works) throw checkError(`HttpStatus${response.status}`);
  };
}
