import type { BoardRow } from '../../model/board.ts';
import type { BoardContext } from '../board-context.ts';
import { line, row, SOME_IS_GOOD, trend, when } from '../panels.ts';
import { scoped } from '../scoped.ts';

const slowEnd = (metric: string, by: string): string =>
  `histogram_quantile(0.95, sum by (le, ${by}) (rate(${metric}[$__rate_interval]))) >= 0`;

/** What stores telemetry, and what shows it. */
export const storeRow = (c: BoardContext): BoardRow =>
  row(
    'Stores',
    when(
      c.model.metricsStore === 'prometheus',
      trend({
        title: 'Prometheus: samples stored',
        description:
          'Samples per second, and those that came too late to be stored. Late ones point at a clock or a long queue.',
        unit: 'cps',
        min: 0,
        width: 8,
        queries: [
          line('sum(rate(prometheus_tsdb_head_samples_appended_total[$__rate_interval]))', 'stored'),
          line('sum(rate(prometheus_tsdb_out_of_order_samples_total[$__rate_interval]))', 'too late: lost'),
        ],
      }),
    ),
    trend({
      title: 'Loki: lines received',
      description: 'Lines per second, and those that were refused by reason: too old, too many, too long.',
      unit: 'cps',
      min: 0,
      width: 8,
      needs: 'loki',
      queries: [
        line('sum(rate(loki_distributor_lines_received_total[$__rate_interval]))', 'received'),
        line('sum by (reason) (rate(loki_discarded_samples_total[$__rate_interval]))', 'lost: {{reason}}'),
      ],
    }),
    trend({
      title: 'Tempo: spans received',
      description: 'Spans per second, and those that were refused by reason.',
      unit: 'cps',
      min: 0,
      width: 8,
      needs: 'tempo',
      queries: [
        line('sum(rate(tempo_distributor_spans_received_total[$__rate_interval]))', 'received'),
        line('sum by (reason) (rate(tempo_discarded_spans_total[$__rate_interval]))', 'lost: {{reason}}'),
      ],
    }),
    trend({
      title: 'Answers of Loki (p95)',
      description: 'Slow end of requests by route. Slow pushes come back as queues in the collector.',
      unit: 's',
      min: 0,
      width: 8,
      needs: 'loki',
      queries: [line(slowEnd('loki_request_duration_seconds_bucket', 'route'), '{{route}}')],
    }),
    trend({
      title: 'Answers of Tempo (p95)',
      description: 'Slow end of requests by route.',
      unit: 's',
      min: 0,
      width: 8,
      needs: 'tempo',
      queries: [line(slowEnd('tempo_request_duration_seconds_bucket', 'route'), '{{route}}')],
    }),
    trend({
      title: 'Grafana: requests by status',
      description: 'Requests to Grafana per second. Server errors here are boards that do not load.',
      unit: 'reqps',
      min: 0,
      width: 8,
      needs: 'grafana',
      queries: [
        line(
          'sum by (status_code) (rate(grafana_http_request_duration_seconds_count[$__rate_interval]))',
          '{{status_code}}',
        ),
      ],
    }),
    trend({
      title: 'Unhealthy parts of Alloy',
      description: 'Components of Alloy that are not healthy. Any means that one road of telemetry is closed.',
      unit: 'short',
      min: 0,
      width: 8,
      needs: 'alloy',
      queries: [line('sum by (health_type) (alloy_component_controller_running_components)', '{{health_type}}')],
    }),
    when(
      c.model.probe !== undefined,
      trend({
        title: 'Readiness, seen from outside',
        description:
          'Whether the readiness of the application answers to a probe from outside its process: the only view that does not depend on what it says of itself.',
        unit: 'short',
        min: 0,
        max: 1,
        words: { 0: 'down', 1: 'up' },
        thresholds: SOME_IS_GOOD,
        width: 8,
        needs: 'alloy',
        queries: [line(`min by (service_name) (${scoped('probe_success')})`, '{{service_name}}')],
      }),
      trend({
        title: 'Duration of the probe from outside',
        description:
          'How long the answer to the probe takes. It holds name resolution, connection and the checks of readiness.',
        unit: 's',
        min: 0,
        width: 8,
        needs: 'alloy',
        queries: [line(`max by (service_name) (${scoped('probe_duration_seconds')})`, '{{service_name}}')],
      }),
    ),
  );
