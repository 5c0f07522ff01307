import { unknownOptions } from '@plumbline/core';
import { type EnvironmentReader, keyed, read, readWhole } from './environment-values.ts';

/** A scrape endpoint for Prometheus: `{}` opens it with the defaults. Whoever reaches it reads every metric. */
export interface PrometheusOptions {
  /** Address to listen at; `0.0.0.0` or `::` for every network of this machine. @default '127.0.0.1' */
  readonly host?: string;
  /** @default 9464 */
  readonly port?: number;
  /** @default '/metrics' */
  readonly path?: string;
}

/** The same with every default in place. */
export type PrometheusSettings = Required<PrometheusOptions>;

/** What Prometheus' list of ports has for exporters of OpenTelemetry. */
const DEFAULTS: PrometheusSettings = { host: '127.0.0.1', port: 9_464, path: '/metrics' };
const MAX_PORT = 65_535;

const HOST = /^[\w.:-]{1,253}$/;
const PATH = /^\/[\w./~-]{0,200}$/;

/** Whether nobody but this machine can reach an address. */
export const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.');

export function prometheusFaults(options: PrometheusOptions | undefined): string[] {
  if (options === undefined) return [];
  if (typeof options !== 'object' || options === null) return ['`prometheus` must be an object; `{}` opens it'];
  const { host, port, path } = options;
  const faults = unknownOptions(options, Object.keys(DEFAULTS)).map((fault) => `prometheus: ${fault}`);
  if (host !== undefined && !(typeof host === 'string' && HOST.test(host)))
    faults.push('`prometheus.host` must be an address or a name, without scheme and port');
  if (port !== undefined && !(Number.isSafeInteger(port) && port >= 0 && port <= MAX_PORT))
    faults.push(`\`prometheus.port\` must be a whole number from 0 to ${MAX_PORT}`);
  if (path !== undefined && !(typeof path === 'string' && PATH.test(path)))
    faults.push('`prometheus.path` must start with `/` and hold letters, digits, `.`, `_`, `~`, `-` or `/`');
  return faults;
}

export const readPrometheus = (options: PrometheusOptions | undefined): PrometheusSettings | undefined =>
  options === undefined ? undefined : { ...DEFAULTS, ...options };

/** What is exported of metrics: `prometheus`, `otlp`, both, or `none`. */
export interface MetricsExporters {
  readonly otlp: boolean;
  readonly prometheus: PrometheusOptions | undefined;
}

const NAME = 'OTEL_METRICS_EXPORTER';

/** Reads OTEL_METRICS_EXPORTER, a list, and the address that belongs to it. */
export function readMetricsExporters(reader: EnvironmentReader): MetricsExporters {
  const names = (read(reader, NAME) ?? 'otlp').split(',').map((name) => name.trim());
  const isKnown = names.every((name) => name === 'otlp' || name === 'prometheus') || names.join() === 'none';
  if (!isKnown) reader.faults.push(`${NAME} must be otlp, prometheus, otlp,prometheus or none`);
  const host = read(reader, 'OTEL_EXPORTER_PROMETHEUS_HOST');
  const bounds = { least: 0, most: MAX_PORT, what: 'a whole number' };
  const port = readWhole(reader, 'OTEL_EXPORTER_PROMETHEUS_PORT', bounds);
  if (host !== undefined && !HOST.test(host))
    reader.faults.push('OTEL_EXPORTER_PROMETHEUS_HOST must be an address or a name, without scheme and port');
  const otlp = names.includes('otlp');
  if (!names.includes('prometheus')) return { otlp, prometheus: undefined };
  return { otlp, prometheus: { ...keyed('host', host), ...keyed('port', port) } };
}
