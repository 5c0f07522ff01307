/** What cannot be there in this run although the part that it comes from runs, each with its reason. */
export const ABSENT: {
  readonly panels: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, string>>;
} = {
  panels: {
    'Expired approvals': 'no approval of a destination has a date here',
  },
  metrics: {
    otelcol_exporter_send_failed_spans_total: 'a collector counts it from the first failure on',
    otelcol_exporter_send_failed_log_records_total: 'a collector counts it from the first failure on',
    otelcol_exporter_send_failed_metric_points_total: 'a collector counts it from the first failure on',
  },
};
