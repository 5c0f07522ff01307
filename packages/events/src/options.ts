import { type Adapter, type Clock, type EgressGate, type Log, type Meter, PlumblineError } from '@plumbline/core';
import type { Pseudonymizer, RequestContext } from '@plumbline/core/context';
import type { Catalog, EventSource } from '@plumbline/schema';
import { checkAllowlist } from '@plumbline/schema/runtime';
import type { RunInBackground } from './background.ts';
import type { RetryOptions } from './backoff.ts';
import { checkLocked } from './egress/guard-adapters.ts';

/** Accepted events on disk until they are delivered, so that no end of the process loses one. */
export interface SpoolOptions {
  /** Folder on a local disk that outlives the process and is not shared between hosts; processes of one host may share it. */
  readonly directory: string;
  /**
   * Most bytes on disk. Full of what the source has not confirmed: new events are refused as `spool_full`. From three
   * quarters on, mirrors that are behind give up their oldest batches. @default 536870912 (512 MiB)
   */
  readonly maxBytes?: number;
}

/** Counts on disk, for processes without a spool. */
export interface LedgerDirectory {
  /** Folder on a local disk that outlives the process; processes of one host may share it. */
  readonly directory: string;
}

export interface EventsOptions<C extends Catalog = Catalog> {
  readonly catalog: C;
  /** One source of truth and any mirrors. Without one, events are counted as `no_destination`. @default [] */
  readonly adapters?: readonly Adapter[];
  /**
   * The egress lockfile: where it is, or its text where a bundler inlines it. A third party's adapter is refused without
   * one, and nothing starts that would send more than it says. `@plumbline/node` hands over that of the configuration.
   * @default none: for the first party alone
   */
  readonly lock?: URL | string;
  /**
   * Terms of each destination by its kind, as they stand in the lockfile. A mirror whose `consent` is `analytics` gets no
   * event that is recorded without consent: it is counted as `not_allowed`. @default {}
   */
  readonly gates?: Readonly<Record<string, EgressGate>>;
  /** What this process is. @default 'api' */
  readonly source?: Exclude<EventSource, 'web'>;
  /** Where route, session and actor come from. @default the running request or job */
  readonly context?: () => RequestContext | undefined;
  /** Hashes actors that ingest hands over without a hash; without it they stay anonymous. */
  readonly pseudonymizer?: Pseudonymizer;
  readonly clock?: Clock;
  readonly log?: Log;
  readonly meter?: Meter;
  /** Most events held in memory, where a number is wanted besides `maxQueuedBytes`. @default Infinity */
  readonly maxQueued?: number;
  /** Most bytes that events hold in memory, estimated; 200,000 events of ten fields fit. @default 100663296 (96 MiB) */
  readonly maxQueuedBytes?: number;
  /** Most events in one batch. @default 500 */
  readonly maxBatch?: number;
  /** Longest time in milliseconds that an event waits for its batch. @default 1000 */
  readonly flushIntervalMs?: number;
  readonly retry?: RetryOptions;
  /** Keeps accepted events on disk until they are delivered. @default memory alone: a process that is killed loses what it holds */
  readonly spool?: SpoolOptions;
  /**
   * Without a spool: keeps counts on disk, so that the next start counts as `crashed` what a killed process took with it.
   * Exact but for the batch that was open, `maxBatch` events or `flushIntervalMs`. @default such losses are not counted
   */
  readonly ledger?: LedgerDirectory;
  /**
   * For serverless platforms: takes a promise that the platform waits for after the response, as `waitUntil` of Vercel
   * and Cloudflare does. Events are delivered at once then, and no timer is set.
   */
  readonly runInBackground?: RunInBackground;
  /** Longest time in milliseconds that such a promise lasts. @default 2000 */
  readonly backgroundTimeoutMs?: number;
  /** Print what would be sent, cut or refused, each with its reason, through `log.info`, and send nothing. @default false */
  readonly debug?: boolean;
  /** While developing: a refused name that looks like an event's is logged, with the one probably meant. @default false */
  readonly strict?: boolean;
  /** Whether `analytics` events may be recorded now; a throw counts as no. @default every event may */
  readonly consent?: (context: RequestContext | undefined) => boolean;
  /** Told the name of each valid event, consented or not, to count usage without identity. */
  readonly usage?: (name: string) => void;
}

const positive = (name: string, value: number | undefined): string[] =>
  value === undefined || value === Number.POSITIVE_INFINITY || (Number.isInteger(value) && value > 0)
    ? []
    : [`\`${name}\` must be a positive integer`];

/** Files are deleted as a whole, and the bound holds several; below this a few events would be the difference. */
const MIN_SPOOL_BYTES = 1_048_576;

/** A path, where the text of a lockfile belongs: in what folder it would be looked for, nobody could say. */
const isPath = (lock: unknown): boolean =>
  typeof lock === 'string' && !lock.includes('\n') && ['/', '\\', '.lock'].some((part) => lock.includes(part));

const isFolder = (directory: unknown): boolean => typeof directory === 'string' && directory.trim() !== '';

const spoolFaults = ({ directory, maxBytes = MIN_SPOOL_BYTES }: SpoolOptions): string[] => [
  ...(isFolder(directory) ? [] : ['`spool.directory` must name a folder']),
  ...(Number.isSafeInteger(maxBytes) && maxBytes >= MIN_SPOOL_BYTES
    ? []
    : [`\`spool.maxBytes\` must be an integer of at least ${MIN_SPOOL_BYTES}`]),
];

/** Throws for options that cannot work, with every fault at once; adapters are held against the catalog. */
export function checkOptions(options: EventsOptions): void {
  const { catalog, adapters = [] } = options;
  if (typeof catalog?.check !== 'function') {
    throw new PlumblineError('PLB_OPTION_INVALID', 'events: `catalog` must be what `defineCatalog` returned');
  }
  const sources = adapters.filter(({ role }) => role === 'source').length;
  const faults = [
    ...positive('maxQueued', options.maxQueued),
    ...positive('maxQueuedBytes', options.maxQueuedBytes),
    ...positive('maxBatch', options.maxBatch),
    ...positive('flushIntervalMs', options.flushIntervalMs),
    ...positive('backgroundTimeoutMs', options.backgroundTimeoutMs),
    ...(options.spool === undefined ? [] : spoolFaults(options.spool)),
    ...(options.ledger === undefined || isFolder(options.ledger.directory)
      ? []
      : ['`ledger.directory` must name a folder']),
    ...(isPath(options.lock)
      ? ["`lock` is a path; hand over `new URL('./plumbline.egress.lock', import.meta.url)` or the text of the file"]
      : []),
    ...(sources > 1 ? ['`adapters` has two sources of truth; keep one and make the other a mirror'] : []),
    ...(sources === 0 && adapters.length > 0
      ? ['`adapters` has mirrors and no source of truth; add the first-party store, or remove the mirrors']
      : []),
  ];
  if (faults.length > 0) throw new PlumblineError('PLB_OPTION_INVALID', `events:\n  - ${faults.join('\n  - ')}`);
  for (const adapter of adapters) checkAllowlist(catalog, adapter);
  checkLocked(options);
}
