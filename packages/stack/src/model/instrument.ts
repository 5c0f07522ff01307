import type { Layer } from '@plumbline/core';

/** One metric as boards and rules may name it. */
export interface Instrument {
  /** As OpenTelemetry names it: `plumbline.job.runs`. */
  readonly name: string;
  readonly kind: 'counter' | 'updowncounter' | 'histogram' | 'gauge';
  readonly unit: string;
  readonly help: string;
  readonly layer: Layer;
  /** `people` where it counts what people did. */
  readonly privacy: 'service' | 'people';
  /** By wire name, such as `plumbline.job.name`: the closed list of its values, or `open` where a bounded source gives them. */
  readonly labels: Readonly<Record<string, readonly string[] | 'open'>>;
  /** Bucket bounds of a histogram, in its unit. */
  readonly boundaries?: readonly number[];
}

/** A metric that something else than the application emits: Prometheus, Tempo, the collector, an exporter. By Prometheus' names. */
export interface ExternalMetric {
  readonly name: string;
  readonly from:
    | 'prometheus'
    | 'alertmanager'
    | 'loki'
    | 'tempo'
    | 'alloy'
    | 'collector'
    | 'grafana'
    | 'node'
    | 'cadvisor'
    | 'kubernetes'
    | 'postgres';
  readonly labels: readonly string[];
  readonly help: string;
}
