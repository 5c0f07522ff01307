import { BATCH_BOUNDS, type BatchOptions, DEFAULT_QUEUE } from './batch-options.ts';
import {
  type EnvironmentReader,
  keyed,
  type OtelEnvironment,
  read,
  readEndpoint,
  readNumber,
  readPairs,
  readWhole,
  readWord,
  wordFault,
} from './environment-values.ts';
import { LIMIT_BOUNDS, type LimitOptions } from './limit-options.ts';
import type { StartOtelOptions } from './options.ts';
import type { OtlpOptions, SignalOtlpOptions } from './otlp-options.ts';
import { type Propagator, PROPAGATORS } from './propagation.ts';
import { type MetricsExporters, readMetricsExporters } from './prometheus-options.ts';
import { isResourceAttribute } from './resource.ts';
import { ALL_SIGNALS, type OtelSignal } from './signals.ts';
import { unreadVariables } from './unread-variables.ts';

export type { OtelEnvironment } from './environment-values.ts';

/** What the `OTEL_*` variables say. */
export interface OtelFromEnvironment {
  /** Options to lay under those of the application; `service` holds what the environment knows of it. */
  readonly options: Omit<StartOtelOptions, 'service'> & {
    readonly service?: { readonly name?: string; readonly version?: string; readonly environment?: string };
  };
  /** Every variable that cannot be used, with the reason, and without its value unless OpenTelemetry defines that one. */
  readonly faults: readonly string[];
  /** Variables that start with `OTEL_`, are set, and have no effect, or words of one: warn of them. */
  readonly unread: readonly string[];
}

const MILLISECONDS = { least: 1, most: 600_000, what: 'a whole number of ms' };
/** A day: longer times no timer of Node takes as they are meant. */
const INTERVAL = { ...MILLISECONDS, most: 86_400_000 };
const COUNT = 'a whole number';

/** Undefined where nothing is set, so that options say no more than the environment does. */
const unlessEmpty = <T extends object>(options: T): T | undefined =>
  Object.keys(options).length > 0 ? options : undefined;

const isDisabled = (reader: EnvironmentReader): boolean => read(reader, 'OTEL_SDK_DISABLED')?.toLowerCase() === 'true';

function readSignals(reader: EnvironmentReader, metrics: MetricsExporters): readonly OtelSignal[] {
  if (isDisabled(reader)) return [];
  return ALL_SIGNALS.filter((signal) =>
    signal === 'metrics'
      ? metrics.otlp
      : readWord(reader, `OTEL_${signal.toUpperCase()}_EXPORTER`, ['otlp', 'none']) !== 'none',
  );
}

/** Headers, protocol and timeout of all signals, or of one: `TRACES_`. */
function readSending(reader: EnvironmentReader, of: '' | `${string}_`): SignalOtlpOptions {
  const at = `OTEL_EXPORTER_OTLP_${of}`;
  return {
    ...keyed('headers', unlessEmpty(readPairs(reader, `${at}HEADERS`))),
    ...keyed('protocol', readWord(reader, `${at}PROTOCOL`, ['http/protobuf', 'http/json'])),
    ...keyed('timeoutMs', readWhole(reader, `${at}TIMEOUT`, MILLISECONDS)),
  };
}

function readOtlp(reader: EnvironmentReader, metrics: MetricsExporters): OtlpOptions {
  return {
    ...keyed('endpoint', readEndpoint(reader, 'OTEL_EXPORTER_OTLP_ENDPOINT')),
    ...keyed('tracesEndpoint', readEndpoint(reader, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT')),
    ...keyed('metricsEndpoint', readEndpoint(reader, 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT')),
    ...keyed('logsEndpoint', readEndpoint(reader, 'OTEL_EXPORTER_OTLP_LOGS_ENDPOINT')),
    ...readSending(reader, ''),
    ...keyed('traces', unlessEmpty(readSending(reader, 'TRACES_'))),
    ...keyed('metrics', unlessEmpty(readSending(reader, 'METRICS_'))),
    ...keyed('logs', unlessEmpty(readSending(reader, 'LOGS_'))),
    signals: readSignals(reader, metrics),
  };
}

const SAMPLERS = ['always_on', 'always_off', 'traceidratio'] as const;

/** Without OTEL_TRACES_SAMPLER the share alone is taken, which OpenTelemetry would ignore. */
function readSampling(reader: EnvironmentReader): Pick<StartOtelOptions, 'sampleRatio' | 'parentBased'> {
  const names = SAMPLERS.flatMap((name) => [`parentbased_${name}`, name] as const);
  const sampler = readWord(reader, 'OTEL_TRACES_SAMPLER', names) ?? 'parentbased_traceidratio';
  const fits = (value: number): boolean => value >= 0 && value <= 1;
  const share = readNumber(reader, 'OTEL_TRACES_SAMPLER_ARG', fits, 'a number from 0 to 1');
  const ratio = { always_on: 1, always_off: 0, traceidratio: share };
  const kind = SAMPLERS.find((name) => sampler.endsWith(name)) ?? 'traceidratio';
  return {
    ...keyed('sampleRatio', ratio[kind]),
    ...(sampler === kind && { parentBased: false }),
  };
}

/** `BSP` are spans, `BLRP` log records. */
function readBatch(reader: EnvironmentReader, of: 'BSP' | 'BLRP'): BatchOptions | undefined {
  const whole = (name: string, key: keyof BatchOptions, what: string) =>
    keyed(key, readWhole(reader, `OTEL_${of}_${name}`, { ...BATCH_BOUNDS[key], what }));
  const batch: BatchOptions = {
    ...whole('SCHEDULE_DELAY', 'delayMs', MILLISECONDS.what),
    ...whole('EXPORT_TIMEOUT', 'timeoutMs', MILLISECONDS.what),
    ...whole('MAX_QUEUE_SIZE', 'maxQueue', COUNT),
    ...whole('MAX_EXPORT_BATCH_SIZE', 'maxBatch', COUNT),
  };
  if ((batch.maxBatch ?? 0) > (batch.maxQueue ?? DEFAULT_QUEUE)) {
    reader.faults.push(
      `OTEL_${of}_MAX_EXPORT_BATCH_SIZE must be at most OTEL_${of}_MAX_QUEUE_SIZE (${DEFAULT_QUEUE} unless set)`,
    );
  }
  return unlessEmpty(batch);
}

function readLimits(reader: EnvironmentReader): LimitOptions | undefined {
  const whole = (name: string, key: keyof LimitOptions) =>
    keyed(key, readWhole(reader, `OTEL_${name}`, { ...LIMIT_BOUNDS[key], what: COUNT }));
  return unlessEmpty({
    ...whole('ATTRIBUTE_VALUE_LENGTH_LIMIT', 'valueLength'),
    ...whole('SPAN_ATTRIBUTE_COUNT_LIMIT', 'spanAttributes'),
  });
}

/** What the standard has as the default, and platforms therefore set: of its two, baggage has no effect. */
const WITH_BAGGAGE: ReadonlySet<string> = new Set(['tracecontext,baggage', 'baggage,tracecontext']);

/** Baggage carries whatever anybody put into it and is never sent. Formats that nothing here reads are refused by name. */
function readPropagator(reader: EnvironmentReader): { readonly propagator?: Propagator; readonly baggage: boolean } {
  const name = read(reader, 'OTEL_PROPAGATORS')?.replaceAll(' ', '');
  if (name === undefined) return { baggage: false };
  if (WITH_BAGGAGE.has(name)) return { propagator: 'tracecontext', baggage: true };
  const known = PROPAGATORS.find((propagator) => propagator === name);
  if (!known) reader.faults.push('OTEL_PROPAGATORS must be tracecontext or none; baggage is not propagated');
  return { baggage: false, ...keyed('propagator', known) };
}

/** The exporter reads it itself, and takes what it does not know for `cumulative` in silence. */
function checkTemporality(reader: EnvironmentReader): void {
  const name = 'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE';
  const allowed = ['cumulative', 'delta', 'lowmemory'];
  const value = read(reader, name)?.toLowerCase();
  if (value !== undefined && !allowed.includes(value)) reader.faults.push(wordFault(name, value, allowed));
}

/**
 * Maps the `OTEL_*` variables that people know to options of `startOtel`. Resource attributes outside of the closed list
 * are left out, because platforms set them without being asked. Every fault is named, none is thrown.
 */
export function otelOptionsFromEnvironment(env: OtelEnvironment): OtelFromEnvironment {
  const reader: EnvironmentReader = { env, faults: [] };
  const pairs = readPairs(reader, 'OTEL_RESOURCE_ATTRIBUTES');
  const allowed = Object.fromEntries(Object.entries(pairs).filter(([key]) => isResourceAttribute(key)));
  const service = {
    ...keyed('name', read(reader, 'OTEL_SERVICE_NAME') ?? pairs['service.name']),
    ...keyed('version', pairs['service.version']),
    ...keyed('environment', pairs['deployment.environment.name']),
  };
  checkTemporality(reader);
  const metrics = readMetricsExporters(reader);
  const { propagator, baggage } = readPropagator(reader);
  const batch = { ...keyed('traces', readBatch(reader, 'BSP')), ...keyed('logs', readBatch(reader, 'BLRP')) };
  const options: OtelFromEnvironment['options'] = {
    otlp: readOtlp(reader, metrics),
    ...keyed('prometheus', isDisabled(reader) ? undefined : metrics.prometheus),
    ...keyed('service', unlessEmpty(service)),
    ...keyed('resourceAttributes', unlessEmpty(allowed)),
    ...readSampling(reader),
    ...keyed('metricIntervalMs', readWhole(reader, 'OTEL_METRIC_EXPORT_INTERVAL', INTERVAL)),
    ...keyed('metricTimeoutMs', readWhole(reader, 'OTEL_METRIC_EXPORT_TIMEOUT', MILLISECONDS)),
    ...keyed('batch', unlessEmpty(batch)),
    ...keyed('limits', readLimits(reader)),
    ...keyed('propagator', propagator),
  };
  const unread = [...unreadVariables(env), ...(baggage ? ['OTEL_PROPAGATORS (baggage)'] : [])];
  return { faults: reader.faults, options, unread };
}
