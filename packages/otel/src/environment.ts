import { endpointFault, type OtlpOptions, type StartOtelOptions } from './options.ts';
import { type Propagator, PROPAGATORS } from './propagation.ts';
import { isResourceAttribute } from './resource.ts';
import { ALL_SIGNALS, type OtelSignal } from './signals.ts';

/** Environment variables, as `process.env` holds them. */
export type OtelEnvironment = Readonly<Record<string, string | undefined>>;

/** What the `OTEL_*` variables say. */
export interface OtelFromEnvironment {
  /** Options to lay under those of the application; `service` holds what the environment knows of it. */
  readonly options: Omit<StartOtelOptions, 'service'> & {
    readonly service?: { readonly name?: string; readonly version?: string; readonly environment?: string };
  };
  /** Every variable that cannot be used, with the reason and without its value. */
  readonly faults: readonly string[];
}

type Faults = string[];

const keyed = <V>(key: string, value: V | undefined): Record<string, V> =>
  value === undefined ? {} : { [key]: value };

/** An empty variable counts as absent: the OpenTelemetry specification says so. */
const read = (env: OtelEnvironment, name: string): string | undefined => {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
};

/** `key=value` pairs by comma, values percent-encoded, as OTEL_RESOURCE_ATTRIBUTES and the header variables use. */
function readPairs(env: OtelEnvironment, name: string, faults: Faults): Record<string, string> {
  const pairs: Record<string, string> = {};
  for (const [index, part] of (read(env, name) ?? '').split(',').entries()) {
    if (part.trim() === '') continue;
    const split = part.indexOf('=');
    try {
      if (split < 1) throw new TypeError('no key');
      pairs[part.slice(0, split).trim()] = decodeURIComponent(part.slice(split + 1).trim());
    } catch {
      faults.push(`${name}: entry ${index + 1} must be key=value, percent-encoded`);
    }
  }
  return pairs;
}

function readEndpoint(env: OtelEnvironment, name: string, faults: Faults): string | undefined {
  const url = read(env, name);
  const fault = url === undefined ? undefined : endpointFault(url);
  if (fault !== undefined) faults.push(`${name} ${fault}`);
  return url;
}

function readNumber(
  env: OtelEnvironment,
  name: string,
  faults: Faults,
  fits: (value: number) => boolean,
  rule: string,
) {
  const text = read(env, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (fits(value)) return value;
  faults.push(`${name} must be ${rule}`);
  return undefined;
}

const isMilliseconds = (value: number): boolean => Number.isSafeInteger(value) && value > 0;

function readSignals(env: OtelEnvironment, faults: Faults): readonly OtelSignal[] {
  if (read(env, 'OTEL_SDK_DISABLED')?.toLowerCase() === 'true') return [];
  return ALL_SIGNALS.filter((signal) => {
    const name = `OTEL_${signal.toUpperCase()}_EXPORTER`;
    const exporter = read(env, name) ?? 'otlp';
    if (exporter !== 'otlp' && exporter !== 'none') faults.push(`${name} must be otlp or none`);
    return exporter !== 'none';
  });
}

function readProtocol(env: OtelEnvironment, faults: Faults): OtlpOptions['protocol'] {
  const protocol = read(env, 'OTEL_EXPORTER_OTLP_PROTOCOL');
  if (protocol === undefined || protocol === 'http/protobuf' || protocol === 'http/json') return protocol;
  faults.push('OTEL_EXPORTER_OTLP_PROTOCOL must be http/protobuf or http/json');
  return undefined;
}

/** Baggage carries whatever anybody put into it, so it is refused by name, and so are formats that nothing here reads. */
function readPropagator(env: OtelEnvironment, faults: Faults): Propagator | undefined {
  const name = read(env, 'OTEL_PROPAGATORS');
  const known = PROPAGATORS.find((propagator) => propagator === name);
  if (name !== undefined && !known) faults.push('OTEL_PROPAGATORS must be tracecontext or none; baggage is not propagated');
  return known;
}

/** A caller's decision is always kept, so the samplers that would override it are not offered. */
function readRatio(env: OtelEnvironment, faults: Faults): number | undefined {
  const sampler = read(env, 'OTEL_TRACES_SAMPLER') ?? 'parentbased_traceidratio';
  if (sampler === 'parentbased_always_on') return 1;
  if (sampler === 'parentbased_always_off') return 0;
  if (sampler !== 'parentbased_traceidratio') {
    faults.push(
      'OTEL_TRACES_SAMPLER must be parentbased_traceidratio, parentbased_always_on or parentbased_always_off',
    );
    return undefined;
  }
  const fits = (value: number): boolean => value >= 0 && value <= 1;
  return readNumber(env, 'OTEL_TRACES_SAMPLER_ARG', faults, fits, 'a number from 0 to 1');
}

/**
 * Maps the `OTEL_*` variables that people know to options of `startOtel`. Resource attributes outside of the closed list
 * are left out, because platforms set them without being asked. Every fault is named, none is thrown.
 */
export function otelOptionsFromEnvironment(env: OtelEnvironment): OtelFromEnvironment {
  const faults: Faults = [];
  const pairs = readPairs(env, 'OTEL_RESOURCE_ATTRIBUTES', faults);
  const headers = readPairs(env, 'OTEL_EXPORTER_OTLP_HEADERS', faults);
  const allowed = Object.entries(pairs).filter(([key]) => isResourceAttribute(key));
  const timeoutMs = readNumber(env, 'OTEL_EXPORTER_OTLP_TIMEOUT', faults, isMilliseconds, 'a whole number of ms');
  const interval = readNumber(env, 'OTEL_METRIC_EXPORT_INTERVAL', faults, isMilliseconds, 'a whole number of ms');
  const otlp: OtlpOptions = {
    ...keyed('endpoint', readEndpoint(env, 'OTEL_EXPORTER_OTLP_ENDPOINT', faults)),
    ...keyed('tracesEndpoint', readEndpoint(env, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', faults)),
    ...keyed('metricsEndpoint', readEndpoint(env, 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT', faults)),
    ...keyed('logsEndpoint', readEndpoint(env, 'OTEL_EXPORTER_OTLP_LOGS_ENDPOINT', faults)),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...keyed('protocol', readProtocol(env, faults)),
    ...keyed('timeoutMs', timeoutMs),
    signals: readSignals(env, faults),
  };
  const service = {
    ...keyed('name', read(env, 'OTEL_SERVICE_NAME') ?? pairs['service.name']),
    ...keyed('version', pairs['service.version']),
    ...keyed('environment', pairs['deployment.environment.name']),
  };
  return {
    faults,
    options: {
      otlp,
      ...(Object.keys(service).length > 0 && { service }),
      ...(allowed.length > 0 && { resourceAttributes: Object.fromEntries(allowed) }),
      ...keyed('sampleRatio', readRatio(env, faults)),
      ...keyed('metricIntervalMs', interval),
      ...keyed('propagator', readPropagator(env, faults)),
    },
  };
}
