import type { AlertDefinition } from '../../model/alert.ts';
import { PROBE_ROUTES, USER_REQUESTS } from '../../promql/probe-routes.ts';
import { failureShare, failureShareProofs } from '../failure-share.ts';
import { ERRORS, neighbourProofs, type ProofSeries, type RuleContext } from '../rule-context.ts';

const REQUESTS = 'http.server.request.duration';
const FAILED = { 'http.response.status_code': { matches: '5..' } } as const;

const request =
  (context: RuleContext, route: string, status: string) =>
  (values: string): ProofSeries =>
    context.series(REQUESTS, { 'http.route': route, 'http.response.status_code': status }, values, 'count');

function highErrorRate(context: RuleContext): AlertDefinition {
  const { errorRatio: share, minEvents: least } = context.model.thresholds;
  const spec = { minutes: 5, guard: 'events', least, share } as const;
  const [, readiness = ''] = PROBE_ROUTES;
  const proofs = failureShareProofs({
    ...spec,
    forMinutes: 5,
    failed: request(context, '/items/:id', '503'),
    succeeded: request(context, '/items/:id', '404'),
    ignored: { failed: request(context, readiness, '503'), succeeded: request(context, readiness, '200') },
    resulting: context.labels(),
  });
  return {
    name: 'PlumblineHighErrorRate',
    severity: 'critical',
    layer: 'reliability',
    summary: '{{ $labels.service_name }}: {{ $value | humanizePercentage }} of requests fail',
    description: `More than ${share * 100} % of the requests of the last 5 minutes ended with a status of 500 or above. Probes do not count.`,
    expr: failureShare(context, {
      ...spec,
      failures: context.select(REQUESTS, { ...USER_REQUESTS, ...FAILED }, 'count'),
      events: context.select(REQUESTS, USER_REQUESTS, 'count'),
      labels: [],
    }),
    for: '5m',
    proofs: [...proofs, ...neighbourProofs(context, proofs)],
    runbook: {
      meaning:
        'A share of the requests of users ends with a server error. Errors of the caller (4xx) are not among them.',
      impact: 'Users see failures now; the error budget of the availability objective is being spent.',
      diagnosis: [
        'Open the board and read "Error ratio by route": one route points to code or to what it calls, all routes to the process or the database.',
        'Follow `logs_url`: each failed request has one line with `error_id`, `request_id` and `route_pattern`.',
        'Follow `traces_url` and look for the span that failed first; the name of its host or query is in its attributes.',
        'Compare the time of the first error with the last deployment and with PlumblineDependencyDown.',
      ],
      mitigation: [
        'After a deployment: roll back first, look for the cause afterwards.',
        'When a dependency is down: follow the runbook PlumblineDependencyDown; switch off the feature that needs it.',
        'When the pool is exhausted or the process is short of memory: add a replica.',
      ],
    },
    board: 'plumbline-reliability',
    logs: context.logs(ERRORS),
    traces: context.traces('status = error'),
  };
}

/** Buckets of requests that all end within the first bound, or none within the last: every threshold lies between. */
function buckets(context: RuleContext, route: string, slow: string, fast: string): readonly ProofSeries[] {
  const bounds = context.model.instruments.get(REQUESTS)?.boundaries ?? [];
  const bucket = (le: string, values: string): ProofSeries =>
    context.series(REQUESTS, { 'http.route': route, le }, values, 'bucket');
  return [bucket(`${bounds[0]}`, fast), bucket(`${bounds.at(-1)}`, fast), bucket('+Inf', slow)];
}

function latencyProofs(context: RuleContext, least: number, seconds: number): AlertDefinition['proofs'] {
  const bounds = context.model.instruments.get(REQUESTS)?.boundaries ?? [];
  // Neither the first bound nor the last: both have a series already.
  const below = bounds.slice(1, -1).findLast((bound) => bound <= seconds);
  const all = `0+${least}x100`;
  const count = (route: string, values: string): ProofSeries => request(context, route, '200')(values);
  const [, readiness = ''] = PROBE_ROUTES;
  return [
    {
      title: 'fires while requests are slow, and resolves',
      series: [...buckets(context, '/items', all, `0x20 ${least}+${least}x80`), count('/items', all)],
      fires: [{ at: '16m', labels: context.labels() }],
      quiet: ['9m', '30m'],
    },
    {
      title: 'stays quiet when there were few',
      series: [
        ...buckets(context, '/items', `0+${least / 10}x100`, '0x100'),
        count('/items', `0+${least / 10}x100`),
        count(readiness, `0+${least * 1000}x100`),
      ],
      fires: [],
      quiet: ['20m', '60m'],
    },
    {
      title: 'stays quiet when only probes are slow, and when one in fifty is',
      series: [
        ...buckets(context, '/items', all, `0+${least * 0.98}x100`),
        ...buckets(context, readiness, `0+${least * 1000}x100`, '0x100'),
        count('/items', all),
      ],
      fires: [],
      quiet: ['20m', '60m'],
    },
    ...(below === undefined
      ? []
      : [
          {
            title: `stays quiet while all end within ${below} s`,
            series: [
              ...buckets(context, '/items', all, '0x100'),
              context.series(REQUESTS, { 'http.route': '/items', le: `${below}` }, all, 'bucket'),
              count('/items', all),
            ],
            fires: [],
            quiet: ['20m', '60m'],
          },
        ]),
  ];
}

function highLatency(context: RuleContext): AlertDefinition {
  const { minEvents, p95Seconds } = context.model.thresholds;
  const proofs = latencyProofs(context, minEvents, p95Seconds);
  const within = context.sum(`rate(${context.select(REQUESTS, USER_REQUESTS, 'bucket')}[5m])`, 'le');
  const events = context.sum(`increase(${context.select(REQUESTS, USER_REQUESTS, 'count')}[5m])`);
  return {
    name: 'PlumblineHighLatencyP95',
    severity: 'warning',
    layer: 'reliability',
    summary: '{{ $labels.service_name }}: one request in twenty takes longer than {{ $value | humanizeDuration }}',
    description: `The 95th percentile of the last 5 minutes is above ${p95Seconds} s. Probes do not count.`,
    expr: `histogram_quantile(0.95, ${within}) > ${p95Seconds}\nand\n${events} >= ${minEvents}`,
    for: '10m',
    proofs: [...proofs, ...neighbourProofs(context, proofs)],
    runbook: {
      meaning:
        'One request in twenty is slower than agreed. It is an estimate from buckets: the answer lies between two of their bounds.',
      impact: 'Users wait; callers with a short deadline see failures.',
      diagnosis: [
        'Read "Slowest routes" on the board: one slow route is a query or a call, all of them are the process, the pool or the host.',
        'Follow `traces_url`, sort by duration and open the longest: the widest span is the cause.',
        'Look at connections that wait for the pool, at the duration of dependency calls, and at the processor of the containers.',
      ],
      mitigation: [
        'After a deployment: roll back.',
        'When connections wait: raise the size of the pool only if the database has room, else add an index or shorten the transaction.',
        'When the processor is busy: add a replica.',
      ],
    },
    board: 'plumbline-reliability',
    logs: context.logs(`| plumbline_request_duration_us > ${Math.round(p95Seconds * 1e6)}`),
    traces: context.traces(`duration > ${p95Seconds * 1000}ms`),
  };
}

/** What users see of the service. */
export const requestAlerts = (context: RuleContext): readonly AlertDefinition[] => [
  highErrorRate(context),
  highLatency(context),
];
