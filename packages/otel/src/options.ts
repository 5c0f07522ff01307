import { type Log, PlumblineError, type ServiceIdentity, unknownOptions } from '@plumbline/core';
import type { ViewOptions } from '@opentelemetry/sdk-metrics';
import { type Instrumentation, instrumentationFaults } from './instrumentations.ts';
import { type Propagator, PROPAGATORS } from './propagation.ts';
import { isResourceAttribute } from './resource.ts';
import { ALL_SIGNALS, type OtelSignal } from './signals.ts';
import { keepFaults, type KeepOptions, type KeepSettings, readKeep } from './tail-options.ts';

/** Removes secrets and personal data: `createRedactor()` of `@plumbline/redact` fits as it is. */
export interface TelemetryRedactor {
  /** Any value; containers are copied where something was removed. */
  value(value: unknown): unknown;
  text(text: string): string;
}

export interface OtlpOptions {
  /** Base URL of the collector; `/v1/traces`, `/v1/metrics` and `/v1/logs` are added. */
  readonly endpoint?: string;
  /** Whole URL for traces; wins over `endpoint`. */
  readonly tracesEndpoint?: string;
  /** Whole URL for metrics; wins over `endpoint`. */
  readonly metricsEndpoint?: string;
  /** Whole URL for logs; wins over `endpoint`. */
  readonly logsEndpoint?: string;
  /** Sent with every export, such as an API key. */
  readonly headers?: Readonly<Record<string, string>>;
  /** @default 'http/protobuf' */
  readonly protocol?: 'http/protobuf' | 'http/json';
  /** Longest time of one export with its repetitions. @default 1500 */
  readonly timeoutMs?: number;
  /** What is sent of what has an endpoint. @default all */
  readonly signals?: readonly OtelSignal[];
}

export interface StartOtelOptions {
  readonly service: ServiceIdentity;
  /** Where telemetry goes. Without it nothing is loaded, opened or sent. */
  readonly otlp?: OtlpOptions;
  /** Share of new traces that are recorded, 0 to 1; a caller's decision is kept. @default 0.1 */
  readonly sampleRatio?: number;
  /** Failed and slow requests to keep beyond that share. Every request is recorded then, which costs time. @default none */
  readonly keep?: KeepOptions;
  /** @default 60000 */
  readonly metricIntervalMs?: number;
  /** More about the service: keys of a closed list (`k8s.*` names, `cloud.*`, `service.namespace`, `service.instance.id`). */
  readonly resourceAttributes?: Readonly<Record<string, string>>;
  /** Cleans spans and log records before they leave. @default createRedactor() */
  readonly redactor?: TelemetryRedactor;
  /** Told when exports begin to fail and when they work again. @default a log that writes nothing */
  readonly log?: Log;
  /** What `propagation.inject` and `extract` of the API do: W3C Trace Context, never baggage, or nothing. @default 'tracecontext' */
  readonly propagator?: Propagator;
  /** Views of instruments of other libraries, after those of the signal table. */
  readonly views?: readonly ViewOptions[];
  /**
   * Instrumentations of libraries, which the application installs: they get the providers of this SDK. ES modules need
   * `node --import @plumbline/node/register`.
   */
  readonly instrumentations?: readonly Instrumentation[];
}

/** Options with every default in place. */
export interface OtelSettings {
  readonly endpoints: Readonly<Partial<Record<OtelSignal, string>>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly protocol: 'http/protobuf' | 'http/json';
  readonly timeoutMs: number;
  readonly sampleRatio: number;
  readonly keep: KeepSettings | undefined;
  readonly metricIntervalMs: number;
}

/** Ends inside the 3 s that a whole shutdown may take, with one repetition. */
const DEFAULT_TIMEOUT_MS = 1_500;
const DEFAULT_METRIC_INTERVAL_MS = 60_000;
/** The brief's share of performance samples. */
const DEFAULT_SAMPLE_RATIO = 0.1;

// Names are tokens of RFC 9110; a value with a line break would be a second header.
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e]*$/;

/** What is wrong with an endpoint, as half a sentence; undefined when nothing is. */
export function endpointFault(url: string): string | undefined {
  if (!URL.canParse(url)) return 'must be an absolute URL';
  const { protocol, username, password } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') return 'must start with http:// or https://';
  return username === '' && password === '' ? undefined : 'must not carry credentials; use `headers`';
}

const OTLP_NAMES = {
  endpoint: true,
  tracesEndpoint: true,
  metricsEndpoint: true,
  logsEndpoint: true,
  headers: true,
  protocol: true,
  timeoutMs: true,
  signals: true,
} satisfies Record<keyof OtlpOptions, true>;

const NAMES = {
  service: true,
  otlp: true,
  sampleRatio: true,
  metricIntervalMs: true,
  resourceAttributes: true,
  redactor: true,
  log: true,
  views: true,
  instrumentations: true,
  propagator: true,
  keep: true,
} satisfies Record<keyof StartOtelOptions, true>;

const isWhole = (value: number, least: number): boolean => Number.isSafeInteger(value) && value >= least;

function endpointsOf(otlp: OtlpOptions): Partial<Record<OtelSignal, string>> {
  const wanted = otlp.signals ?? ALL_SIGNALS;
  const own = { traces: otlp.tracesEndpoint, metrics: otlp.metricsEndpoint, logs: otlp.logsEndpoint };
  const base = otlp.endpoint?.replace(/\/+$/, '');
  const endpoints: Partial<Record<OtelSignal, string>> = {};
  for (const signal of wanted) {
    const url = own[signal] ?? (base === undefined ? undefined : `${base}/v1/${signal}`);
    if (url !== undefined) endpoints[signal] = url;
  }
  return endpoints;
}

function otlpFaults(otlp: OtlpOptions): string[] {
  const faults: string[] = [];
  for (const name of ['endpoint', 'tracesEndpoint', 'metricsEndpoint', 'logsEndpoint'] as const) {
    const url = otlp[name];
    const fault = url === undefined ? undefined : endpointFault(url);
    if (fault !== undefined) faults.push(`\`otlp.${name}\` ${fault}`);
  }
  for (const [index, [name, value]] of Object.entries(otlp.headers ?? {}).entries()) {
    if (!HEADER_NAME.test(name) || !HEADER_VALUE.test(value))
      faults.push(`\`otlp.headers\` entry ${index + 1} is no header`);
  }
  const { protocol, signals, timeoutMs } = otlp;
  if (protocol !== undefined && protocol !== 'http/protobuf' && protocol !== 'http/json') {
    faults.push('`otlp.protocol` must be http/protobuf or http/json');
  }
  if (signals?.some((signal) => !ALL_SIGNALS.includes(signal))) faults.push('`otlp.signals` names an unknown signal');
  if (timeoutMs !== undefined && !isWhole(timeoutMs, 1)) faults.push('`otlp.timeoutMs` must be a whole number above 0');
  return faults;
}

function faultsOf(options: StartOtelOptions, settings: OtelSettings): string[] {
  const otlp = options.otlp ?? {};
  const faults = [
    ...unknownOptions(options, Object.keys(NAMES)),
    ...unknownOptions(otlp, Object.keys(OTLP_NAMES), 'otlp.'),
    ...otlpFaults(otlp),
    ...instrumentationFaults(options.instrumentations),
  ];
  const { sampleRatio, metricIntervalMs, timeoutMs } = settings;
  if (!options.service?.name) faults.push('`service.name` is missing');
  if (!(sampleRatio >= 0 && sampleRatio <= 1)) faults.push('`sampleRatio` must be a number from 0 to 1');
  if (!isWhole(metricIntervalMs, timeoutMs)) {
    faults.push('`metricIntervalMs` must be a whole number, at least `otlp.timeoutMs`');
  }
  if (options.propagator !== undefined && !PROPAGATORS.includes(options.propagator)) {
    faults.push('`propagator` must be tracecontext or none');
  }
  faults.push(...keepFaults(options.keep));
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
  const otlp = options.otlp ?? {};
  const settings: OtelSettings = {
    endpoints: endpointsOf(otlp),
    headers: otlp.headers ?? {},
    protocol: otlp.protocol ?? 'http/protobuf',
    timeoutMs: otlp.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    sampleRatio: options.sampleRatio ?? DEFAULT_SAMPLE_RATIO,
    keep: readKeep(options.keep),
    metricIntervalMs: options.metricIntervalMs ?? DEFAULT_METRIC_INTERVAL_MS,
  };
  const faults = faultsOf(options, settings);
  if (faults.length > 0) throw new PlumblineError('PLB_OTEL_OPTION', `startOtel: ${faults.join('; ')}`);
  return settings;
}
