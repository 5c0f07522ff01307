import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { type ItemExporter, openItemExporter } from './item-exporter.ts';
import type { ExporterSettings } from './otlp-options.ts';

/** Loads what sends spans, and the one serializer that the protocol needs. */
export async function loadTraceExporter(
  url: string,
  settings: ExporterSettings,
): Promise<ItemExporter<ReadableSpan[]>> {
  const otlp = await import('@opentelemetry/otlp-transformer');
  return openItemExporter('traces', url, settings, {
    serializer: settings.protocol === 'http/json' ? otlp.JsonTraceSerializer : otlp.ProtobufTraceSerializer,
    helper: otlp.TraceExporterMetricsHelper,
  });
}

/** Loads what sends log records. */
export async function loadLogExporter(
  url: string,
  settings: ExporterSettings,
): Promise<ItemExporter<ReadableLogRecord[]>> {
  const otlp = await import('@opentelemetry/otlp-transformer');
  return openItemExporter('logs', url, settings, {
    serializer: settings.protocol === 'http/json' ? otlp.JsonLogsSerializer : otlp.ProtobufLogsSerializer,
    helper: otlp.LogsExporterMetricsHelper,
  });
}

/** Loads the one exporter of metrics that a protocol needs, and no other. */
export async function loadMetricExporter(
  url: string,
  { protocol, headers, timeoutMs }: ExporterSettings,
): Promise<PushMetricExporter> {
  const { OTLPMetricExporter } = await (protocol === 'http/json'
    ? import('@opentelemetry/exporter-metrics-otlp-http')
    : import('@opentelemetry/exporter-metrics-otlp-proto'));
  return new OTLPMetricExporter({ url, headers: { ...headers }, timeoutMillis: timeoutMs });
}
