import type { BoardRow } from '../../model/board.ts';
import {
  bars,
  betterAbove,
  line,
  NONE_IS_GOOD,
  PLAIN,
  row,
  SOME_IS_GOOD,
  stat,
  table,
  trend,
  worseAbove,
} from '../panels.ts';

const OF = 'datname=~"$database"';
const NEEDS = { needs: 'postgres' } as const;

const rate = (name: string): string => `rate(pg_stat_database_${name}{${OF}}[$__rate_interval])`;
const hits = (window: string): string =>
  `sum(rate(pg_stat_database_blks_hit{${OF}}[${window}])) / (sum(rate(pg_stat_database_blks_hit{${OF}}[${window}])) + sum(rate(pg_stat_database_blks_read{${OF}}[${window}])) > 0)`;
const connections =
  'sum by (instance) (pg_stat_database_numbackends) / max by (instance) (pg_settings_max_connections)';

const answerRow: BoardRow = row(
  'Is the database fine?',
  stat({
    ...NEEDS,
    title: 'Servers up',
    description: 'Servers that the exporter can connect to.',
    unit: 'short',
    expr: 'sum(pg_up)',
    thresholds: SOME_IS_GOOD,
  }),
  stat({
    ...NEEDS,
    title: 'Connections',
    description: 'Connections as a share of those that are allowed. At 100 % nobody gets in, administrators included.',
    unit: 'percentunit',
    expr: `max(${connections})`,
    thresholds: worseAbove(0.7, 0.9),
  }),
  stat({
    ...NEEDS,
    title: 'Found in memory (1 h)',
    description:
      'Blocks that were found in memory. Below 95 % the working set does not fit, and every query waits for the disk.',
    unit: 'percentunit',
    expr: hits('1h'),
    thresholds: betterAbove(0.9, 0.95),
  }),
  stat({
    ...NEEDS,
    title: 'Deadlocks (24 h)',
    description: 'Transactions that were ended because they waited for each other.',
    unit: 'short',
    expr: `sum(increase(pg_stat_database_deadlocks{${OF}}[24h]))`,
    thresholds: NONE_IS_GOOD,
  }),
  stat({
    ...NEEDS,
    title: 'Replica behind',
    description: 'How far the slowest replica is behind. 0 without a replica.',
    unit: 's',
    expr: 'max(pg_replication_lag_seconds) or vector(0)',
    thresholds: worseAbove(10, 60),
  }),
  stat({
    ...NEEDS,
    title: 'Size',
    description: 'Size of the databases that are chosen.',
    unit: 'bytes',
    expr: `sum(pg_database_size_bytes{${OF}})`,
    thresholds: PLAIN,
  }),
);

const trendRow: BoardRow = row(
  'What it does',
  trend({
    ...NEEDS,
    title: 'Transactions',
    description:
      'Transactions per second that were committed and rolled back. Roll-backs that grow are errors of the application or conflicts.',
    unit: 'ops',
    min: 0,
    width: 8,
    queries: [
      line(`sum(${rate('xact_commit')})`, 'committed'),
      line(`sum(${rate('xact_rollback')})`, 'rolled back: failure'),
    ],
  }),
  trend({
    ...NEEDS,
    title: 'Connections by database',
    description: 'Connections to each database.',
    unit: 'short',
    min: 0,
    width: 8,
    stacked: true,
    queries: [line(`sum by (datname) (pg_stat_database_numbackends{${OF}})`, '{{datname}}')],
  }),
  trend({
    ...NEEDS,
    title: 'Blocks found in memory',
    description: 'The same as above over time. A step down is a query that reads a whole table.',
    unit: 'percentunit',
    max: 1,
    width: 8,
    queries: [line(hits('$__rate_interval'), 'found in memory')],
  }),
  trend({
    ...NEEDS,
    title: 'Rows',
    description: 'Rows per second that were read and changed.',
    unit: 'ops',
    min: 0,
    width: 8,
    queries: [
      line(`sum(${rate('tup_fetched')})`, 'fetched'),
      line(`sum(${rate('tup_inserted')})`, 'inserted'),
      line(`sum(${rate('tup_updated')})`, 'updated'),
      line(`sum(${rate('tup_deleted')})`, 'deleted'),
    ],
  }),
  bars({
    ...NEEDS,
    title: 'Locks by mode',
    description:
      'Locks that are held. AccessExclusiveLock for longer than a moment stops everybody who reads that table.',
    unit: 'short',
    width: 8,
    queries: [line(`sum by (mode) (pg_locks_count{${OF}}) > 0`, '{{mode}}')],
  }),
  trend({
    ...NEEDS,
    title: 'Temporary files',
    description: 'Bytes per second that did not fit into memory while sorting and joining.',
    unit: 'Bps',
    min: 0,
    width: 8,
    queries: [line(`sum by (datname) (${rate('temp_bytes')})`, '{{datname}}')],
  }),
);

const tableRow: BoardRow = row(
  'Room and tidiness',
  trend({
    ...NEEDS,
    title: 'Size by database',
    description:
      'How fast each database grows, and the log of changes. A log that only grows is a replica that no longer fetches it.',
    unit: 'bytes',
    min: 0,
    queries: [
      line(`sum by (datname) (pg_database_size_bytes{${OF}})`, '{{datname}}'),
      line('sum(pg_wal_size_bytes)', 'write-ahead log'),
    ],
  }),
  table({
    ...NEEDS,
    title: 'Tables with dead rows',
    description:
      'Rows that were deleted or changed and still take room. A table with more dead rows than live ones is not vacuumed.',
    unit: 'short',
    queries: [line(`topk(10, sum by (datname, relname) (pg_stat_user_tables_n_dead_tup{${OF}}))`, 'dead rows')],
  }),
);

/** The database by its exporter. */
export const postgresRows: readonly BoardRow[] = [answerRow, trendRow, tableRow];
