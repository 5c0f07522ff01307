/** What cannot be there in this run although the part that it comes from runs, each with its reason. */
export const ABSENT: {
  readonly panels: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, string>>;
} = {
  panels: {
    'Expired approvals': 'no approval of a destination has a date here',
    Findings: 'nobody verifies the trail here',
    'Last verified': 'nobody verifies the trail here',
    'Audit trail': 'nobody verifies the trail here',
  },
  metrics: {
    // Known gaps: in the table of instruments, in an alert and on a board, and measured by no package.
    plumbline_audit_verified_age_seconds: 'GAP: nothing measures it yet',
    plumbline_audit_findings: 'GAP: nothing measures it yet',
    otelcol_exporter_send_failed_spans_total: 'a collector counts it from the first failure on',
    otelcol_exporter_send_failed_log_records_total: 'a collector counts it from the first failure on',
    otelcol_exporter_send_failed_metric_points_total: 'a collector counts it from the first failure on',
  },
};
