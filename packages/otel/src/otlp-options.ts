import { unknownOptions } from '@plumbline/core';
import { endpointFault } from './endpoint.ts';
import { ALL_SIGNALS, type OtelSignal } from './signals.ts';

/** How one signal is sent where it differs from the others. */
export interface SignalOtlpOptions {
  /** Beside `otlp.headers`, and instead of those with the same name. */
  readonly headers?: Readonly<Record<string, string>>;
  /** @default `otlp.protocol` */
  readonly protocol?: 'http/protobuf' | 'http/json';
  /** @default `otlp.timeoutMs` */
  readonly timeoutMs?: number;
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
  /** What is different for traces. */
  readonly traces?: SignalOtlpOptions;
  /** What is different for metrics. */
  readonly metrics?: SignalOtlpOptions;
  /** What is different for logs. */
  readonly logs?: SignalOtlpOptions;
}

/** How one signal is sent, with every default in place. */
export interface ExporterSettings {
  readonly headers: Readonly<Record<string, string>>;
  readonly protocol: 'http/protobuf' | 'http/json';
  readonly timeoutMs: number;
}

/** Ends inside the 3 s that a whole shutdown may take, with one repetition. */
const DEFAULT_TIMEOUT_MS = 1_500;

// Names are tokens of RFC 9110; a value with a line break would be a second header.
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e]*$/;

const SIGNAL_NAMES = { headers: true, protocol: true, timeoutMs: true } satisfies Record<keyof SignalOtlpOptions, true>;

const NAMES = {
  ...SIGNAL_NAMES,
  endpoint: true,
  tracesEndpoint: true,
  metricsEndpoint: true,
  logsEndpoint: true,
  signals: true,
  traces: true,
  metrics: true,
  logs: true,
} satisfies Record<keyof OtlpOptions, true>;

function sendingFaults(at: string, { headers, protocol, timeoutMs }: SignalOtlpOptions): string[] {
  const faults: string[] = [];
  for (const [index, [name, value]] of Object.entries(headers ?? {}).entries()) {
    if (!HEADER_NAME.test(name) || !HEADER_VALUE.test(value))
      faults.push(`\`${at}.headers\` entry ${index + 1} is no header`);
  }
  if (protocol !== undefined && protocol !== 'http/protobuf' && protocol !== 'http/json') {
    faults.push(`\`${at}.protocol\` must be http/protobuf or http/json`);
  }
  if (timeoutMs !== undefined && !(Number.isSafeInteger(timeoutMs) && timeoutMs > 0)) {
    faults.push(`\`${at}.timeoutMs\` must be a whole number above 0`);
  }
  return faults;
}

/** Every fault of `otlp`, by the name of its option. */
export function otlpFaults(otlp: OtlpOptions): string[] {
  const faults = unknownOptions(otlp, Object.keys(NAMES), 'otlp.');
  for (const name of ['endpoint', 'tracesEndpoint', 'metricsEndpoint', 'logsEndpoint'] as const) {
    const url = otlp[name];
    const fault = url === undefined ? undefined : endpointFault(url);
    if (fault !== undefined) faults.push(`\`otlp.${name}\` ${fault}`);
  }
  faults.push(...sendingFaults('otlp', otlp));
  for (const signal of ALL_SIGNALS) {
    const own = otlp[signal];
    if (own === undefined) continue;
    faults.push(...unknownOptions(own, Object.keys(SIGNAL_NAMES), `otlp.${signal}.`));
    faults.push(...sendingFaults(`otlp.${signal}`, own));
  }
  if (otlp.signals?.some((one) => !ALL_SIGNALS.includes(one))) faults.push('`otlp.signals` names an unknown signal');
  return faults;
}

/** Where each signal goes that goes anywhere. */
export function readEndpoints(otlp: OtlpOptions): Partial<Record<OtelSignal, string>> {
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

/** How each signal is sent. */
export function readExporters(otlp: OtlpOptions): Readonly<Record<OtelSignal, ExporterSettings>> {
  const of = (signal: OtelSignal): ExporterSettings => ({
    protocol: otlp[signal]?.protocol ?? otlp.protocol ?? 'http/protobuf',
    timeoutMs: otlp[signal]?.timeoutMs ?? otlp.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    headers: { ...otlp.headers, ...otlp[signal]?.headers },
  });
  return { traces: of('traces'), metrics: of('metrics'), logs: of('logs') };
}
