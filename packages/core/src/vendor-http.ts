/** What adapters that speak HTTP have in common. They import nothing but this package, so it stands here. */

/** Milliseconds that `Retry-After` asks to wait, in either of its forms (RFC 9110, 10.2.3); undefined where it asks for none. */
export function retryAfterMs(value: string | null | undefined, now: number = Date.now()): number | undefined {
  if (value === null || value === undefined || value.trim() === '') return undefined;
  const seconds = Number(value);
  const ms = Number.isNaN(seconds) ? Date.parse(value) - now : seconds * 1_000;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/** This machine, as an address names it. */
const LOCAL: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * What keeps an option from being the origin of a receiver: `no-origin` for anything but scheme, host and port of http or
 * https, `plain-http` for one that is not encrypted and not on this machine. Undefined where nothing does.
 */
export function originFault(value: unknown): 'no-origin' | 'plain-http' | undefined {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) return 'no-origin';
  // A path, a query or credentials would not be part of what the lockfile shows.
  if (typeof value !== 'string' || url.origin !== value.replace(/\/$/, '')) return 'no-origin';
  return url.protocol === 'http:' && !LOCAL.has(url.hostname) ? 'plain-http' : undefined;
}

/** Failures of `fetch` before a request can have left. */
const NOT_REACHED: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** Whether what `fetch` threw came before the request can have arrived: then it may be repeated without doubling. */
export const neverReached = (thrown: unknown): boolean =>
  NOT_REACHED.has((thrown as { readonly cause?: { readonly code?: unknown } } | undefined)?.cause?.code);

/** Headers that `fetch` of Node sends with a body of this type, as an {@link EgressDeclaration} names them. */
export const fetchHeaders = (contentType: string): readonly string[] => [
  'accept=*/*',
  'accept-encoding',
  'accept-language=*',
  'connection=keep-alive',
  'content-length',
  `content-type=${contentType}`,
  'host',
  'sec-fetch-mode=cors',
  'user-agent',
];
