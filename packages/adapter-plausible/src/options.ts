import { type AdapterOptions, originFault, PlumblineError } from '@plumbline/core';
import type { SiteName } from './egress.ts';

export const KIND = 'plausible';

/** The one event that is sent: a page was shown. */
export const PAGE_VIEW = 'page_viewed' as const;

/**
 * What is read of a catalog: whom an event is about, where it comes from, and the class of each field. One of
 * `@plumbline/schema` fits whose `page_viewed` says `audience: 'public'`.
 */
export interface PublicCatalog {
  readonly events: {
    readonly page_viewed: {
      readonly audience: 'public';
      readonly sources: readonly string[];
      readonly fields: Readonly<Record<string, { readonly class: string }>>;
    };
  };
}

/**
 * What may leave: page views, and of their fields the declared ones. Any other event, and a dimension of who is signed
 * in, is a compile error.
 */
export type PublicAllowlist<C extends PublicCatalog = PublicCatalog> = {
  readonly [Name in typeof PAGE_VIEW]: readonly (
    | 'feature'
    | 'surface'
    | (keyof C['events'][Name]['fields'] & string)
  )[];
};

/** What stands in code. */
export interface PlausibleEnvOptions<C extends PublicCatalog = PublicCatalog> extends AdapterOptions {
  /** Origin of the service, a literal in code: `https://plausible.io`. */
  readonly host: string;
  /** The catalog of your events; its `page_viewed` is `audience: 'public'` and may come from browsers alone. */
  readonly catalog: C;
  /** Public pages by route pattern: `{ '/plans/:id': '/plans' }`. A view of any other route is not sent. */
  readonly pages: Readonly<Record<string, `/${string}`>>;
  readonly allow: PublicAllowlist<C>;
}

/** Options of `plausible`. */
export interface PlausibleOptions<C extends PublicCatalog = PublicCatalog> extends PlausibleEnvOptions<C> {
  /** The site as it is called there, such as `example.com`. */
  readonly domain: string;
}

/** What stands in code, whatever the catalog is. */
export type InCode = AdapterOptions & Omit<PlausibleEnvOptions, 'allow'>;

/** All of it, and the name of the site in the egress lockfile where that is not its domain. */
export type SetUp = InCode & Pick<PlausibleOptions, 'domain'> & { readonly site?: SiteName };

const DOMAIN = /^(?=.{1,253}$)[a-z\d](?:[a-z\d-]{0,62})(?:\.[a-z\d][a-z\d-]{0,62})*$/;

/** A path that everybody may know: no query, no fragment, nothing encoded. */
const PATH = /^\/[\w./-]{0,500}$/;

const PUBLIC_CLASSES = new Set(['category', 'flag']);

const wrong = (what: string, fix: string): PlumblineError =>
  new PlumblineError('PLB_ADAPTER_OPTION', `${KIND}: ${what}`, { fix });

const refused = (what: string, fix: string): PlumblineError =>
  new PlumblineError('PLB_ADAPTER_ALLOWLIST', `${KIND}: ${what}`, { fix });

function checkHost(host: unknown): void {
  if (originFault(host) === undefined) return;
  throw wrong('`host` is not an origin', 'Write it as `https://host`, without a path, a query or credentials.');
}

/** Only what everybody may see: page views from browsers, with fields that are closed lists or flags. */
function checkPublic({ allow, catalog }: InCode): void {
  const listed = (allow as Partial<PublicAllowlist> | undefined)?.[PAGE_VIEW];
  if (listed === undefined) throw refused(`\`allow\` does not list \`${PAGE_VIEW}\``, 'List it with its fields.');
  const others = Object.keys(allow).filter((name) => name !== PAGE_VIEW);
  if (others.length > 0) throw refused(`\`allow\` lists ${others.join(', ')}`, `List \`${PAGE_VIEW}\` alone.`);
  const event = (catalog as Partial<PublicCatalog> | undefined)?.events?.[PAGE_VIEW];
  if (event === undefined) throw wrong(`\`catalog\` has no \`${PAGE_VIEW}\``, 'Pass the catalog of your events.');
  if ((event.audience as string | undefined) !== 'public') {
    throw refused(`\`${PAGE_VIEW}\` is not for the public`, "Declare it with `audience: 'public'`, if it is.");
  }
  if (event.sources.length === 0 || event.sources.some((source) => source !== 'web')) {
    throw refused(`\`${PAGE_VIEW}\` may come from elsewhere than a browser`, "Declare it with `sources: ['web']`.");
  }
  const fits = (field: string): boolean =>
    field === 'feature' || field === 'surface' || PUBLIC_CLASSES.has(event.fields[field]?.class ?? 'none');
  const faults = listed.filter((field) => !fits(field));
  if (faults.length === 0) return;
  throw refused(`a listed field is no closed list and no flag: ${faults.join(', ')}`, 'Take it out of `allow`.');
}

/** Throws for what stands in code and cannot work. */
export function checkCode(options: InCode): void {
  checkHost(options.host);
  checkPublic(options);
  const { pages } = options;
  if (typeof pages !== 'object' || Object.keys(pages).length === 0) {
    throw wrong('`pages` lists nothing', "Write `pages: { '/plans/:id': '/plans' }`.");
  }
  if (Object.values(pages).some((path) => !PATH.test(path))) {
    throw wrong('`pages` holds what is no public path', 'Write paths such as `/plans`, without a query.');
  }
}

/** Throws for options that cannot work, before anything is opened. */
export function checkOptions(options: SetUp): void {
  checkCode(options);
  if (typeof options.domain === 'string' && DOMAIN.test(options.domain)) return;
  throw wrong('`domain` is no name of a site', 'Write it as it is called there, such as `example.com`.');
}
