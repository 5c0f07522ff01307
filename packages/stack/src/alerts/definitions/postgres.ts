import type { AlertDefinition } from '../../model/alert.ts';
import { gaugeProofs } from '../gauge-proofs.ts';
import { plainSeries, type RuleContext } from '../rule-context.ts';

const server = { server: 'db:5432' };
const LAG = 'pg_replication_lag_seconds';
const REPLICA = 'pg_replication_is_replica';

const DOWN: AlertDefinition = {
  name: 'PlumblinePostgresDown',
  severity: 'critical',
  layer: 'reliability',
  summary: 'PostgreSQL {{ $labels.server }} does not answer',
  description: 'The exporter has not been able to connect for 2 minutes.',
  expr: 'min by (server) (pg_up) == 0',
  for: '2m',
  proofs: gaugeProofs({
    gauge: (values) => plainSeries('pg_up', server, values),
    good: 1,
    bad: 0,
    forMinutes: 2,
    labels: server,
  }),
  runbook: {
    meaning: 'The server is down, full of connections, or refuses the credentials of the exporter.',
    impact: 'Most requests fail; see PlumblineDependencyDown for the view of the service.',
    diagnosis: [
      '`pg_isready -h <host>`; then its log: `no space left`, `too many connections`, `password authentication failed`.',
      'Does the service reach it? `plumbline_dependency_up{dependency="postgres"}`.',
    ],
    mitigation: [
      'Start it, or fail over to the replica.',
      'Full disk: make room outside of the data folder first; never delete files of `pg_wal`.',
    ],
  },
  board: 'plumbline-database',
};

const CONNECTIONS: AlertDefinition = {
  name: 'PlumblinePostgresConnectionsHigh',
  severity: 'warning',
  layer: 'reliability',
  summary: 'PostgreSQL {{ $labels.server }} uses {{ $value | humanizePercentage }} of its connections',
  description: 'More than four fifths of the connections that are allowed have been open for 5 minutes.',
  expr: 'sum by (server) (pg_stat_activity_count) / max by (server) (pg_settings_max_connections) > 0.8',
  for: '5m',
  proofs: gaugeProofs({
    gauge: (values) => plainSeries('pg_stat_activity_count', { ...server, state: 'active' }, values),
    good: 70,
    bad: 85,
    forMinutes: 5,
    beside: [
      plainSeries('pg_stat_activity_count', { ...server, state: 'idle' }, '5x300'),
      plainSeries('pg_settings_max_connections', server, '100x300'),
    ],
    labels: server,
  }),
  runbook: {
    meaning: 'New connections will be refused soon.',
    impact: 'A replica that starts, or a migration, gets no connection.',
    diagnosis: [
      'Who has them? `SELECT application_name, state, count(*) FROM pg_stat_activity GROUP BY 1, 2 ORDER BY 3 DESC`.',
      '`idle in transaction` is code that forgets to commit; many `idle` are pools that are too large for the number of replicas.',
    ],
    mitigation: [
      'Make pools smaller, or put a pooler in front.',
      'End sessions that hang: `SELECT pg_terminate_backend(<pid>)`.',
    ],
  },
  board: 'plumbline-database',
};

const REPLICATION: AlertDefinition = {
  name: 'PlumblinePostgresReplicationLag',
  severity: 'warning',
  layer: 'reliability',
  summary: 'Replica {{ $labels.server }} is {{ $value | humanizeDuration }} behind',
  description: 'The replica has been more than a minute behind for 5 minutes.',
  expr: `max by (server) (${LAG}) > 60\nand\nmax by (server) (${REPLICA}) == 1`,
  for: '5m',
  proofs: [
    ...gaugeProofs({
      gauge: (values) => plainSeries(LAG, server, values),
      good: 5,
      bad: 90,
      forMinutes: 5,
      beside: [plainSeries(REPLICA, server, '1x300')],
      labels: server,
    }),
    {
      title: 'stays quiet for a primary',
      series: [plainSeries(LAG, server, '90x60'), plainSeries(REPLICA, server, '0x60')],
      fires: [],
      quiet: ['30m'],
    },
  ],
  runbook: {
    meaning:
      'The replica does not keep up with the primary, or the primary writes nothing: the lag is the age of the last transaction that was replayed.',
    impact: 'Reads from it are old, and a failover would lose what is missing.',
    diagnosis: [
      'On the primary: `SELECT application_name, state, replay_lag FROM pg_stat_replication`. No row: the connection is lost.',
      'A long query on the replica holds replay back: `SELECT pid, now() - query_start, left(query, 60) FROM pg_stat_activity ORDER BY 2 DESC`.',
    ],
    mitigation: [
      'End the query, or repair the connection; when the write-ahead log that it needs is gone, build the replica anew.',
    ],
  },
  board: 'plumbline-database',
};

/** The database, where its exporter is on. */
export const postgresAlerts = ({ model }: RuleContext): readonly AlertDefinition[] =>
  model.exporters.postgres ? [DOWN, CONNECTIONS, REPLICATION] : [];
