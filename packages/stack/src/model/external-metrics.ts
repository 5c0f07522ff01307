import { exporterMetrics } from './external/exporter-metrics.ts';
import { pipelineMetrics } from './external/pipeline-metrics.ts';
import { stackMetrics } from './external/stack-metrics.ts';
import type { ExternalMetric } from './instrument.ts';

/**
 * Every metric that boards and alerts may name and that the application does not emit. Names are unique but for those of
 * the OpenTelemetry Collector, which Alloy has too.
 */
export const externalMetrics: readonly ExternalMetric[] = [...stackMetrics, ...pipelineMetrics, ...exporterMetrics];
