import type { ExternalMetric } from '../instrument.ts';
import { metricList, type MetricLine } from './metric-list.ts';

/** What counts items is there once for spans, metric points and log records. */
const perSignal = (name: string, labels: string, help: string): readonly MetricLine[] =>
  ['spans', 'metric_points', 'log_records'].map((items) => [
    `otelcol_${name}_${items}_total`,
    labels,
    `${help} (${items.replace('_', ' ')}).`,
  ]);

/** Both are built from the OpenTelemetry Collector; Alloy says `component_id` beside the collector's own labels. */
const COLLECTOR = [
  ...perSignal('receiver_accepted', 'receiver transport component_id', 'Items received'),
  ...perSignal('receiver_refused', 'receiver transport component_id', 'Items that were not taken'),
  ...perSignal('exporter_sent', 'exporter component_id', 'Items sent on'),
  ...perSignal('exporter_send_failed', 'exporter component_id', 'Items that could not be sent on'),
  ...perSignal('exporter_enqueue_failed', 'exporter component_id', 'Items for which the queue had no room'),
  ['otelcol_exporter_queue_size', 'exporter data_type component_id', 'Batches that wait to be sent.'],
  ['otelcol_exporter_queue_capacity', 'exporter data_type component_id', 'Batches that may wait.'],
] as const satisfies readonly MetricLine[];

const SPAN = 'service span_name span_kind status_code service_version deployment_environment_name';
const EDGE = 'client server connection_type';

/**
 * Metrics of what carries and stores telemetry. Names and labels are those of the source: Alloy 1.18 (its mixin and
 * `internal/runtime`), Loki 3.7 (`pkg/loghttp/push`, `pkg/validation`, `pkg/ingester`), Tempo 3.0 (`modules/distributor`,
 * `modules/generator`). Buckets of Tempo's span metrics and service graphs carry exemplars with the label `trace_id`.
 */
export const pipelineMetrics: readonly ExternalMetric[] = [
  ...metricList('alloy', [
    ...COLLECTOR,
    ['alloy_build_info', 'version', '1, with the version.'],
    ['alloy_component_controller_running_components', 'health_type', 'Components by health.'],
    ['alloy_resources_process_resident_memory_bytes', '', 'Memory of Alloy.'],
    ['alloy_resources_process_cpu_seconds_total', '', 'Processor time of Alloy.'],
    ['prometheus_remote_storage_samples_total', 'remote_name url component_id', 'Samples sent.'],
    ['prometheus_remote_storage_samples_failed_total', 'remote_name url component_id', 'Samples that were refused.'],
    ['prometheus_remote_storage_samples_pending', 'remote_name url component_id', 'Samples that wait to be sent.'],
    ['prometheus_remote_write_wal_storage_active_series', 'component_id', 'Series that Alloy sends.'],
    ['probe_success', 'service_name deployment_environment_name', '1 while a probe from outside succeeds, else 0.'],
    ['probe_duration_seconds', 'service_name deployment_environment_name', 'Duration of a probe from outside.'],
    ['probe_http_status_code', 'service_name deployment_environment_name', 'Status that a probe was answered with.'],
  ]),
  ...metricList('collector', [
    ...COLLECTOR,
    ['otelcol_process_memory_rss_bytes', '', 'Memory of the collector.'],
    ['otelcol_process_cpu_seconds_total', '', 'Processor time of the collector.'],
  ]),
  ...metricList('loki', [
    ['loki_distributor_bytes_received_total', 'tenant format retention_hours', 'Bytes of log lines received.'],
    ['loki_distributor_lines_received_total', 'tenant format', 'Log lines received.'],
    ['loki_discarded_samples_total', 'tenant reason', 'Log lines that were not taken.'],
    ['loki_discarded_bytes_total', 'tenant reason', 'Bytes of log lines that were not taken.'],
    ['loki_ingester_memory_streams', 'tenant', 'Streams in memory.'],
    ['loki_request_duration_seconds_bucket', 'route method status_code', 'Duration of requests to Loki'],
    ['loki_panic_total', '', 'Panics of Loki.'],
  ]),
  ...metricList('tempo', [
    ['tempo_distributor_spans_received_total', 'tenant', 'Spans received.'],
    ['tempo_distributor_bytes_received_total', 'tenant', 'Bytes of spans received.'],
    ['tempo_discarded_spans_total', 'tenant reason', 'Spans that were not taken.'],
    ['tempo_metrics_generator_registry_active_series', 'tenant', 'Series that Tempo makes from spans.'],
    ['tempo_request_duration_seconds_bucket', 'route method status_code', 'Duration of requests to Tempo'],
    ['traces_spanmetrics_calls_total', SPAN, 'Spans by service and name.'],
    ['traces_spanmetrics_size_total', SPAN, 'Bytes of spans by service and name.'],
    ['traces_spanmetrics_latency_bucket', SPAN, 'Duration of spans, with exemplars'],
    ['traces_service_graph_request_total', EDGE, 'Calls between services.'],
    ['traces_service_graph_request_failed_total', EDGE, 'Calls between services that failed.'],
    ['traces_service_graph_request_server_seconds_bucket', EDGE, 'Duration of calls at the callee, with exemplars'],
    ['traces_service_graph_request_client_seconds_bucket', EDGE, 'Duration of calls at the caller, with exemplars'],
  ]),
];
