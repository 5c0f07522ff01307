import type { StackFile } from '../model/stack-file.ts';
import type { StackModel } from '../model/stack-model.ts';
import { toYaml } from '../yaml.ts';
import { metricsStore, PORTS, toHours } from './addresses.ts';
import { header } from './header.ts';

/** Most series that Tempo may make out of spans; beyond it no new one is made. */
const MAX_SERIES = 20_000;

/**
 * Tempo 3.0, one process, on the file system. It makes metrics with exemplars out of spans: OpenTelemetry for Node writes
 * none itself, so the way from a metric to a trace begins here. `trace_id` is what OpenTelemetry calls the label; Tempo's
 * own default is `traceID`.
 */
export const tempoFile = (model: StackModel): StackFile => ({
  path: 'tempo/tempo.yml',
  text: toYaml(
    {
      server: { http_listen_port: PORTS.tempo, log_level: 'warn' },
      distributor: {
        receivers: {
          otlp: {
            protocols: {
              grpc: { endpoint: `0.0.0.0:${PORTS.otlpGrpc}` },
              http: { endpoint: `0.0.0.0:${PORTS.otlpHttp}` },
            },
          },
        },
      },
      storage: {
        trace: { backend: 'local', wal: { path: '/var/tempo/wal' }, local: { path: '/var/tempo/blocks' } },
      },
      metrics_generator: {
        processor: { span_metrics: { dimensions: ['service.version', 'deployment.environment.name'] } },
        storage: {
          path: '/var/tempo/generator/wal',
          remote_write: [{ url: metricsStore(model).remoteWrite, send_exemplars: true }],
        },
      },
      overrides: {
        defaults: {
          compaction: { block_retention: toHours(model.retention.traces) },
          metrics_generator: {
            processors: ['span-metrics', 'service-graphs'],
            max_active_series: MAX_SERIES,
            trace_id_label_name: 'trace_id',
          },
        },
      },
      usage_report: { reporting_enabled: false },
    },
    header('Tempo: traces over OTLP, and metrics with exemplars made of them.'),
  ),
});
