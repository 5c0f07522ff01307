import { currentContext } from '@plumbline/core/context';
import { randomBytes } from 'node:crypto';

/** As `@plumbline/trace` accepts one: 8 to 128 characters that no page, header or query has to escape twice. */
export const REQUEST_ID: RegExp = /^[A-Za-z0-9][A-Za-z0-9._~+/=:-]{7,127}$/;

/** The ID of this request: that of the running context, the caller's own where it is one, else a new one. */
export function requestIdOf(request: Request): string {
  const given = request.headers.get('x-request-id') ?? '';
  return currentContext()?.requestId ?? (REQUEST_ID.test(given) ? given : randomBytes(16).toString('hex'));
}
