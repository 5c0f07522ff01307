import type { MetricLike } from '@plumbline/core';
import type { AlertDefinition, PromDuration } from './alert.ts';
import type { Slo } from './slo.ts';

/** Where alerts of a route go. Secrets are files that Alertmanager reads: the generator never sees one. */
export type Receiver =
  | { readonly kind: 'teams'; readonly urlFile: string }
  | { readonly kind: 'slack'; readonly urlFile: string; readonly channel: string }
  | { readonly kind: 'pagerduty'; readonly routingKeyFile: string }
  | {
      readonly kind: 'email';
      readonly to: string;
      readonly from: string;
      readonly smarthost: string;
      /** Of the mail server; no secret, and Alertmanager takes it from no file. */
      readonly username?: string;
      readonly passwordFile?: string;
    }
  | { readonly kind: 'webhook'; readonly urlFile: string };

/** Who is told: critical alerts, those of the audit layer, those of the product, warnings, and the dead man's switch. */
export type ReceiverName = 'oncall' | 'security' | 'product' | 'chat' | 'deadman';

/** Bounds of the alerts that come with the stack. */
export interface Thresholds {
  /** Share of requests that fail. @default 0.05 */
  readonly errorRatio: number;
  /** 95th percentile in seconds. @default 1 */
  readonly p95Seconds: number;
  /** Fewest events before a share means anything. @default 20 */
  readonly minEvents: number;
  /** Seconds that the oldest item of a queue may wait. @default 900 */
  readonly queueAgeSeconds: number;
  /** Share of sign-ins that fail. @default 0.5 */
  readonly authFailureRatio: number;
}

/** What a deployment says about its stack: the file `plumbline.stack.ts`. */
export interface StackOptions {
  /** `deployment.environment.name` of what is watched. @default 'production' */
  readonly environment?: string;
  /** `service.namespace`. @default none */
  readonly namespace?: string;
  /** How metrics travel: over OTLP into the collector, or scraped from each replica. Their names are the same. @default 'otlp' */
  readonly road?: 'otlp' | 'scrape';
  /** Where replicas are scraped, as `host:port`, on the road `scrape`. @default ['<service>:9464'] */
  readonly scrapeTargets?: readonly string[];
  /** Readiness endpoint as the collector reaches it, `http://api:8080/readyz`: it is asked from outside. @default none */
  readonly probe?: string;
  /** Where people reach the parts, for the links of alerts. @default the loopback ports of the overlay */
  readonly urls?: {
    readonly grafana?: string;
    readonly prometheus?: string;
    readonly alertmanager?: string;
    readonly runbooks?: string;
  };
  /**
   * `own` where one Grafana has the boards of several services: those that are made of what a service declares carry its name.
   * @default 'shared'
   */
  readonly boards?: 'shared' | 'own';
  /** @default 'prometheus' */
  readonly metricsStore?: 'prometheus' | 'mimir';
  /** Which declared dependency is which; the alerts of the brief name these two. @default { email: 'email', blob: 'blob' } where declared */
  readonly roles?: {
    readonly email?: string;
    readonly blob?: string;
    /** The health check of the database: while it is down, nobody is told that mail, files and calls fail too. @default a check called `database` or `postgres` */
    readonly database?: string;
  };
  /** What counts as core use, and when it is expected. @default every event of the catalog, Monday to Friday from 8 to 18 UTC */
  readonly usage?: {
    readonly core?: readonly string[];
    readonly hours?: readonly [from: number, to: number];
    readonly days?: readonly [from: number, to: number];
  };
  /** Name of the usage action that means a bug was reported. @default none: the alert is left out */
  readonly bugReport?: string;
  readonly thresholds?: Partial<Thresholds>;
  /** From `defineSlo`, in place of the default ones: `[...defaultSlos, defineSlo({ … })]` keeps those. @default `defaultSlos`: availability of 99.5 %, and 95 % of requests within half a second */
  readonly slos?: readonly Slo[];
  /** The application's own, with proof and runbook. @default [] */
  readonly alerts?: readonly AlertDefinition[];
  /**
   * By route. In the place of one that is not named another is told, and `[]` tells nobody.
   * @default {}: alerts stay in the page of Alertmanager
   */
  readonly receivers?: Readonly<Partial<Record<ReceiverName, readonly Receiver[]>>>;
  readonly compose?: {
    /** File of the application, relative to `plumbline.stack.ts`. @default 'compose.yml' */ readonly application?: string;
    /** Its service. @default the name of the service */ readonly service?: string;
  };
  /** Exporters beside the application. @default all false */
  readonly exporters?: {
    readonly host?: boolean;
    readonly containers?: boolean;
    readonly kubernetes?: boolean;
    readonly postgres?: boolean;
  };
  /** A second receiver of OTLP, such as SigNoz; the header is read from a file. @default none */
  readonly signoz?: { readonly endpoint: string; readonly keyFile?: string };
  /**
   * Boards of reported numbers, on the data source `plumbline-reports` of the plugin grafana-clickhouse-datasource, which whoever
   * runs Grafana installs. @default none
   */
  readonly reporting?: {
    /** The definitions of `reporting.metrics` in plumbline.config.ts. */
    readonly metrics: readonly MetricLike[];
    /** Where finished numbers are. @default 'plumbline.product_telemetry_reports' */
    readonly table?: string;
  };
  /** @default { metrics: '90d', logs: '30d', traces: '14d' } */
  readonly retention?: {
    readonly metrics?: PromDuration;
    readonly logs?: PromDuration;
    readonly traces?: PromDuration;
  };
}
