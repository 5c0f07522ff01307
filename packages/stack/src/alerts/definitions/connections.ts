import type { AlertDefinition } from '../../model/alert.ts';
import { failureShare, failureShareProofs } from '../failure-share.ts';
import { gaugeProofs } from '../gauge-proofs.ts';
import { OUTBOUND_FAILURES } from '../../promql/outbound-failures.ts';
import type { Matches } from '../../promql/query.ts';
import { ERRORS, neighbourProofs, type ProofSeries, type RuleContext } from '../rule-context.ts';

const CLIENT = 'http.client.request.duration';
const RECONNECTS = 'plumbline.connection.reconnects';
const POOL = 'db.client.connection.pool.name';

function outbound(context: RuleContext): AlertDefinition {
  const spec = { minutes: 5, guard: 'events', least: 10, share: 0.25 } as const;
  const host = { 'server.address': 'other' };
  const call =
    (labels: Readonly<Record<string, string>>) =>
    (values: string): ProofSeries =>
      context.series(CLIENT, { ...host, ...labels }, values, 'count');
  const answered = (status: string) => call({ 'http.response.status_code': status, 'error.type': status });
  const given = { ...spec, forMinutes: 10, resulting: context.labels(host) };
  const succeeded = call({ 'http.response.status_code': '200' });
  const [fires, ...quiet] = failureShareProofs({ ...given, failed: call({ 'error.type': 'ECONNREFUSED' }), succeeded });
  const proofs = [
    ...(fires === undefined ? [] : [fires]),
    ...['429', '503'].flatMap((status) =>
      failureShareProofs({ ...given, failed: answered(status), succeeded: answered('404') })
        .slice(0, 1)
        .map((proof) => ({ ...proof, title: `${proof.title}, for answers ${status} among 404` })),
    ),
    ...quiet,
    {
      title: 'stays quiet while other hosts answer that something is not there, or not allowed',
      series: ['400', '401', '404', '410', '422', '428', '451'].map((status) => answered(status)('0+20x100')),
      fires: [],
      quiet: ['20m', '60m'],
    },
  ];
  const failed = `increase(${context.select(CLIENT, OUTBOUND_FAILURES, 'count')}[15m])`;
  const why = context.asked(failed, 'server.address', 'error.type');
  return {
    name: 'PlumblineOutboundFailures',
    severity: 'warning',
    layer: 'reliability',
    summary:
      '{{ $labels.service_name }}: {{ $value | humanizePercentage }} of calls to {{ $labels.server_address }} fail',
    description:
      'More than a quarter of at least 10 outgoing requests in 5 minutes had no answer, a 5xx or a 429, for 10 minutes. Other answers of 4xx are answers and do not count.',
    expr: failureShare(context, {
      ...spec,
      failures: context.select(CLIENT, OUTBOUND_FAILURES, 'count'),
      events: context.select(CLIENT, {}, 'count'),
      labels: ['server.address'],
    }),
    for: '10m',
    proofs: [...proofs, ...neighbourProofs(context, proofs)],
    runbook: {
      meaning:
        'Requests to one host are refused, broken off or run into their deadline, or are answered with 5xx or 429 (too many requests). A 404 or another 4xx is an answer; credentials that are refused (401, 403) show in the calls of the declared dependency, which fail. `other` stands for hosts that are not on the propagation list.',
      impact: 'What needs the other service fails or waits.',
      diagnosis: [
        `Why, and whom? ${why}: a status of 5xx comes from the other side, 429 means that we ask too often, \`ECONNREFUSED\` or \`ETIMEDOUT\` comes from the network.`,
        'Follow `traces_url` and open a failed span; the other service has the same trace if it takes our headers.',
        'Look at the status page of the provider, or at the board of the other service.',
      ],
      mitigation: [
        'Tell the owner of the other service the trace ID.',
        'Switch off the feature that needs it, or make its deadline shorter, so that our own requests do not pile up.',
      ],
    },
    board: 'plumbline-reliability',
    logs: context.logs(ERRORS),
    traces: context.traces('kind = client && status = error'),
  };
}

function reconnectProofs(context: RuleContext): AlertDefinition['proofs'] {
  const attempt = (outcome: string, values: string): ProofSeries =>
    context.series(RECONNECTS, { connection: 'other', outcome }, values);
  const labels = context.labels({ connection: 'other' });
  return [
    {
      title: 'fires while every attempt fails, and resolves with the first that succeeds',
      series: [attempt('failure', '0+1x40 40x60'), attempt('success', '0x32 1x60')],
      fires: [{ at: '25m', labels }],
      quiet: ['5m', '35m', '60m'],
    },
    {
      title: 'stays quiet for two failures',
      series: [attempt('failure', '0x5 2x60'), attempt('success', '0x60')],
      fires: [],
      quiet: ['10m', '14m', '20m'],
    },
    {
      title: 'stays quiet for one attempt in a quarter of an hour',
      series: [attempt('failure', '0x14 1x14 2x14 3x14 4x14 5x14 6x14 7x14'), attempt('success', '0x200')],
      fires: [],
      quiet: ['50m', '70m', '119m'],
    },
  ];
}

function reconnects(context: RuleContext): AlertDefinition {
  const { select, sum } = context;
  const counted = (matches: Matches): string => sum(`increase(${select(RECONNECTS, matches)}[10m])`, 'connection');
  const proofs = reconnectProofs(context);
  const failed = `increase(${select(RECONNECTS, { outcome: 'failure' })}[10m])`;
  const ofReplicas = context.asked(failed, 'connection', 'instance');
  return {
    name: 'PlumblineReconnectsFailing',
    severity: 'warning',
    layer: 'reliability',
    summary: '{{ $labels.service_name }} cannot restore its connection {{ $labels.connection }}',
    description: 'At least 3 attempts in 10 minutes failed and none succeeded.',
    expr: `${counted({})} >= 3\nunless\n${counted({ outcome: 'success' })} > 0`,
    for: '5m',
    proofs: [...proofs, ...neighbourProofs(context, proofs)],
    runbook: {
      meaning:
        'A long-lived connection, such as that of a broker or a socket, is lost and every attempt to restore it fails.',
      impact: 'Messages of the connection wait or are missed; what is offline stays so.',
      diagnosis: [
        'Follow `logs_url` for lines of the client of the connection; attempts are counted and have no line of their own, so without such a line ask its own log.',
        `One replica or all? ${ofReplicas}.`,
        'Is the broker up, does its name resolve, have certificate or credentials expired?',
      ],
      mitigation: [
        'Restart the broker or correct the credentials; the connection comes back by itself and the alert ends with the first success.',
      ],
    },
    board: 'plumbline-reliability',
    logs: context.logs(ERRORS),
  };
}

function poolExhausted(context: RuleContext): AlertDefinition {
  const pending = 'db.client.connection.pending_requests';
  const labels = { [POOL]: 'other' };
  const proofs = gaugeProofs({
    gauge: (values) => context.series(pending, labels, values),
    good: 0,
    bad: 4,
    forMinutes: 5,
    windowMinutes: 5,
    labels: context.labels(labels),
  });
  return {
    name: 'PlumblinePoolExhausted',
    severity: 'warning',
    layer: 'reliability',
    summary:
      '{{ $labels.service_name }}: {{ $value }} calls wait for a connection of {{ $labels.db_client_connection_pool_name }}',
    description: 'On at least one replica something has waited for a connection at every look of 10 minutes.',
    expr: `${context.max(`min_over_time(${context.select(pending)}[5m])`, POOL)} > 0`,
    for: '5m',
    proofs: [...proofs, ...neighbourProofs(context, proofs)],
    runbook: {
      meaning: 'All connections of a database pool are in use and calls wait for one, all the time.',
      impact: 'Requests become slow first and fail with the deadline of the pool later.',
      diagnosis: [
        'Query `db_client_connection_count{db_client_connection_state="used"}` beside `db_client_connection_max`: is the pool full on every replica?',
        'In the database: `SELECT pid, state, now() - xact_start, left(query, 60) FROM pg_stat_activity ORDER BY xact_start LIMIT 10` shows what holds connections.',
        'Follow `traces_url`: spans of the database that take long, or many short ones of one request.',
      ],
      mitigation: [
        'End a transaction that hangs: `SELECT pg_terminate_backend(<pid>)`.',
        'Make the pool larger only while replicas × size stays below `max_connections` of the server, less what others need.',
        'Add the index or shorten the transaction that the traces show.',
      ],
    },
    board: 'plumbline-database',
    logs: context.logs(ERRORS),
    traces: context.traces('span.db.system.name != nil && duration > 500ms'),
  };
}

/** What the service is connected with. */
export const connectionAlerts = (context: RuleContext): readonly AlertDefinition[] => {
  const { connections, pools } = context.model.application;
  return [
    outbound(context),
    ...(connections.length > 0 ? [reconnects(context)] : []),
    ...(pools.length > 0 ? [poolExhausted(context)] : []),
  ];
};
