import type { Board, BoardRow } from '../../model/board.ts';
import type { BoardContext } from '../board-context.ts';
import { line, PLAIN, row, stat, table, trend, when, worseAbove } from '../panels.ts';
import { CHOSEN } from '../scoped.ts';

/** Names of the metrics that applications emit; those of the stack itself are counted by its targets. */
const EMITTED = '__name__=~"plumbline_.+|http_.+|db_.+"';
/** A series costs some kilobytes of memory: a million of them are the end of a small Prometheus. */
const MANY_SERIES = 500_000;
const TOO_MANY_SERIES = 1_000_000;

const answerRow = (c: BoardContext): BoardRow =>
  row(
    'What does the watch cost?',
    when(
      c.model.metricsStore === 'prometheus',
      stat({
        title: 'Series in memory',
        description: 'Everything that is measured at this moment. It decides the memory of Prometheus.',
        unit: 'short',
        expr: 'sum(prometheus_tsdb_head_series)',
        thresholds: worseAbove(MANY_SERIES, TOO_MANY_SERIES),
      }),
      stat({
        title: 'Metrics on disk',
        description: 'Size of the stored blocks. It grows until the retention is reached, and then stays.',
        unit: 'bytes',
        expr: 'sum(prometheus_tsdb_storage_blocks_bytes)',
        thresholds: PLAIN,
      }),
    ),
    stat({
      title: 'Series of the application',
      description: 'Series that the chosen service emits, over all replicas.',
      unit: 'short',
      expr: `count({${EMITTED},${CHOSEN}})`,
      thresholds: PLAIN,
    }),
    stat({
      title: 'Log bytes (24 h)',
      description: 'Bytes of log lines in the last 24 hours, before compression.',
      unit: 'bytes',
      expr: 'sum(increase(loki_distributor_bytes_received_total[24h]))',
      thresholds: PLAIN,
      needs: 'loki',
    }),
    stat({
      title: 'Spans kept (24 h)',
      description: 'Spans that were kept in the last 24 hours.',
      unit: 'short',
      expr: 'sum(increase(tempo_distributor_spans_received_total[24h]))',
      thresholds: PLAIN,
      needs: 'tempo',
    }),
    stat({
      title: 'Memory of the stack',
      description: 'Memory of all its parts together.',
      unit: 'bytes',
      expr: 'sum(process_resident_memory_bytes)',
      thresholds: PLAIN,
    }),
  );

const seriesRow = (c: BoardContext): BoardRow =>
  row(
    'Series',
    table({
      title: 'Metrics with the most series',
      description: 'Where series come from. A metric that leads by far has a label with too many values.',
      unit: 'short',
      height: 10,
      queries: [line(`topk(20, count by (__name__) ({${EMITTED},${CHOSEN}}))`, 'series')],
    }),
    trend({
      title: 'Series by service',
      description: 'Series of each service that reports. A staircase is a label that grows for ever.',
      unit: 'short',
      min: 0,
      height: 10,
      queries: [line(`count by (service_name) ({${EMITTED}})`, '{{service_name}}')],
    }),
    when(
      c.model.metricsStore === 'prometheus',
      trend({
        title: 'New series',
        description:
          'Series that are made per second. Deployments are spikes; a high floor is churn, and costs as much as many series.',
        unit: 'cps',
        min: 0,
        queries: [line('sum(rate(prometheus_tsdb_head_series_created_total[$__rate_interval]))', 'made')],
      }),
    ),
    trend({
      title: 'Samples by part',
      description: 'Samples of each scrape of a part of the stack, and of what is scraped beside it.',
      unit: 'short',
      min: 0,
      queries: [line('sum by (job) (scrape_samples_scraped)', '{{job}}')],
    }),
  );

const otherRow: BoardRow = row(
  'Logs and traces',
  {
    title: 'Log bytes by service',
    description: 'Bytes of log lines per second by service. One that leads by far logs in a loop.',
    kind: 'timeseries',
    unit: 'Bps',
    width: 8,
    height: 8,
    min: 0,
    needs: 'loki',
    queries: [
      {
        source: 'logs',
        expr: 'sum by (service_name) (bytes_rate({service_name=~".+"}[$__auto]))',
        legend: '{{service_name}}',
      },
    ],
  },
  {
    title: 'Log lines by level',
    description: 'Lines per second by level. Debug in production is the usual surprise.',
    kind: 'timeseries',
    unit: 'cps',
    width: 8,
    height: 8,
    min: 0,
    needs: 'loki',
    queries: [
      {
        source: 'logs',
        expr: 'sum by (detected_level) (rate({service_name=~"$service",deployment_environment_name=~"$environment"}[$__auto]))',
        legend: '{{detected_level}}',
      },
    ],
  },
  trend({
    title: 'Spans by service',
    description: 'Spans per second that were kept, by service.',
    unit: 'cps',
    min: 0,
    width: 8,
    needs: 'tempo',
    queries: [line('sum by (service) (rate(traces_spanmetrics_calls_total[$__rate_interval]))', '{{service}}')],
  }),
  trend({
    title: 'Bytes into the stores',
    description: 'Bytes per second that Loki and Tempo receive, before compression.',
    unit: 'Bps',
    min: 0,
    needs: 'loki',
    queries: [
      line('sum(rate(loki_distributor_bytes_received_total[$__rate_interval]))', 'logs'),
      line('sum(rate(tempo_distributor_bytes_received_total[$__rate_interval]))', 'spans'),
    ],
  }),
  trend({
    title: 'Memory by part',
    description: 'Memory of each part of the stack. Prometheus follows the number of series.',
    unit: 'bytes',
    min: 0,
    queries: [line('sum by (job) (process_resident_memory_bytes)', '{{job}}')],
  }),
);

/** For operators: what does telemetry itself cost? */
export const costBoard = (c: BoardContext): Board => ({
  uid: 'plumbline-cost',
  title: 'Cost of telemetry',
  audience: 'operator',
  description: 'What does the watch itself cost: series, log bytes and spans, by service?',
  alerts: 'stack',
  related: ['plumbline-stack'],
  defaultRange: 'now-24h',
  rows: [answerRow(c), seriesRow(c), otherRow],
});
