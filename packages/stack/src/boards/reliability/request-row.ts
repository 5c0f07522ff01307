import type { BoardRow } from '../../model/board.ts';
import { type BoardContext, ERROR_LINES, shareOfEach } from '../board-context.ts';
import { bars, line, row, table, trend } from '../panels.ts';

const DURATION = 'http.server.request.duration';
const ROUTE = 'http.route';

const OF_ROUTE = 'http_route="${__field.labels.http_route}"';

function rates(c: BoardContext) {
  const all = c.rate(DURATION, c.people, 'count');
  const failed = c.rate(DURATION, { ...c.people, 'http.response.status_code': { matches: '5..' } }, 'count');
  const status = 'http.response.status_code';
  return [
    trend({
      title: 'Requests by route',
      description: 'Requests per second of each route. Worry about a sudden fall: people may not get through at all.',
      unit: 'reqps',
      min: 0,
      queries: [line(c.sum(all, ROUTE), c.legend(ROUTE))],
      logs: c.logs(`| ${OF_ROUTE}`),
    }),
    bars({
      title: 'Answers by status',
      description:
        'How many requests ended with each status. 5xx is our fault and red; a wave of 401 or 403 belongs to the security board.',
      unit: 'short',
      step: '1m',
      queries: [
        line(c.sum(`increase(${c.select(DURATION, c.people, 'count')}[$__rate_interval])`, status), c.legend(status)),
      ],
      logs: c.logs('| http_response_status_code="${__field.labels.http_response_status_code}"'),
    }),
    trend({
      title: 'Failing share by route',
      description: `Requests of a route that end with a server error. Worry above ${c.model.thresholds.errorRatio * 100} %.`,
      unit: 'percentunit',
      min: 0,
      queries: [line(shareOfEach(c.sum(failed, ROUTE), c.sum(all, ROUTE)), c.legend(ROUTE))],
      thresholds: [{ colour: 'green' }, { from: c.model.thresholds.errorRatio, colour: 'red' }],
      logs: c.logs(`${ERROR_LINES} | ${OF_ROUTE}`),
      traces: c.traces('status = error && span.http.route = "${__field.labels.http_route}"'),
    }),
  ];
}

const latencies = (c: BoardContext) => [
  trend({
    title: 'Latency',
    description: `How long requests take: half of them, 95 and 99 of 100. Worry when p95 passes ${c.model.thresholds.p95Seconds} s, or when p99 leaves the others.`,
    unit: 's',
    min: 0,
    queries: [0.5, 0.95, 0.99].map((q) => line(c.quantile(q, DURATION, { matches: c.people }), `p${q * 100}`)),
    thresholds: [{ colour: 'green' }, { from: c.model.thresholds.p95Seconds, colour: 'red' }],
    traces: c.traces(`kind = server && duration > ${c.model.thresholds.p95Seconds}s`),
  }),
  table({
    title: 'Slowest routes (p95)',
    description: 'Routes by their slow end over the time that is shown. Begin with the first one that people wait for.',
    unit: 's',
    queries: [
      line(`topk(10, ${c.quantile(0.95, DURATION, { matches: c.people, by: [ROUTE], window: '$__range' })})`, 'p95'),
    ],
    traces: c.traces('kind = server && span.http.route = "${__data.fields.http_route}"'),
  }),
  trend({
    title: 'Latency from spans (a dot opens its trace)',
    description:
      'The same as above from the traces that were kept: a sample in which slow and failed requests are over-represented. Its dots are traces.',
    unit: 's',
    min: 0,
    needs: 'tempo' as const,
    queries: [
      line(
        'histogram_quantile(0.95, sum by (le) (rate(traces_spanmetrics_latency_bucket{service=~"$service",span_kind="SPAN_KIND_SERVER"}[$__rate_interval]))) >= 0',
        'p95 of spans',
      ),
    ],
  }),
];

/** Rate, errors and duration of what people ask for. */
export const requestRow = (c: BoardContext): BoardRow => row('Requests', ...rates(c), ...latencies(c));
