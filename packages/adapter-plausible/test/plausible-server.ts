import type { AdapterSubject, EgressSubject, ErasureSubject, WireRequest } from '@plumbline/testkit';
import { canaries } from '@plumbline/testkit/canaries';
import { startPlausibleServer } from '@plumbline/testkit/servers';
import { plausible, type PlausibleOptions, type PublicAllowlist } from '../src/index.ts';

/** What a catalog of `@plumbline/schema` says of page views from browsers. */
export const catalog = {
  events: {
    page_viewed: {
      audience: 'public',
      sources: ['web'],
      fields: { layout: { class: 'category' }, tags: { class: 'category' }, dark: { class: 'flag' } },
    },
  },
} as const;

export const pages: PlausibleOptions['pages'] = {
  '/orgs/:id': '/teams',
  '/plans/:id': '/pricing',
  // The conformance suite plants a secret as the route: the page stands for it.
  [canaries().value('google_api_key')]: '/about',
};

/** Options that reach a server, besides `allow`. */
export const optionsFor = (host: string): Omit<PlausibleOptions<typeof catalog>, 'allow'> => ({
  host,
  domain: 'example.com',
  catalog,
  pages,
});

export interface Subject extends AdapterSubject, EgressSubject, ErasureSubject {
  readonly requests: () => readonly WireRequest[];
}

/** Plausible on this machine, strict. Stopping fails on any departure it noted. */
export async function startSubject(): Promise<Subject> {
  const server = await startPlausibleServer();
  return {
    // The suites list fields by name; that they are public is looked at when the adapter is made.
    create: ({ allow, ...options }) =>
      plausible({ ...options, ...optionsFor(server.url), allow: allow as PublicAllowlist<typeof catalog> }),
    received: () => server.requests.map(({ path, headers, body }) => path + JSON.stringify(headers) + body),
    requests: () => server.requests,
    // Plausible has no IDs: the suite's events carry theirs in a listed field.
    storedIds: () => server.events.map(({ props }) => props['feature'] ?? ''),
    // Nor has it people: what is there is of nobody, before and after.
    countOf: () => 2,
    fail: (how) => server.fail(how),
    async stop() {
      await server.close();
      if (server.faults.length > 0) throw new Error(JSON.stringify(server.faults));
    },
  };
}
