import { type AdapterOptions, originFault, PlumblineError } from '@plumbline/core';
import { checkProjectNames, checkProjects, type ProjectName } from './accounts.ts';
import type { PosthogLib } from './client.ts';
import { KIND } from './egress.ts';

/** Options of `posthog`. */
export interface PosthogOptions extends AdapterOptions {
  /**
   * Origin that receives events, a literal in code: `https://eu.i.posthog.com`. There is no default, as the region is a
   * decision about where data lives. Plain http is for this machine alone.
   */
  readonly host: string;
  /** Key of the project, `phc_…`. */
  readonly apiKey: string;
  /**
   * Projects that the key may be of, as `sha256:` and the 16 digits that an error names, so that the egress lockfile says
   * whose they are; a key of another one is refused. Several where environments have projects of their own. `env:NAME`
   * stands for whichever the variable has. @default that of `apiKey`; with `fromEnv`, `env:POSTHOG_API_KEY`
   */
  readonly projects?: readonly ProjectName[];
  /** Origin of the private API, `https://eu.posthog.com`; deletions go there and nowhere else. Needs `projectId`. */
  readonly appHost?: string;
  /** Number of the project in the private API. Needs `appHost`. */
  readonly projectId?: string;
  /** Key of the private API, `phx_…`, that may write persons. Needs `appHost`. */
  readonly personalApiKey?: string;
  /** The module `posthog-node`, for bundlers that cannot resolve a dynamic import. */
  readonly lib?: PosthogLib;
}

const wrong = (what: string, fix?: string): PlumblineError =>
  new PlumblineError('PLB_ADAPTER_OPTION', `${KIND}: ${what}`, fix === undefined ? {} : { fix });

function checkOrigin(option: string, value: unknown): void {
  if (originFault(value) === undefined) return;
  throw wrong(`\`${option}\` is not an origin`, 'Write it as `https://host`, without a path, a query or credentials.');
}

/** Keys of `properties` that PostHog takes for itself: they make persons, or replace what the adapter sets. */
const isTheirs = (field: string): boolean => field.startsWith('$') || field === 'distinct_id' || field === 'token';

/** What stands in code; the environment gives the keys. */
export type PosthogEnvOptions = Omit<PosthogOptions, 'apiKey' | 'personalApiKey'>;

function checkListed(allow: unknown): void {
  const refused = (what: string, fix: string): PlumblineError =>
    new PlumblineError('PLB_ADAPTER_ALLOWLIST', `${KIND}: ${what}`, { fix });
  const lists: readonly unknown[] = typeof allow === 'object' && allow !== null ? Object.values(allow) : [undefined];
  if (!lists.every((fields) => Array.isArray(fields))) {
    throw refused('`allow` must list events and their fields', "Write `allow: { event_name: ['field'] }`.");
  }
  if ((lists as readonly (readonly string[])[]).flat().some((field) => isTheirs(field))) {
    throw refused(
      '`allow` lists a property that PostHog gives a meaning',
      'Leave out `distinct_id`, `token` and names that start with `$`.',
    );
  }
}

/** Throws for what stands in code and cannot work: the lockfile is written from it, before there is a key. */
export function checkCode({ host, projects, appHost, projectId, allow }: PosthogEnvOptions): void {
  checkOrigin('host', host);
  checkProjectNames(projects);
  if (appHost !== undefined) checkOrigin('appHost', appHost);
  if ((appHost === undefined) !== (projectId === undefined)) throw wrong('`appHost` and `projectId` go together');
  if (projectId !== undefined && !/^\d{1,18}$/.test(projectId)) throw wrong('`projectId` is not a number');
  checkListed(allow);
}

/** Throws for options that cannot work, before anything is opened. */
export function checkOptions(options: PosthogOptions): void {
  const { host, apiKey, projects, appHost, personalApiKey } = options;
  checkOrigin('host', host);
  if (typeof apiKey !== 'string' || !/^phc_\w+$/.test(apiKey)) {
    throw wrong('`apiKey` is not a project key', 'Take the key of the project, which starts with `phc_`.');
  }
  checkProjects(apiKey, projects);
  checkCode(options);
  if (personalApiKey !== undefined && appHost === undefined) throw wrong('`personalApiKey` needs `appHost`');
  if (personalApiKey !== undefined && !/^phx_\w+$/.test(personalApiKey)) {
    throw wrong('`personalApiKey` is not a personal key', 'Take a personal API key, which starts with `phx_`.');
  }
}
