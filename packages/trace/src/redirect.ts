/** One request as `fetch` is given it: what it knows beyond the standard (`cf`, `proxy`, `client`) goes through untouched. */
export interface FetchCall {
  readonly input: string | URL | Request;
  readonly init: RequestInit | undefined;
}

/** A `Request` of any realm or library: what is neither text nor URL is one. */
export const requestOf = ({ input }: FetchCall): Request | undefined =>
  typeof input === 'string' || input instanceof URL ? undefined : input;

/** As many as the standard of `fetch` allows. */
const MAX_HOPS = 20;
const STATUSES: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** What describes a body that is not sent again. */
const BODY_HEADERS = ['content-encoding', 'content-language', 'content-length', 'content-location', 'content-type'];
/** What is meant for one origin. */
const ORIGIN_HEADERS = ['authorization', 'cookie', 'host', 'proxy-authorization'];

function locationOf(response: Response, from: URL): URL | undefined {
  const location = response.headers.get('location');
  if (location === null || !STATUSES.has(response.status)) return undefined;
  if (!URL.canParse(location, from.href)) throw new TypeError('fetch: a redirect leads to no address');
  const to = new URL(location, from);
  if (to.protocol !== 'http:' && to.protocol !== 'https:') throw new TypeError('fetch: a redirect leads out of HTTP');
  if (to.hash === '') to.hash = from.hash;
  return to;
}

const dropsBody = (status: number, method: string): boolean =>
  ((status === 301 || status === 302) && method === 'POST') ||
  (status === 303 && method !== 'GET' && method !== 'HEAD');

/** The request that a redirect asks for, by the rules of `fetch`, with the caller's headers; undefined where there is none. */
export function nextHop(
  call: FetchCall,
  asked: { readonly url: URL; readonly method: string },
  response: Response,
  hops: number,
): FetchCall | undefined {
  const to = locationOf(response, asked.url);
  if (!to) return undefined;
  if (hops >= MAX_HOPS) throw new TypeError(`fetch: more than ${MAX_HOPS} redirects`);
  const { init } = call;
  const request = requestOf(call);
  const headers = new Headers(init?.headers ?? request?.headers);
  const signal = init?.signal ?? request?.signal;
  const { body = null, ...rest } = init ?? {};
  const plain = { ...rest, ...(signal && { signal }), headers };
  if (to.origin !== asked.url.origin) for (const name of ORIGIN_HEADERS) headers.delete(name);
  if (dropsBody(response.status, asked.method)) {
    for (const name of BODY_HEADERS) headers.delete(name);
    return { input: to, init: { ...plain, method: 'GET' } };
  }
  if (body instanceof ReadableStream || (body === null && request?.body)) {
    throw new TypeError(`fetch: a redirect (${response.status}) wants a body again that was a stream`);
  }
  return { input: to, init: { ...plain, method: asked.method, ...(body !== null && { body }) } };
}
