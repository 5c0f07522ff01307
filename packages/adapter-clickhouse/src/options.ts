import { type Allowlist, type Log, PlumblineError } from '@plumbline/core';
import type { ClickhouseLib } from './client.ts';
import { clusterFaults, type ClusterOptions } from './cluster.ts';

/** A folder of embedded ClickHouse. */
export interface EmbeddedTarget {
  readonly directory: string;
  /** Milliseconds that its process may take to answer when it is started. @default 60000 */
  readonly startTimeoutMs?: number;
}

/** Where ClickHouse is: a server, or a folder for the embedded one. Exactly one of `url` and `embedded`. */
export interface ClickhouseTargetOptions {
  /** Address of a server's HTTP interface, such as `https://user:password@host:8443/database`. */
  readonly url?: string;
  /** Folder of embedded ClickHouse: chDB in a child process that all services of the folder share. */
  readonly embedded?: EmbeddedTarget;
  /** @default 'default', or the user in `url` */
  readonly username?: string;
  /** @default '', or the password in `url` */
  readonly password?: string;
  /** @default 'plumbline', or the path of `url` */
  readonly database?: string;
  /** Name of the event table. @default 'product_telemetry_events' */
  readonly table?: string;
  /** The replicated cluster that `url` is a node of. Its tables have the same names as on one server. */
  readonly cluster?: ClusterOptions;
  /** The module `@clickhouse/client`, for bundlers that cannot resolve a dynamic import. */
  readonly lib?: ClickhouseLib;
}

/** Options besides the address. */
export interface ClickhouseSettings {
  /** Events and fields that are stored. @default 'catalog' */
  readonly allow?: Allowlist;
  /** Milliseconds one insert may take before it counts as unanswered. @default 10000 */
  readonly sendTimeoutMs?: number;
  /** Create the event table where it is missing; a different one is refused either way. @default true */
  readonly migrate?: boolean;
  /** Compress inserts with gzip: fewer bytes for more CPU, worth it across regions. @default false */
  readonly compression?: boolean;
  /** Told when the embedded process starts, takes long to, or is lost. @default noopLog */
  readonly log?: Log;
}

export interface ClickhouseOptions extends ClickhouseTargetOptions, ClickhouseSettings {}

/** {@link ClickhouseTargetOptions} with every default filled in and the credentials taken out of the address. */
export interface ResolvedTarget {
  readonly server:
    | { readonly url: string; readonly origin: string; readonly username: string; readonly password: string }
    | undefined;
  readonly directory: string;
  readonly startTimeoutMs: number | undefined;
  readonly database: string;
  readonly table: string;
  readonly cluster: ClusterOptions | undefined;
}

const DEFAULT_DATABASE = 'plumbline';
const DEFAULT_TABLE = 'product_telemetry_events';

/** Both go into statements as they are. */
const IDENTIFIER = /^[A-Za-z_]\w{0,63}$/;

function faultsOf({ url, embedded, database, table, cluster }: ClickhouseTargetOptions): readonly string[] {
  const faults: string[] = [];
  if ((url === undefined) === (embedded === undefined))
    faults.push('exactly one of `url` and `embedded` must be given');
  if (url !== undefined && !/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : '')) {
    faults.push('`url` must be an absolute http or https address');
  } else if (url !== undefined && !IDENTIFIER.test(databaseIn(new URL(url)) ?? DEFAULT_DATABASE)) {
    faults.push('the path of `url` must be the name of a database');
  }
  // A program in JavaScript may give anything.
  const directory: unknown = embedded?.directory;
  if (embedded !== undefined && (typeof directory !== 'string' || directory.trim() === '')) {
    faults.push('`embedded.directory` must be the path of a folder');
  }
  if (embedded?.startTimeoutMs !== undefined && !(embedded.startTimeoutMs > 0)) {
    faults.push('`embedded.startTimeoutMs` must be more than 0');
  }
  if (database !== undefined && !IDENTIFIER.test(database)) faults.push('`database` must be a plain identifier');
  if (table !== undefined && !IDENTIFIER.test(table)) faults.push('`table` must be a plain identifier');
  if (cluster !== undefined) {
    faults.push(...clusterFaults(cluster));
    if (url === undefined) faults.push('`cluster` needs the `url` of one of its nodes');
  }
  return faults;
}

const databaseIn = (url: URL): string | undefined => {
  const path = decodeURIComponent(url.pathname.replaceAll(/^\/|\/$/g, ''));
  return path === '' ? undefined : path;
};

const WHERE_IT_IS =
  "Pass `{ url: 'https://host:8443' }` for a server or `{ embedded: { directory: '.plumbline/clickhouse' } }`. Where the environment decides, write with `clickhouse.fromEnv()` and ask with `productQueriesFromEnv()`: both read CLICKHOUSE_URL.";

/** Throws PLB_ADAPTER_OPTION naming every option that cannot work. */
export function checkTarget(options: ClickhouseTargetOptions | undefined): void {
  const { url, embedded } = options ?? {};
  const faults = faultsOf(options ?? {});
  if (faults.length === 0) return;
  const isNowhere = url === undefined && embedded === undefined;
  const what = isNowhere ? 'nothing says where ClickHouse is: ' : '';
  const fix = isNowhere ? { fix: WHERE_IT_IS } : {};
  throw new PlumblineError('PLB_ADAPTER_OPTION', `clickhouse: ${what}${faults.join('; ')}`, fix);
}

/** Fills in what the address and the defaults say. */
export function resolveTarget(options: ClickhouseTargetOptions): ResolvedTarget {
  const url = options.url === undefined ? undefined : new URL(options.url);
  const table = options.table ?? DEFAULT_TABLE;
  const database = options.database ?? (url && databaseIn(url)) ?? DEFAULT_DATABASE;
  const { cluster } = options;
  if (url === undefined) {
    const { directory = '', startTimeoutMs } = options.embedded ?? {};
    return { server: undefined, directory, startTimeoutMs, database, table, cluster };
  }
  const username = options.username ?? (decodeURIComponent(url.username) || 'default');
  const password = options.password ?? decodeURIComponent(url.password);
  return {
    server: { url: `${url.origin}/${url.search}`, origin: url.origin, username, password },
    directory: '',
    startTimeoutMs: undefined,
    database,
    table,
    cluster,
  };
}

/** Where data goes, for the egress lockfile. Embedded data stays on this machine and has no address. */
export const destinationsOf = (options: ClickhouseTargetOptions): readonly string[] => [
  resolveTarget(options).server?.origin ?? 'embedded',
];
