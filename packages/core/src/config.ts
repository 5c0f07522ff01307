import type { Adapter, DeferredAdapter } from './adapter.ts';
import type { RequestContext } from './context/scope.ts';
import type { IngestConfig } from './ingest-config.ts';
import type { ReportingConfig } from './reporting-config.ts';
import type { ShutdownConfig } from './shutdown-config.ts';
import type { EgressGate } from './signal-egress.ts';

export interface ServiceIdentity {
  /** `service.name` of OpenTelemetry and the `service` of every log line. */
  readonly name: string;
  readonly version?: string;
  /** `deployment.environment.name`. @default 'development', or NODE_ENV */
  readonly environment?: string;
}

export interface EventsConfig {
  /** Destinations of product events. Without one, captured events are counted as `no_destination`. */
  readonly adapters?: readonly (Adapter | DeferredAdapter)[];
  /**
   * Whether `analytics` events may be recorded for whoever acts; asked for each of them, so it must be quick. A throw
   * counts as no. @default every event may
   */
  readonly consent?: (context: RequestContext | undefined) => boolean;
  /**
   * Folder in which accepted events wait on disk until they are delivered, so that no end of the process loses one: local,
   * and outliving the process. PLUMBLINE_EVENTS_SPOOL_DIR names another. @default memory alone
   */
  readonly spool?: { readonly directory: string; readonly maxBytes?: number };
  /**
   * Without a spool: folder in which the numbers of events are kept, so that the next start counts as `crashed` what a killed
   * process took with it; local, and outliving the process. PLUMBLINE_EVENTS_LEDGER_DIR names another. @default not counted
   */
  readonly ledger?: { readonly directory: string };
  /**
   * Folder in which ingest keeps browser events of a version that the catalog does not know, as far as they can hold nothing
   * personal, for `plumbline events replay-quarantine`. PLUMBLINE_EVENTS_QUARANTINE_DIR names another. @default counted, not kept
   */
  readonly quarantine?: { readonly directory: string; readonly maxBytes?: number };
  /** The route that browsers post their events to. @default {} */
  readonly ingest?: IngestConfig;
  /** Most events held in memory, where a number is wanted besides `maxQueuedBytes`. @default Infinity */
  readonly maxQueued?: number;
  /** Most bytes that events hold in memory, estimated. @default 100663296 (96 MiB) */
  readonly maxQueuedBytes?: number;
  /** Most events in one batch. @default 500 */
  readonly maxBatch?: number;
  /** Longest time an event waits for its batch. @default 1000 */
  readonly flushIntervalMs?: number;
}

/** What may leave, and who receives it. */
export interface EgressConfig {
  /**
   * The egress lockfile: `new URL('./plumbline.egress.lock', import.meta.url)`, or its text where a bundler inlines it.
   * `start` refuses what it does not hold. Mirrors and third parties do not start without it.
   */
  readonly lock?: URL | string;
  /** Terms of each destination or signal by its name: `posthog`, `clickhouse`, `sentry`, `otlp-traces`. @default {} */
  readonly gates?: Readonly<Record<string, EgressGate>>;
  /** Who receives errors. @default false: nobody, and SENTRY_DSN is refused */
  readonly errors?:
    | false
    | {
        /**
         * Scheme, host and port of SENTRY_DSN, so that the lockfile names it; another DSN is refused. `env:SENTRY_DSN` lets
         * the variable alone decide who it is, which a reviewer then cannot see.
         */
        readonly origin: string;
        /** `first-party` for a server of your own. @default 'third-party' */
        readonly party?: 'first-party' | 'third-party';
      };
  /** Whose the hosts of `trace.propagateTo` are. */
  readonly propagation?: {
    /**
     * Of all that `hosts` does not name. @default not said: the lockfile says `undeclared`, and without one no start carries
     * headers to them
     */
    readonly party?: 'first-party' | 'third-party';
    /** Of one host each, by its text in `trace.propagateTo`: `{ 'notes.internal': 'first-party' }`. @default {} */
    readonly hosts?: Readonly<Record<string, 'first-party' | 'third-party'>>;
  };
  /** Who receives traces, metrics and logs over OTLP. */
  readonly collector?: {
    /** `third-party` where the collector is a vendor's. @default not said: the lockfile says `undeclared` */
    readonly party?: 'first-party' | 'third-party';
  };
}

export interface AuditConfig<Actions> {
  readonly actions: Actions;
  /** Folder of the durable spool, on a disk that survives the process. @default '.plumbline/audit' */
  readonly spoolDirectory?: string;
  /**
   * Route patterns that only some may use: each request to one is recorded as `admin_route.accessed`, with its method and
   * whether it was denied. A pattern as the framework names it, or one that ends with `/*` for all below it, with or without
   * a method before it: `['/admin/*', 'DELETE /users/:id']`. @default []
   */
  readonly adminRoutes?: readonly string[];
  /** Mutating routes, in the same form, that need no audit record: `plumbline doctor` leaves them out. @default [] */
  readonly unaudited?: readonly string[];
}

/** Levels of log lines. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

export interface LogsConfig {
  /** @default 'info', or LOG_LEVEL */
  readonly level?: LogLevel | 'silent';
  /** Levels of loggers by their `module` binding: `{ db: 'debug' }`. LOG_LEVEL may name more: `info,db=debug`. @default {} */
  readonly levels?: Readonly<Record<string, LogLevel | 'silent'>>;
  /** Lines for people instead of records. @default 'auto', where standard output is a terminal */
  readonly pretty?: boolean | 'auto';
  /** Writes only so many lines of one level, message and module in a period, and counts the others. @default off */
  readonly repeat?: { readonly burst: number; readonly perMs: number; readonly levels?: readonly LogLevel[] };
  /** Share of traces whose lines of a level are written, 0 to 1: `{ debug: 0.1 }`. @default off */
  readonly sampling?: Readonly<Partial<Record<LogLevel, number>>>;
  /** Messages that neither `repeat` nor `sampling` leaves out, beside `request` and `audit`. @default [] */
  readonly keep?: readonly string[];
  /** Mode of a log file that is made. @default 0o640 */
  readonly fileMode?: number;
  /** Told of each lost line: why, and how many are lost so far. Do not log in it. @default a line on stderr */
  readonly onLost?: (reason: 'reader_gone' | 'no_space' | 'closed' | 'refused', count: number) => void;
}

/** What goes with an error to the error tracker. Who that is: `egress.errors` and SENTRY_DSN. */
export interface ErrorsConfig {
  /**
   * Names that `captureError(error, { fields })` may attach as tags; no other name leaves. Each has a line in the egress
   * lockfile. @default []
   */
  readonly fields?: readonly string[];
  /**
   * Send an uncaught exception before the process ends. Where nobody else listens for it, the process still prints it and
   * exits with 1, at most two seconds later. @default false: it stands in the log alone
   */
  readonly reportCrashes?: boolean;
  /** Folder that file names are written relative to: where the build that runs lies. @default process.cwd() */
  readonly root?: string;
}

export interface TraceConfig {
  /** Share of new traces that are recorded, 0 to 1; a caller's decision is kept. @default 0.1, or OTEL_TRACES_SAMPLER_ARG */
  readonly sampleRatio?: number;
  /**
   * Requests and jobs that are kept beyond that share when they have ended: failed ones, and those that took
   * `slowerThanMs` or longer; `maxPerSecond` of them at most. Every request is recorded then, which costs time: see
   * docs/sampling.md. @default none
   */
  readonly keep?: { readonly errors?: boolean; readonly slowerThanMs?: number; readonly maxPerSecond?: number };
  /**
   * Hosts (`host` or `host:port`) that outgoing requests carry `traceparent`, `tracestate` and `x-request-id` to; each has
   * a line in the egress lockfile. `env:NAME` stands for the hosts or addresses in a variable, with commas between them,
   * so that the lockfile is the same in every environment. @default []
   */
  readonly propagateTo?: readonly string[];
  /** Puts them on requests of `node:http2` clients too, gRPC's with them; it loads `node:http2`. @default false */
  readonly http2Client?: boolean;
}

export interface IdentityConfig {
  /**
   * Key of the keyed hash that makes account and organisation IDs anonymous, at least 32 characters.
   * Prefer the variable PLUMBLINE_IDENTITY_KEY: a key has no place in a repository.
   */
  readonly key?: string;
}

/** What is known of a background job. */
export interface JobSpec {
  /** Seconds from one run to the next; left out for a job without a schedule. */
  readonly everySeconds?: number;
}

/** What others than its sampler need of a set of workflow gauges. */
export interface GaugeSetLike {
  /** Of snake_case; the value of the label `set`. */
  readonly name: string;
  /** Seconds from one sample to the next. */
  readonly everySeconds: number;
  /** By name: `content_items` is exported as `plumbline.workflow.content_items`. */
  readonly gauges: Readonly<Record<string, WorkflowGauge>>;
}

/** One workflow gauge. */
export interface WorkflowGauge {
  /** One sentence, for documentation and boards. */
  readonly help: string;
  /** UCUM unit or counted things such as `{item}`. @default '{item}' */
  readonly unit?: string;
  /** Names of labels with their closed lists; a value outside is counted as `other`. @default {} */
  readonly labels?: Readonly<Record<string, readonly string[]>>;
}

export interface MetricsConfig<Dependencies = Readonly<Record<string, readonly string[]>>, Job = string> {
  /** What this service depends on, each with the closed list of operations it calls: `{ email: ['send'] }`. */
  readonly dependencies?: Dependencies;
  /**
   * Its background jobs: their names, or by name what is known of each. `{ digest: { everySeconds: 86_400 } }` makes an
   * alert that fires when no run has succeeded for one and a half times as long.
   */
  readonly jobs?: readonly Job[] | Readonly<Record<Job & string, JobSpec>>;
  /** Names of the queues it works on, for `instrumentQueue`. @default [] */
  readonly queues?: readonly string[];
  /** Names of what it synchronises with, for `metrics.sync`. @default [] */
  readonly syncs?: readonly string[];
  /** Names of long-lived connections, for `metrics.reconnect`. @default [] */
  readonly connections?: readonly string[];
  /** Names of database pools, for `instrumentPool`. @default [] */
  readonly pools?: readonly string[];
  /** Workflow gauges sampled from a database, each from `defineGauges` of `@plumbline/metrics/gauges`. @default [] */
  readonly gauges?: readonly GaugeSetLike[];
  /**
   * A scrape endpoint for Prometheus, beside OTLP or instead of it; `{}` opens it at 127.0.0.1:9464/metrics. Whoever
   * reaches `host` reads every metric: it has a line in the egress lockfile. @default none, or OTEL_METRICS_EXPORTER
   */
  readonly prometheus?: { readonly host?: string; readonly port?: number; readonly path?: string };
}

/** The closed lists behind `metrics.dependency` in their widest form. */
type AnyDependencies = Readonly<Record<string, readonly string[]>>;

/** The one file an application writes: read by the preset at run time and by the command line for docs and checks. */
export interface PlumblineConfig<
  Catalog = unknown,
  Actions = unknown,
  Dependencies extends AnyDependencies = AnyDependencies,
  Job extends string = string,
> {
  readonly service: ServiceIdentity;
  /** Every product event, from `defineCatalog`. */
  readonly catalog?: Catalog;
  readonly events?: EventsConfig;
  readonly egress?: EgressConfig;
  readonly audit?: AuditConfig<Actions>;
  readonly errors?: ErrorsConfig;
  readonly logs?: LogsConfig;
  readonly trace?: TraceConfig;
  readonly metrics?: MetricsConfig<Dependencies, Job>;
  readonly identity?: IdentityConfig;
  /** What `plumbline metrics` and `plumbline report` make numbers of. */
  readonly reporting?: ReportingConfig;
  readonly shutdown?: ShutdownConfig;
}

/** Types a configuration and returns it unchanged. It has no effect, so that the command line can load the file too. */
export const defineConfig = <
  Catalog = undefined,
  Actions = undefined,
  const Dependencies extends AnyDependencies = AnyDependencies,
  const Job extends string = string,
>(
  config: PlumblineConfig<Catalog, Actions, Dependencies, Job>,
): PlumblineConfig<Catalog, Actions, Dependencies, Job> => config;
