import { expect, test } from 'vitest';
import { expressionFaults } from '../src/promql/vocabulary.ts';
import { model } from './model.ts';

const faults = (expr: string): readonly string[] => expressionFaults(expr, model);

const SCOPE = 'service_name="approvals",deployment_environment_name="production"';

test.each([
  `sum by (service_name, plumbline_job_name) (increase(plumbline_job_runs_total{${SCOPE},outcome="failure"}[30m])) > 0`,
  'histogram_quantile(0.95, sum by (le) (rate(http_server_request_duration_seconds_bucket{http_route!~"/livez|/readyz",service_name=~"$service"}[$__rate_interval])))',
  'http_server_request_duration_seconds_bucket{le=~"1|1[.]0"}',
  'http_server_request_duration_seconds_count{http_response_status_code=~"5.."}',
  'plumbline_workflow_content_items{status="in_approval"}',
  'slo:error_ratio:1h{slo="api-latency"} / on (service_name, deployment_environment_name, slo) (1 - slo:objective:ratio)',
  'plumbline_workflow_stale_approvals and on (service_name, instance) (plumbline_gauges_sampled_at_seconds == on (service_name) group_left () max by (service_name) (plumbline_gauges_sampled_at_seconds))',
  'count by (__name__) ({__name__=~"plumbline_.+|http_.+"})',
  'min by (job) (up)',
  'time() - max without (instance) (plumbline_job_last_success_seconds{plumbline_job_name="digest"}) > 129600',
  'vector(1)',
  '(sum(rate(plumbline_usage_actions_total[2h])) == 0) and on () (hour() >= 8 < 18)',
  'topk(20, sum by (action) (plumbline_usage_actions_total))',
  'label_replace(up, "who", "$1", "job", "(.*)") * on (who) group_left () label_replace(up, "who", "$1", "job", "(.*)")',
])('names nothing that is not there: %s', (expr) => {
  expect(faults(expr)).toEqual([]);
});

test.each([
  ['plumbline_job_run_total', 'nothing emits `plumbline_job_run_total`; did you mean `plumbline_job_runs_total`?'],
  ['plumbline_job_duration_seconds', 'nothing emits `plumbline_job_duration_seconds`'],
  ['plumbline_job_runs_total{job_name="digest"}', 'plumbline_job_runs_total has no label `job_name`'],
  ['plumbline_job_runs_total{outcome="failed"}', '`outcome` is never `failed`'],
  ['plumbline_job_runs_total{outcome=~"success|failur"}', '`outcome` is never `failur`; did you mean `failure`?'],
  ['plumbline_job_runs_total{outcome!="failed"}', '`outcome` is never `failed`'],
  ['plumbline_job_runs_total{outcome=~"fault.*"}', '`outcome` never matches `fault.*`'],
  ['plumbline_heartbeat{service_name="aprovals"}', '`service_name` is never `aprovals`; did you mean `approvals`?'],
  ['http_server_request_duration_seconds_bucket{le="0.3"}', '`le` is never `0.3`'],
  ['sum by (job_name) (plumbline_job_runs_total)', 'there is no label `job_name`'],
  ['sum by (outcome) (sum by (plumbline_job_name) (plumbline_job_runs_total))', 'there is no label `outcome`'],
  ['sum by (outcome) (plumbline_job_runs_total) / on (queue) sum(plumbline_queue_depth)', 'there is no label `queue`'],
  ['plumbline_heartbeat * on (instance) group_left (queue) plumbline_heartbeat', 'there is no label `queue`'],
  ['histogram_quantile(0.9, sum(rate(plumbline_job_duration_seconds_bucket[5m])))', 'needs the label `le`'],
  ['{__name__=~"plumline_.+"}', 'stands for no metric'],
  ['slo:error_ratio:7d', 'nothing emits `slo:error_ratio:7d`'],
  ['slo:error_ratio:1h{slo="api"}', '`slo` is never `api`'],
  ['node_memory_MemFree_byte', 'nothing emits `node_memory_MemFree_byte`'],
  ['sum(rate(plumbline_job_runs_total[5m]', 'this is no PromQL'],
  ['plumbline_job_runs_total and', 'this is no PromQL'],
])('a planted error is named: %s', (expr, fault) => {
  expect(faults(expr).join('\n')).toContain(fault);
});
