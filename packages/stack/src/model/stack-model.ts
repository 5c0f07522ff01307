import type { MetricLike } from '@plumbline/core';
import type { Instrument } from './instrument.ts';
import type { StackOptions, Thresholds } from './stack-options.ts';
import type { Slo } from './slo.ts';

/** What the configuration of the application says; JSON, so that it can come from another process. */
export interface ApplicationModel {
  readonly service: { readonly name: string; readonly version?: string };
  readonly jobs: readonly { readonly name: string; readonly everySeconds?: number }[];
  readonly queues: readonly string[];
  readonly syncs: readonly string[];
  readonly connections: readonly string[];
  readonly pools: readonly string[];
  /** Each dependency with its operations. */
  readonly dependencies: Readonly<Record<string, readonly string[]>>;
  /** Names of the event catalog. */
  readonly usage: readonly string[];
  /** Names of the declared audit actions, those of the trail itself included. */
  readonly actions: readonly string[];
  readonly gauges: readonly {
    readonly name: string;
    readonly everySeconds: number;
    readonly gauges: readonly {
      readonly name: string;
      readonly help: string;
      readonly unit: string;
      readonly labels: Readonly<Record<string, readonly string[]>>;
    }[];
  }[];
  readonly adapters: readonly string[];
  /** Of the end of the process, in milliseconds. */
  readonly shutdown?: { readonly drainMs?: number; readonly timeoutMs?: number; readonly graceMs?: number };
  /** The scrape endpoint that the configuration opens. */
  readonly prometheus?: { readonly port?: number; readonly path?: string };
}

/** Everything that the generators read. They read nothing else, so the same model makes the same bytes. */
export interface StackModel {
  readonly application: ApplicationModel;
  readonly environment: string;
  readonly namespace: string | undefined;
  readonly road: 'otlp' | 'scrape';
  readonly scrapeTargets: readonly string[];
  readonly metricsStore: 'prometheus' | 'mimir';
  /** Whether boards carry the name of the service. @default 'shared' */
  readonly boards?: 'shared' | 'own';
  /** Readiness endpoint that the collector asks. */
  readonly probe?: string;
  readonly urls: {
    readonly grafana: string;
    readonly prometheus: string;
    readonly alertmanager: string;
    readonly runbooks: string;
  };
  /** Which dependency is e-mail and which blob storage; undefined where none is declared. */
  readonly roles: {
    readonly email: string | undefined;
    readonly blob: string | undefined;
    /** Name of the health check; undefined for the usual ones. */
    readonly database?: string;
  };
  readonly usage: {
    readonly core: readonly string[];
    readonly hours: readonly [number, number];
    readonly days: readonly [number, number];
  };
  readonly bugReport: string | undefined;
  /** Definitions of reported numbers, and the table of those that are finished. @default none */
  readonly reporting?: { readonly metrics: readonly MetricLike[]; readonly table: string };
  readonly thresholds: Thresholds;
  readonly slos: readonly Slo[];
  readonly retention: { readonly metrics: string; readonly logs: string; readonly traces: string };
  readonly exporters: {
    readonly host: boolean;
    readonly containers: boolean;
    readonly kubernetes: boolean;
    readonly postgres: boolean;
  };
  readonly compose: {
    readonly application: string;
    readonly service: string;
    /** Those of the service in the application's compose file, where it names any and the file can be read. */
    readonly networks?: readonly string[];
  };
  /** Where the stack is written, seen from the folder of the application. @default 'observability' */
  readonly folder?: string;
  /** As given: receivers, own alerts, the second receiver of OTLP. */
  readonly options: Pick<StackOptions, 'receivers' | 'alerts' | 'signoz'>;
  /** The vocabulary, by OpenTelemetry's name. */
  readonly instruments: ReadonlyMap<string, Instrument>;
}
