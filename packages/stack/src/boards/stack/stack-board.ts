import type { Board, BoardRow } from '../../model/board.ts';
import { type BoardContext, orZero } from '../board-context.ts';
import { bars, line, NONE_IS_GOOD, PLAIN, row, SOME_IS_GOOD, stat, trend, when } from '../panels.ts';
import { eventRow, lossRow } from './application-rows.ts';
import { dashboardRow } from './dashboard-row.ts';
import { storeRow } from './store-row.ts';

const SIGNALS = [
  ['spans', 'spans'],
  ['metric_points', 'metric points'],
  ['log_records', 'log records'],
] as const;

/** One query for each kind of item that a collector counts. */
const perSignal = (name: string, ending = '', suffix = '') =>
  SIGNALS.map(([items, title]) =>
    line(`sum(rate(otelcol_${name}_${items}_total[$__rate_interval]))${ending}`, `${title}${suffix}`),
  );

const failing = (name: string): string =>
  SIGNALS.map(([items]) => `(${orZero(`sum(increase(otelcol_${name}_${items}_total[1h]))`)})`).join(' + ');

const answerRow = (c: BoardContext): BoardRow =>
  row(
    'Does the watch itself work?',
    stat({
      title: 'Parts that answer',
      description: 'Parts of the stack that Prometheus can scrape. The one that is missing stands in the row below.',
      unit: 'short',
      expr: orZero('count(up == 1)'),
      thresholds: SOME_IS_GOOD,
    }),
    stat({
      title: 'Parts down',
      description: 'Parts that do not answer. Without Alertmanager nobody is told of anything, this included.',
      unit: 'short',
      expr: orZero('count(up == 0)'),
      thresholds: NONE_IS_GOOD,
    }),
    when(
      c.model.metricsStore === 'prometheus',
      stat({
        title: 'Failed rules (1 h)',
        description: 'Rules that could not be evaluated: the alerts behind them are blind.',
        unit: 'short',
        expr: orZero('sum(increase(prometheus_rule_evaluation_failures_total[1h]))'),
        thresholds: NONE_IS_GOOD,
      }),
    ),
    stat({
      title: 'Failed notifications (1 h)',
      description: 'Notifications that did not reach their receiver. Somebody was not told.',
      unit: 'short',
      expr: orZero('sum(increase(alertmanager_notifications_failed_total[1h]))'),
      thresholds: NONE_IS_GOOD,
    }),
    stat({
      title: 'Items not sent on (1 h)',
      description: 'Spans, points and records that the collector could not hand to a store.',
      unit: 'short',
      expr: failing('exporter_send_failed'),
      thresholds: NONE_IS_GOOD,
    }),
    stat({
      title: 'Replicas that report',
      description: 'Processes of the application whose heartbeat arrives: the whole way works for these.',
      unit: 'short',
      expr: orZero(`count(${c.select('plumbline.heartbeat')})`),
      thresholds: PLAIN,
    }),
  );

const collectorRow = (): BoardRow =>
  row(
    'On the way',
    trend({
      title: 'Received by the collector',
      description: 'Items per second by kind. A line that ends is a sender that lost its way.',
      unit: 'cps',
      min: 0,
      queries: perSignal('receiver_accepted'),
    }),
    trend({
      title: 'Sent on',
      description: 'Items per second by kind that the stores took. It should be what was received.',
      unit: 'cps',
      min: 0,
      queries: perSignal('exporter_sent'),
    }),
    trend({
      title: 'Not taken and not sent on',
      description: 'Items per second that were refused or failed. Any for long is loss.',
      unit: 'cps',
      min: 0,
      queries: [
        ...perSignal('receiver_refused', ' or vector(0)', ' refused'),
        ...perSignal('exporter_send_failed', ' or vector(0)', ' failed'),
      ],
    }),
    trend({
      title: 'Waiting in the collector',
      description: 'How full the queues of the exporters are. At 100 % new items are thrown away.',
      unit: 'percentunit',
      min: 0,
      max: 1,
      queries: [
        line(
          'max by (exporter) (otelcol_exporter_queue_size) / max by (exporter) (otelcol_exporter_queue_capacity)',
          '{{exporter}}',
        ),
      ],
      thresholds: [{ colour: 'green' }, { from: 0.8, colour: 'red' }],
    }),
  );

const alertRow = (c: BoardContext): BoardRow =>
  row(
    'Alerts on their way',
    trend({
      title: 'Parts by name',
      description: 'Whether each part answers. A line at the bottom is the one to look at.',
      unit: 'short',
      min: 0,
      max: 1,
      words: { 0: 'down', 1: 'up' },
      thresholds: SOME_IS_GOOD,
      queries: [line('min by (job) (up)', '{{job}}')],
    }),
    bars({
      title: 'Notifications',
      description: 'Notifications attempted by kind of receiver, and those that failed.',
      unit: 'short',
      queries: [
        line(
          'sum by (integration) (increase(alertmanager_notifications_total[$__rate_interval])) > 0',
          '{{integration}}',
        ),
        line(
          'sum by (integration) (increase(alertmanager_notifications_failed_total[$__rate_interval])) > 0',
          '{{integration}} failure',
        ),
      ],
    }),
    when(
      c.model.metricsStore === 'prometheus',
      trend({
        title: 'Time that rules take',
        description: 'How much of its interval each group of rules needs. At 100 % evaluations are left out.',
        unit: 'percentunit',
        min: 0,
        queries: [
          line(
            'max by (rule_group) (prometheus_rule_group_last_duration_seconds / prometheus_rule_group_interval_seconds)',
            '{{rule_group}}',
          ),
        ],
      }),
      trend({
        title: 'Rules that fail or are late',
        description: 'Rules that could not be evaluated, and evaluations that were missed. Any is a blind alert.',
        unit: 'short',
        min: 0,
        queries: [
          line('sum(increase(prometheus_rule_evaluation_failures_total[$__rate_interval]))', 'failure'),
          line('sum(increase(prometheus_rule_group_iterations_missed_total[$__rate_interval]))', 'missed'),
        ],
      }),
    ),
  );

/** For operators: does the watch itself work? */
export const stackBoard = (c: BoardContext): Board => ({
  uid: 'plumbline-stack',
  title: 'Observability stack',
  audience: 'operator',
  description: 'Does the watch itself work: collector, stores, alerts, and the instrumentation of the application?',
  alerts: 'stack',
  related: ['plumbline-cost', 'plumbline-reliability'],
  rows: [
    answerRow(c),
    collectorRow(),
    alertRow(c),
    storeRow(c),
    lossRow(c),
    ...(c.model.application.usage.length > 0 ? [eventRow(c), dashboardRow(c)] : []),
  ],
});
