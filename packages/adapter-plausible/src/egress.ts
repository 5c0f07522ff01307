import type { EgressDeclaration } from '@plumbline/core';

export const SEND_PATH = '/api/event';

/**
 * The service tells visitors apart by these two. Here they are the same for everybody: an agent that is no visitor's, and
 * an address that is nobody's (RFC 5737).
 */
export const VISITOR_HEADERS = { 'user-agent': 'plumbline', 'x-forwarded-for': '192.0.2.1' } as const;

/** The pages as a closed list: `/plans`, or `/plans/:id=/plans` where the service is told another path than the route. */
const pagesType = (pages: Readonly<Record<string, string>>): string =>
  `enum(${Object.entries(pages)
    .map(([route, page]) => (route === page ? page : `${route}=${page}`))
    .toSorted()
    .join('|')})`;

/** Whose views they are there. A site is public, so that it stands as it is. */
export type SiteName = `site:${string}` | `env:${string}`;

/** What the declaration depends on. */
export interface EgressTerms {
  readonly host: string;
  /** The site, or the variable that names it, as the egress lockfile says. */
  readonly site: SiteName;
  readonly pages: Readonly<Record<string, string>>;
}

/** All that leaves besides the listed fields; a test compares it with the wire, both ways. */
export const egressOf = ({ host, pages, site }: EgressTerms): EgressDeclaration => ({
  party: 'third-party',
  endpoints: [{ at: new URL(host).origin, method: 'POST', path: SEND_PATH, accounts: [site] }],
  headers: [
    'accept-encoding',
    'accept-language=*',
    'accept=*/*',
    'connection=keep-alive',
    'content-length',
    'content-type=application/json',
    'host',
    'sec-fetch-mode=cors',
    ...Object.entries(VISITOR_HEADERS).map(([name, value]) => `${name}=${value}`),
  ],
  sdkAdds: [
    { key: 'name', type: 'text', what: 'that a page was shown' },
    { key: 'domain', type: 'text', what: 'the site' },
    { key: 'url', type: pagesType(pages), what: 'the pages whose views leave' },
  ],
  envelope: [{ slot: 'routePattern', as: 'url', transform: 'synthetic-url' }],
  payloadAs: 'props.{field}',
  retention: 'vendor',
  // Nothing in it says whose view it was.
  erasure: 'none-kept',
});
