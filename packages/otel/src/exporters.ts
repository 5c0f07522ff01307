import type { LogRecordExporter } from '@opentelemetry/sdk-logs';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { ExporterSettings } from './otlp-options.ts';

/** The exporter of each signal. */
interface Exporters {
  readonly traces: SpanExporter;
  readonly metrics: PushMetricExporter;
  readonly logs: LogRecordExporter;
}

interface ExporterConfig {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly timeoutMillis: number;
}

const protobuf: { readonly [S in keyof Exporters]: (config: ExporterConfig) => Promise<Exporters[S]> } = {
  async traces(config) {
    const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto');
    return new OTLPTraceExporter(config);
  },
  async metrics(config) {
    const { OTLPMetricExporter } = await import('@opentelemetry/exporter-metrics-otlp-proto');
    return new OTLPMetricExporter(config);
  },
  async logs(config) {
    const { OTLPLogExporter } = await import('@opentelemetry/exporter-logs-otlp-proto');
    return new OTLPLogExporter(config);
  },
};

const json: typeof protobuf = {
  async traces(config) {
    const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
    return new OTLPTraceExporter(config);
  },
  async metrics(config) {
    const { OTLPMetricExporter } = await import('@opentelemetry/exporter-metrics-otlp-http');
    return new OTLPMetricExporter(config);
  },
  async logs(config) {
    const { OTLPLogExporter } = await import('@opentelemetry/exporter-logs-otlp-http');
    return new OTLPLogExporter(config);
  },
};

/** Loads the one exporter that a signal and a protocol need, and no other. */
export const loadExporter = <S extends keyof Exporters>(
  signal: S,
  url: string,
  { protocol, headers, timeoutMs }: ExporterSettings,
): Promise<Exporters[S]> =>
  (protocol === 'http/json' ? json : protobuf)[signal]({ url, headers: { ...headers }, timeoutMillis: timeoutMs });
