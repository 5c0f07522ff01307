import { type Log, PlumblineError, type ServiceIdentity, unknownOptions } from '@plumbline/core';
import { type Instrumentation, instrumentationFaults } from './instrumentations.ts';
import { type Propagator, PROPAGATORS } from './propagation.ts';
import { batchFaults, type BatchOptions, type BatchSettings, type BatchSignal, readBatch } from './batch-options.ts';
import { limitFaults, type LimitOptions, type LimitSettings, readLimits } from './limit-options.ts';
import {
  prometheusFaults,
  type PrometheusOptions,
  type PrometheusSettings,
  readPrometheus,
} from './prometheus-options.ts';
import { isResourceAttribute } from './resource.ts';
import { type ExporterSettings, otlpFaults, type OtlpOptions, readEndpoints, readExporters } from './otlp-options.ts';
import type { OtelSignal } from './signals.ts';
import type { MetricView } from './view-options.ts';
import { keepFaults, type KeepOptions, type KeepSettings, readKeep } from './tail-options.ts';

/** Removes secrets and personal data: `createRedactor()` of `@plumbline/redact` fits as it is. */
export interface TelemetryRedactor {
  /** Any value; containers are copied where something was removed. */
  value(value: unknown): unknown;
  text(text: string): string;
}

export interface StartOtelOptions {
  readonly service: ServiceIdentity;
  /** Where telemetry goes. Without it nothing is loaded, opened or sent. */
  readonly otlp?: OtlpOptions;
  /** A scrape endpoint for metrics, with the names that Prometheus gives them over OTLP. `{}` opens it. @default none */
  readonly prometheus?: PrometheusOptions;
  /** Share of new traces that are recorded, 0 to 1; a caller's decision is kept. @default 0.1 */
  readonly sampleRatio?: number;
  /** Failed and slow requests to keep beyond that share. Every request is recorded then, which costs time. @default none */
  readonly keep?: KeepOptions;
  /**
   * Whether a caller's decision is kept. `false` decides by `sampleRatio` alone, against the caller, so that traces come
   * out with holes. @default true
   */
  readonly parentBased?: boolean;
  /** @default 60000 */
  readonly metricIntervalMs?: number;
  /** Longest time of one collection and export of metrics, at most `metricIntervalMs`. @default `otlp.timeoutMs` */
  readonly metricTimeoutMs?: number;
  /** How spans and log records wait for their export. */
  readonly batch?: { readonly traces?: BatchOptions; readonly logs?: BatchOptions };
  /** How much of a span or a log record leaves. */
  readonly limits?: LimitOptions;
  /** More about the service: keys of a closed list (`k8s.*` names, `cloud.*`, `service.namespace`, `service.instance.id`). */
  readonly resourceAttributes?: Readonly<Record<string, string>>;
  /** Cleans spans and log records before they leave. @default createRedactor() */
  readonly redactor?: TelemetryRedactor;
  /** Told when exports begin to fail and when they work again. @default a log that writes nothing */
  readonly log?: Log;
  /** What `propagation.inject` and `extract` of the API do: W3C Trace Context, never baggage, or nothing. @default 'tracecontext' */
  readonly propagator?: Propagator;
  /** Views of instruments of other libraries, after those of the signal table. */
  readonly views?: readonly MetricView[];
  /**
   * Instrumentations of libraries, which the application installs: they get the providers of this SDK. ES modules need
   * `node --import @plumbline/node/register`.
   */
  readonly instrumentations?: readonly Instrumentation[];
}

/** Options with every default in place. */
export interface OtelSettings {
  readonly endpoints: Readonly<Partial<Record<OtelSignal, string>>>;
  readonly exporters: Readonly<Record<OtelSignal, ExporterSettings>>;
  readonly batches: Readonly<Record<BatchSignal, BatchSettings>>;
  readonly limits: LimitSettings;
  readonly sampleRatio: number;
  readonly parentBased: boolean;
  readonly keep: KeepSettings | undefined;
  readonly metricIntervalMs: number;
  readonly metricTimeoutMs: number;
  readonly prometheus: PrometheusSettings | undefined;
}

const DEFAULT_METRIC_INTERVAL_MS = 60_000;
/** A timer of Node takes no longer time than 24 days as it is meant. */
const MAX_INTERVAL_MS = 86_400_000;
/** The brief's share of performance samples. */
const DEFAULT_SAMPLE_RATIO = 0.1;

const NAMES = {
  service: true,
  otlp: true,
  prometheus: true,
  sampleRatio: true,
  parentBased: true,
  metricIntervalMs: true,
  metricTimeoutMs: true,
  batch: true,
  limits: true,
  resourceAttributes: true,
  redactor: true,
  log: true,
  views: true,
  instrumentations: true,
  propagator: true,
  keep: true,
} satisfies Record<keyof StartOtelOptions, true>;

const isWhole = (value: number, least: number): boolean => Number.isSafeInteger(value) && value >= least;

function faultsOf(options: StartOtelOptions, settings: OtelSettings): string[] {
  const faults = [
    ...unknownOptions(options, Object.keys(NAMES)),
    ...otlpFaults(options.otlp ?? {}),
    ...batchFaults(options.batch),
    ...limitFaults(options.limits),
    ...keepFaults(options.keep),
    ...prometheusFaults(options.prometheus),
    ...instrumentationFaults(options.instrumentations),
  ];
  const { sampleRatio, parentBased, metricIntervalMs, metricTimeoutMs } = settings;
  if (!options.service?.name) faults.push('`service.name` is missing');
  if (!(sampleRatio >= 0 && sampleRatio <= 1)) faults.push('`sampleRatio` must be a number from 0 to 1');
  if (typeof parentBased !== 'boolean') faults.push('`parentBased` must be true or false');
  if (options.metricTimeoutMs !== undefined && !isWhole(options.metricTimeoutMs, 1)) {
    faults.push('`metricTimeoutMs` must be a whole number above 0');
  }
  if (!isWhole(metricIntervalMs, metricTimeoutMs)) {
    faults.push('`metricIntervalMs` must be a whole number, at least `metricTimeoutMs` (`otlp.timeoutMs` unless set)');
  } else if (metricIntervalMs > MAX_INTERVAL_MS) {
    faults.push(`\`metricIntervalMs\` must be at most ${MAX_INTERVAL_MS}`);
  }
  if (options.propagator !== undefined && !PROPAGATORS.includes(options.propagator)) {
    faults.push('`propagator` must be tracecontext or none');
  }
  for (const key of Object.keys(options.resourceAttributes ?? {})) {
    if (!isResourceAttribute(key)) faults.push(`\`resourceAttributes\` must not hold \`${key}\``);
  }
  return faults;
}

/**
 * Checks options and fills in defaults.
 *
 * @throws PLB_OTEL_OPTION with all faults at once.
 */
export function readOptions(options: StartOtelOptions): OtelSettings {
  const exporters = readExporters(options.otlp ?? {});
  const batchOf = (signal: BatchSignal): BatchSettings =>
    readBatch(signal, exporters[signal].timeoutMs, options.batch?.[signal]);
  const settings: OtelSettings = {
    endpoints: readEndpoints(options.otlp ?? {}),
    exporters,
    batches: { traces: batchOf('traces'), logs: batchOf('logs') },
    limits: readLimits(options.limits),
    sampleRatio: options.sampleRatio ?? DEFAULT_SAMPLE_RATIO,
    parentBased: options.parentBased ?? true,
    keep: readKeep(options.keep),
    metricIntervalMs: options.metricIntervalMs ?? DEFAULT_METRIC_INTERVAL_MS,
    metricTimeoutMs: options.metricTimeoutMs ?? exporters.metrics.timeoutMs,
    prometheus: readPrometheus(options.prometheus),
  };
  const faults = faultsOf(options, settings);
  if (faults.length > 0) throw new PlumblineError('PLB_OTEL_OPTION', `startOtel: ${faults.join('; ')}`);
  return settings;
}
