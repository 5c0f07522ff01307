import type { AlertDefinition, AlertProof } from '../../model/alert.ts';
import { plainSeries } from '../rule-context.ts';

/** A counter that grows for half an hour and then stands still. */
function growthProofs(
  name: string,
  own: Readonly<Record<string, string>>,
  result: Readonly<Record<string, string>>,
  windowMinutes: number,
  forMinutes: number,
): readonly AlertProof[] {
  const series = (values: string) => plainSeries(name, { ...own, instance: 'a:1' }, values);
  return [
    {
      title: `fires while ${name} grows, and resolves`,
      series: [series('0+1x40 40x100')],
      fires: [{ at: `${forMinutes + 4}m`, labels: result }],
      quiet: [`${forMinutes}m`, `${40 + windowMinutes + 3}m`],
    },
    {
      title: `stays quiet while ${name} stands still, and when it grew for a moment`,
      series: [series('7x40 8x100')],
      fires: [],
      quiet: ['30m', ...(forMinutes > windowMinutes ? [`${41 + windowMinutes}m`] : []), '100m'],
    },
  ];
}

const RULES: AlertDefinition = {
  name: 'PlumblineRuleEvaluationFailures',
  severity: 'warning',
  layer: 'stack',
  summary: 'Rules of {{ $labels.rule_group }} cannot be evaluated',
  description: 'Evaluations have failed for 10 minutes. Alerts of the group are blind.',
  expr: 'sum by (rule_group) (increase(prometheus_rule_evaluation_failures_total[5m])) > 0',
  for: '10m',
  proofs: growthProofs(
    'prometheus_rule_evaluation_failures_total',
    { rule_group: 'plumbline-reliability' },
    { rule_group: 'plumbline-reliability' },
    5,
    10,
  ),
  runbook: {
    meaning: 'Prometheus could not compute a rule, most often because two series match where one was expected.',
    impact: 'The alert or recording stands still without a word of its own.',
    diagnosis: [
      'The page of rules in Prometheus shows the error beside the rule.',
      '`many-to-many matching`: the same service reports under two values of a label, for example two versions of the collector at once.',
    ],
    mitigation: ['End the doubled source. After a change by hand: `npx plumbline stack check`, and generate again.'],
  },
  board: 'plumbline-stack',
};

const FAILED = 'alertmanager_notifications_failed_total';

/** A group that cannot be told is tried again every 5 minutes (`group_interval`): so often a lasting failure counts. */
function notificationProofs(): readonly AlertProof[] {
  const series = (values: string) =>
    plainSeries(FAILED, { job: 'alertmanager', instance: 'a:1', integration: 'slack', reason: 'other' }, values);
  return [
    {
      title: 'fires while every try fails, and resolves',
      series: [series('0x5 1x4 2x4 3x4 4x4 5x4 6x4 7x60')],
      fires: [{ at: '28m', labels: { integration: 'slack' } }],
      quiet: ['5m', '17m', '52m'],
    },
    {
      title: 'stays quiet for one failure, although others fail too and each of them once',
      series: [series('0x5 1x100'), plainSeries(FAILED, { integration: 'email', instance: 'a:1' }, '0x8 1x100')],
      fires: [],
      quiet: ['8m', '16m', '18m', '40m'],
    },
    {
      title: 'stays quiet when five groups fail at once and are told with the next try',
      series: [series('0x5 5x100')],
      fires: [],
      quiet: ['8m', '16m', '18m', '21m', '40m'],
    },
    {
      title: 'stays quiet for one failure in a quarter of an hour',
      series: [series('0x5 1x15 2x15 3x15 4x15 5x15 6x15')],
      fires: [],
      quiet: ['20m', '36m', '54m', '70m', '90m'],
    },
  ];
}

const NOTIFICATIONS: AlertDefinition = {
  name: 'PlumblineNotificationsFailing',
  severity: 'critical',
  layer: 'stack',
  summary: 'Alertmanager cannot notify by {{ $labels.integration }}',
  description:
    'At least 2 notifications failed in 15 minutes, and for 10 minutes they have gone on failing. Somebody is not told.',
  expr: `sum by (integration) (increase(${FAILED}[15m])) >= 2\nand\nsum by (integration) (increase(${FAILED}[7m])) > 0`,
  for: '10m',
  proofs: notificationProofs(),
  runbook: {
    meaning:
      'A receiver refuses or does not answer. A group that failed is tried again every 5 minutes, so one that recovers is not told of.',
    impact: 'Alerts are on the page of Alertmanager and reach nobody by this way.',
    diagnosis: [
      'The log of Alertmanager has the answer of the receiver: `docker compose logs alertmanager | grep "Notify"`.',
      'Is the secret still valid, and does its file exist in the container? Can the container reach the address?',
    ],
    mitigation: [
      'Put the new secret into its file and reload: `curl -X POST http://localhost:9093/-/reload`.',
      'Until then watch the page of Alertmanager, and tell those who are on call.',
    ],
  },
  board: 'plumbline-stack',
};

const ITEMS = ['spans', 'metric_points', 'log_records'] as const;

const COLLECTOR: AlertDefinition = {
  name: 'PlumblineCollectorExportFailing',
  severity: 'warning',
  layer: 'stack',
  summary: 'The collector cannot pass telemetry on ({{ $labels.exporter }})',
  description: 'Spans, metric points or log records have not been taken by their store for 10 minutes.',
  expr: ITEMS.map(
    (items) => `(sum by (job, exporter) (rate(otelcol_exporter_send_failed_${items}_total[5m])) > 0)`,
  ).join('\nor\n'),
  for: '10m',
  proofs: ITEMS.flatMap((items) =>
    growthProofs(
      `otelcol_exporter_send_failed_${items}_total`,
      { job: 'alloy', exporter: 'otlphttp/store' },
      { job: 'alloy', exporter: 'otlphttp/store' },
      5,
      10,
    ),
  ),
  runbook: {
    meaning: 'A store behind the collector refuses or does not answer.',
    impact: 'What fails for good is lost; what is tried again waits in the queue.',
    diagnosis: [
      'Which store? The name of the exporter says it. Is PlumblineLokiDown, PlumblineTempoDown or PlumblineStackTargetDown firing?',
      'Is something refused? `otelcol_exporter_queue_size` stays low then, and the log of the collector has the status: 400 is data that the store does not take, 413 and 429 are its limits.',
    ],
    mitigation: ['Bring the store back or raise its limit; the queue empties by itself.'],
  },
  board: 'plumbline-stack',
};

const HEAD = 'prometheus_tsdb_head_series';

function seriesProofs(): readonly AlertProof[] {
  const series = (values: string) => plainSeries(HEAD, { job: 'prometheus', instance: 'a:1' }, values);
  const interval = '30m';
  return [
    {
      interval,
      title: 'fires when there are three times as many as a day before, and resolves when that is usual',
      series: [series('20000x60 60000x100')],
      fires: [{ at: '1860m', labels: {} }],
      quiet: ['1800m', '1830m', '3330m'],
    },
    {
      interval,
      title: 'stays quiet for half as many more',
      series: [series('20000x60 30000x100')],
      fires: [],
      quiet: ['1920m', '2400m'],
    },
    {
      interval,
      title: 'stays quiet for a small store',
      series: [series('1000x60 9000x100')],
      fires: [],
      quiet: ['1920m', '2400m'],
    },
    {
      interval,
      title: 'stays quiet on the first day',
      series: [series('90000x160')],
      fires: [],
      quiet: ['60m', '1380m'],
    },
  ];
}

const SERIES: AlertDefinition = {
  name: 'PlumblineSeriesGrowth',
  severity: 'warning',
  layer: 'stack',
  summary: 'Prometheus holds {{ $value | humanize }} series, more than twice as many as yesterday',
  description: 'The number of series has doubled within a day and is above 10,000.',
  expr: `sum(${HEAD}) > 2 * sum(${HEAD} offset 1d)\nand\nsum(${HEAD}) > 10000`,
  for: '30m',
  proofs: seriesProofs(),
  runbook: {
    meaning: 'Something puts ever new values into labels, or there are many more replicas.',
    impact: 'Memory and disk of Prometheus grow with it; in the end it is killed.',
    diagnosis: [
      'Which metric? `topk(20, count by (__name__) ({__name__=~".+"}))`. Which service? `topk(20, count by (service_name) ({__name__=~".+"}))`.',
      'Which label? `npx plumbline doctor` lists closed labels; metrics of libraries beside ours have no guard.',
    ],
    mitigation: [
      'Take the label away at its source, or drop it in the collector.',
      'More replicas are no fault: the alert ends after a day.',
    ],
  },
  board: 'plumbline-cost',
};

/** What carries telemetry and notifications. */
export const stackPipelineAlerts = (): readonly AlertDefinition[] => [RULES, NOTIFICATIONS, COLLECTOR, SERIES];
