import type { BoardRow, Panel } from '../../model/board.ts';
import { OUTBOUND_FAILURES } from '../../promql/outbound-failures.ts';
import { type BoardContext, shareOfEach } from '../board-context.ts';
import { bars, line, row, SOME_IS_GOOD, trend, when } from '../panels.ts';

const CALLS = 'plumbline.dependency.calls';
const CLIENT = 'http.client.request.duration';

const outbound = (c: BoardContext): readonly Panel[] => [
  trend({
    title: 'Outbound calls: failing share',
    description:
      'HTTP calls without an answer, or with 5xx or 429; other 4xx are answers. Hosts of `trace.propagateTo` by name, the rest as other. Worry above a quarter: the alert fires there.',
    unit: 'percentunit',
    min: 0,
    queries: [
      line(
        shareOfEach(
          c.sum(c.rate(CLIENT, OUTBOUND_FAILURES, 'count'), 'server.address'),
          c.sum(c.rate(CLIENT, {}, 'count'), 'server.address'),
        ),
        c.legend('server.address'),
      ),
    ],
    thresholds: [{ colour: 'green' }, { from: 0.25, colour: 'red' }],
    traces: c.traces('kind = client && status = error && span.server.address = "${__field.labels.server_address}"'),
  }),
  trend({
    title: 'Outbound calls: slow end (p95)',
    description:
      'Slow end of HTTP calls by host, where `trace.propagateTo` names it, else as other. When it grows together with our own latency, the cause is there.',
    unit: 's',
    min: 0,
    queries: [line(c.quantile(0.95, CLIENT, { by: ['server.address'] }), c.legend('server.address'))],
    traces: c.traces('kind = client && span.server.address = "${__field.labels.server_address}"'),
  }),
];

const declared = (c: BoardContext): readonly Panel[] => [
  bars({
    title: 'Failed calls of dependencies',
    description:
      'Calls of mail, storage and what else is declared that failed, by operation. Some are weather; a wall is an outage.',
    unit: 'short',
    queries: [
      line(
        c.sum(c.increase(CALLS, { outcome: 'failure' }), 'dependency', 'operation'),
        `${c.legend('dependency')} ${c.legend('operation')}: failure`,
      ),
    ],
    logs: c.logs('| severity_number >= 13'),
  }),
  trend({
    title: 'Calls of dependencies',
    description: 'Calls per second of each dependency, failed ones included.',
    unit: 'ops',
    min: 0,
    queries: [line(c.sum(c.rate(CALLS), 'dependency'), c.legend('dependency'))],
  }),
  trend({
    title: 'Dependencies: slow end (p95)',
    description: 'How long calls of a dependency take. Worry when it nears the time after which callers give up.',
    unit: 's',
    min: 0,
    queries: [line(c.quantile(0.95, 'plumbline.dependency.duration', { by: ['dependency'] }), c.legend('dependency'))],
  }),
];

const reconnects = (c: BoardContext): Panel =>
  bars({
    title: 'Reconnects',
    description:
      'Attempts to restore a lost connection. One after a deployment is normal; failures in a row are an outage.',
    unit: 'short',
    queries: [
      line(
        c.sum(c.increase('plumbline.connection.reconnects'), 'connection', 'outcome'),
        `${c.legend('connection')}: ${c.legend('outcome')}`,
      ),
    ],
  });

/** What the service needs. */
export const dependencyRow = (c: BoardContext): BoardRow =>
  row(
    'What it depends on',
    trend({
      title: 'Health checks',
      description:
        'Whether each dependency answers, by the replica that sees it worst. A line at the bottom is an outage for somebody.',
      unit: 'short',
      min: 0,
      max: 1,
      words: { 0: 'down', 1: 'up' },
      thresholds: SOME_IS_GOOD,
      queries: [line(c.min(c.select('plumbline.dependency.up'), 'dependency'), c.legend('dependency'))],
    }),
    outbound(c),
    when(Object.keys(c.model.application.dependencies).length > 0, ...declared(c)),
    when(c.model.application.connections.length > 0, reconnects(c)),
  );
