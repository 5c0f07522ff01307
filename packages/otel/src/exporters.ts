import { OTLPMetricExporter as JsonMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import {
  JsonLogsSerializer,
  JsonTraceSerializer,
  LogsExporterMetricsHelper,
  ProtobufLogsSerializer,
  ProtobufTraceSerializer,
  TraceExporterMetricsHelper,
} from '@opentelemetry/otlp-transformer';
import { convertLegacyHttpOptions } from '@opentelemetry/otlp-exporter-base/node-http';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { ExporterSockets } from './export-sockets.ts';
import { type ItemExporter, openItemExporter } from './item-exporter.ts';
import { encodeLogs } from './log-encoder.ts';
import type { ExporterSettings } from './otlp-options.ts';

/** Opens what sends spans, with the serializer of the protocol. */
export const openTraceExporter = (
  url: string,
  settings: ExporterSettings,
  sockets: ExporterSockets,
): ItemExporter<ReadableSpan[]> =>
  openItemExporter('traces', url, settings, {
    sockets,
    serializer: settings.protocol === 'http/json' ? JsonTraceSerializer : ProtobufTraceSerializer,
    helper: TraceExporterMetricsHelper,
  });

/** The SDK's serializer of logs with an encoder that costs half. */
const LogsSerializer: typeof ProtobufLogsSerializer = {
  serializeRequest: encodeLogs,
  deserializeResponse: (data) => ProtobufLogsSerializer.deserializeResponse(data),
};

/** Opens what sends log records. */
export const openLogExporter = (
  url: string,
  settings: ExporterSettings,
  sockets: ExporterSockets,
): ItemExporter<ReadableLogRecord[]> =>
  openItemExporter('logs', url, settings, {
    sockets,
    serializer: settings.protocol === 'http/json' ? JsonLogsSerializer : LogsSerializer,
    helper: LogsExporterMetricsHelper,
  });

/** Opens what sends metrics. */
export function openMetricExporter(
  url: string,
  { protocol, headers, timeoutMs }: ExporterSettings,
  sockets: ExporterSockets,
): PushMetricExporter {
  const MetricExporter = protocol === 'http/json' ? JsonMetricExporter : ProtobufMetricExporter;
  // The agent that the exporter would open itself: certificates come from the variables of the signal.
  const { agentFactory } = convertLegacyHttpOptions({ url }, 'METRICS', 'v1/metrics', {});
  const inner = new MetricExporter({
    url,
    headers: { ...headers },
    timeoutMillis: timeoutMs,
    httpAgentOptions: sockets.agentFactory(agentFactory),
  });
  const send = inner.export.bind(inner);
  inner.export = (batch, done) =>
    sockets.bound(timeoutMs, (ended) => {
      send(batch, (result) => {
        ended();
        done(result);
      });
    });
  return inner;
}
