const hex = (bytes: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** `fetch`, with a trace. */
export interface TracedFetch {
  (input: Request | URL | string, init?: RequestInit): Promise<Response>;
  /** A `fetch` whose requests all belong to one trace: those of one click. */
  begin(): TracedFetch & { readonly traceId: string };
}

export interface TracedFetchOptions {
  /** @default the page's `fetch`, as it is at each call */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** The own origin. @default that of the page */
  readonly origin?: string;
  /**
   * The paths of the own origin that get the header, each with what is below it: `/api` is `/api` and `/api/items`, not
   * `/apiary`. Leave out what the server redirects to another origin, such as downloads: a browser carries a header along
   * (Fetch standard, HTTP-redirect fetch), and where the other origin does not allow it, the request fails.
   *
   * @default every path
   */
  readonly paths?: readonly string[];
}

const isBelow = (path: string, top: string): boolean => `${path}/`.startsWith(top.replace(/\/?$/, '/'));

/**
 * Makes a `fetch` that adds `traceparent` (W3C Trace Context, level 1) to requests to the own origin and to no other. Nothing
 * global is changed. IDs are random (from `crypto`) and kept nowhere. A header that the caller has set stays. Where the own
 * server redirects such a request to another origin, the browser takes the header along: no script can take it off. What may
 * be redirected belongs outside `paths`.
 */
export function createTracedFetch(options: TracedFetchOptions = {}): TracedFetch {
  const make = (fixed?: string): TracedFetch => {
    const traced = async (input: Request | URL | string, init?: RequestInit): Promise<Response> => {
      const { origin = location.origin, fetch = globalThis.fetch, paths = ['/'] } = options;
      const request = new Request(input, init);
      const { origin: to, pathname } = new URL(request.url);
      const isListed = to === origin && paths.some((top) => isBelow(pathname, top));
      if (isListed && !request.headers.has('traceparent'))
        request.headers.set('traceparent', `00-${fixed ?? hex(16)}-${hex(8)}-01`);
      return fetch(request);
    };
    const begin: TracedFetch['begin'] = () => {
      const traceId = hex(16);
      return Object.assign(make(traceId), { traceId });
    };
    return Object.assign(traced, { begin });
  };
  return make();
}
