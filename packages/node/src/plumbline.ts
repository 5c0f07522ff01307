import type { Audit, AuditActions, AuditReceipt, AuditStore } from '@plumbline/audit';
import type { Environment, Lifecycle, PlumblineConfig } from '@plumbline/core';
import type { Identify } from '@plumbline/core/context';
import type { Events } from '@plumbline/events';
import type { Ingest } from '@plumbline/events/ingest';
import type { CheckFunction, CheckSpec, Health } from '@plumbline/health';
import type { Logger } from '@plumbline/logger';
import type { Dependencies, Metrics } from '@plumbline/metrics';
import type { Instrumentation } from '@plumbline/otel';
import type { Catalog } from '@plumbline/schema';
import type { CaptureOptions } from '@plumbline/sentry';
import type { ErrorBody, ErrorBodyOptions, runTracedJob } from '@plumbline/trace';
import type { GaugesLive } from './make-gauges.ts';
import type { ShutdownHooks } from './shutdown-hooks.ts';

/** Product events of a configuration without a catalog: no name can be captured. */
export interface UndeclaredEvents extends Omit<Events, 'capture'> {
  /** Does not compile: declare the event in a catalog first. */
  capture(name: never): void;
}

/** The audit trail of a configuration without actions: no action can be recorded. */
export interface UndeclaredAudit extends Omit<Audit, 'record' | 'in'> {
  /** Does not compile: declare the action with `defineActions` first. */
  record(action: never): AuditReceipt;
}

/** What an application gets from `start`: every layer of the baseline, sharing one request context. */
export interface Plumbline<
  C extends Catalog | undefined = Catalog,
  A extends AuditActions | undefined = AuditActions,
  D extends Dependencies = Dependencies,
  J extends string = string,
> extends Omit<Lifecycle, 'start'> {
  /** Structured, redacted logs with the request context on every line. */
  readonly logger: Logger;
  /** Product events. Without a destination they are counted as `no_destination`. */
  readonly events: C extends Catalog ? Events<C> : UndeclaredEvents;
  /** Who did what. Durable before it returns. */
  readonly audit: A extends AuditActions<infer S> ? Audit<S> : UndeclaredAudit;
  /** Tells all layers who acts; call it after authentication. */
  readonly identify: Identify;
  /** Health signals: authentication, dependencies, jobs. */
  readonly metrics: Metrics<D, J>;
  /** /livez, /readyz and /healthz. */
  readonly health: Health;
  /** The route that browsers post their events to. */
  readonly ingest: Ingest;
  /** Runs background work in a scope and a trace of its own, linked to what started it. */
  readonly runJob: typeof runTracedJob;
  /**
   * Logs an error, names it on the running span, sends it to the error tracker where one is configured, and returns its ID.
   * `fields` stand in the line, and those that `errors.fields` declares are tags in the error tracker. It never throws.
   */
  captureError(error: unknown, options?: CaptureOptions): string;
  /** `{ error: { code, request_id } }`: what a caller may know of a failure; with `errorId` its `error_id` too. */
  errorBody(code: string, options?: ErrorBodyOptions): ErrorBody;
  /** What else has to happen around the shutdown, such as closing the server before and the database after it. */
  onShutdown(hooks: ShutdownHooks): void;
}

/** The type of what `start` returns for a configuration: `BaselineOf<typeof config>`. */
export type BaselineOf<Config> =
  Config extends PlumblineConfig<infer C, infer A, infer D, infer J>
    ? C extends Catalog | undefined
      ? A extends AuditActions | undefined
        ? Plumbline<C, A, D, J>
        : never
      : never
    : never;

/** Live objects of the application: they are handed to `start` and never stand in the configuration. */
export interface LiveOptions {
  /** Dependency checks of /readyz and /healthz. */
  readonly checks?: Readonly<Record<string, CheckFunction | CheckSpec>>;
  /** Where audit records are kept. @default SQLite in the spool directory */
  readonly audit?: { readonly store?: AuditStore };
  /**
   * Where the gauges of `metrics.gauges` are sampled, and where the lease of the replica that samples them is kept: make its
   * table with `npx plumbline migrate`. @default they are not sampled
   */
  readonly gauges?: GaugesLive;
  /**
   * Instrumentations of libraries, such as `[new PgInstrumentation()]`, installed by the application. For ES modules start
   * the process with `node --import @plumbline/node/register`. HTTP is traced by the baseline itself. @default none
   */
  readonly instrumentations?: readonly Instrumentation[];
  /** @default process.env */
  readonly environment?: Environment;
  /** End in good order on SIGTERM, SIGINT and when the process runs out of work, and log uncaught exceptions. @default true */
  readonly signals?: boolean;
  /**
   * Milliseconds for the whole shutdown, instead of `shutdown.timeoutMs` of the configuration, from which `plumbline stack` writes
   * the grace period: one of the two. Draining requests may take half of it, and all but 1,500 of one beyond 3,000; the
   * rest is kept for telemetry. Raise it for requests that take longer, and stay below the orchestrator's own limit (30 s in Kubernetes). @default 2500
   */
  readonly shutdownTimeoutMs?: number;
  /** Where log lines go: a path, a file descriptor, or an object with `write`. @default standard output */
  readonly logDestination?: string | number | { write(line: string): void };
}
