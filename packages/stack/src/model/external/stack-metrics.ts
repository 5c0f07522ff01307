import type { ExternalMetric } from '../instrument.ts';
import { metricList } from './metric-list.ts';

/** Labels that the alerts of this stack have, beside those of their series. */
const ALERT_LABELS = 'alertname severity layer slo service_name deployment_environment_name service_namespace';

/**
 * Metrics of Prometheus 3, Alertmanager and Grafana about themselves. Names and labels are those of their source:
 * Prometheus `rules/group.go`, `tsdb/head.go`, `tsdb/db.go`, `notifier/metric.go`, `promql/engine.go`, `scrape`;
 * Alertmanager `notify` and `api`. The last ones are of every process that uses Prometheus' client.
 */
export const stackMetrics: readonly ExternalMetric[] = [
  ...metricList('prometheus', [
    ['up', 'service_name deployment_environment_name', '1 while the last scrape of a target succeeded, else 0.'],
    ['ALERTS', `alertstate ${ALERT_LABELS}`, '1 for each alert that is pending or firing.'],
    ['ALERTS_FOR_STATE', ALERT_LABELS, 'Unix time since which an alert has been active.'],
    ['scrape_duration_seconds', '', 'Duration of the last scrape of a target.'],
    ['scrape_samples_scraped', '', 'Samples that a target exposed.'],
    ['scrape_samples_post_metric_relabeling', '', 'Samples of a target that were kept.'],
    ['scrape_series_added', '', 'New series of a scrape, nearly.'],
    ['prometheus_build_info', 'version revision branch', '1, with the version.'],
    ['prometheus_config_last_reload_successful', '', '1 when the last reload of the configuration succeeded.'],
    ['prometheus_rule_evaluations_total', 'rule_group', 'Rules that were evaluated.'],
    ['prometheus_rule_evaluation_failures_total', 'rule_group', 'Rules that could not be evaluated.'],
    ['prometheus_rule_group_interval_seconds', 'rule_group', 'Interval of a group of rules.'],
    ['prometheus_rule_group_last_duration_seconds', 'rule_group', 'Duration of the last evaluation of a group.'],
    ['prometheus_rule_group_iterations_missed_total', 'rule_group', 'Evaluations missed because one was slow.'],
    ['prometheus_notifications_alertmanagers_discovered', '', 'Alertmanagers that are known.'],
    ['prometheus_notifications_sent_total', 'alertmanager', 'Alerts sent to an Alertmanager.'],
    ['prometheus_notifications_errors_total', 'alertmanager', 'Alerts that an Alertmanager did not take.'],
    ['prometheus_notifications_dropped_total', 'alertmanager', 'Alerts that were dropped.'],
    ['prometheus_notifications_queue_length', 'alertmanager', 'Alerts that wait to be sent.'],
    ['prometheus_tsdb_head_series', '', 'Series in memory.'],
    ['prometheus_tsdb_head_series_created_total', '', 'Series that were made.'],
    ['prometheus_tsdb_head_samples_appended_total', 'type', 'Samples that were stored.'],
    ['prometheus_tsdb_out_of_order_samples_total', 'type', 'Samples refused because they were too late.'],
    ['prometheus_tsdb_storage_blocks_bytes', '', 'Size of the blocks on disk.'],
    ['prometheus_tsdb_wal_storage_size_bytes', '', 'Size of the write-ahead log on disk.'],
    ['prometheus_tsdb_compactions_failed_total', '', 'Compactions that failed.'],
    ['prometheus_engine_query_duration_seconds', 'slice quantile', 'Duration of queries by stage.'],
    ['prometheus_http_requests_total', 'code handler', 'Requests to the API of Prometheus.'],
    ['prometheus_target_scrapes_exceeded_sample_limit_total', '', 'Scrapes refused for too many samples.'],
    ['process_resident_memory_bytes', '', 'Memory of a process.'],
    ['process_cpu_seconds_total', '', 'Processor time of a process.'],
    ['process_start_time_seconds', '', 'Unix time at which a process started.'],
  ]),
  ...metricList('alertmanager', [
    ['alertmanager_alerts', 'state', 'Alerts by state: active, suppressed, unprocessed.'],
    ['alertmanager_alerts_received_total', 'status version', 'Alerts received.'],
    ['alertmanager_alerts_invalid_total', 'version', 'Alerts refused.'],
    ['alertmanager_notifications_total', 'integration', 'Notifications attempted.'],
    ['alertmanager_notifications_failed_total', 'integration reason', 'Notifications that failed.'],
    ['alertmanager_notifications_suppressed_total', 'reason', 'Notifications held back by silence or inhibition.'],
    ['alertmanager_notification_latency_seconds_bucket', 'integration', 'Duration of notifications'],
    ['alertmanager_silences', 'state', 'Silences by state.'],
    ['alertmanager_config_last_reload_successful', '', '1 when the last reload of the configuration succeeded.'],
  ]),
  ...metricList('grafana', [
    ['grafana_build_info', 'version edition revision', '1, with the version.'],
    ['grafana_http_request_duration_seconds_bucket', 'handler method status_code', 'Duration of requests to Grafana'],
    ['grafana_datasource_request_total', 'datasource datasource_type code method', 'Requests to data sources.'],
    ['grafana_stat_active_users', '', 'Users of the last 30 days.'],
  ]),
];
