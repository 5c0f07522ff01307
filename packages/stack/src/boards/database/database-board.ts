import type { Board, BoardRow } from '../../model/board.ts';
import type { BoardContext } from '../board-context.ts';
import { line, row, trend } from '../panels.ts';
import { postgresRows } from './postgres-rows.ts';

const POOL = 'db.client.connection.pool.name';
const STATE = 'db.client.connection.state';

const poolRow = (c: BoardContext): BoardRow =>
  row(
    'Pools of the application',
    trend({
      title: 'Connections by what they do',
      description: 'Connections of each pool that are used and that are idle, over all replicas.',
      unit: 'short',
      min: 0,
      width: 8,
      stacked: true,
      queries: [
        line(c.sum(c.select('db.client.connection.count'), POOL, STATE), `${c.legend(POOL)} ${c.legend(STATE)}`),
      ],
    }),
    trend({
      title: 'Use of the pools',
      description: 'Used connections as a share of the most that a pool opens. At 100 % calls wait.',
      unit: 'percentunit',
      min: 0,
      width: 8,
      queries: [
        line(
          `${c.sum(c.select('db.client.connection.count', { [STATE]: 'used' }), POOL)} / ${c.sum(c.select('db.client.connection.max'), POOL)}`,
          c.legend(POOL),
        ),
      ],
      thresholds: [{ colour: 'green' }, { from: 0.9, colour: 'red' }],
    }),
    trend({
      title: 'Calls that wait for a connection',
      description: 'Any for long: the pool is too small, or something holds its connections.',
      unit: 'short',
      min: 0,
      width: 8,
      queries: [line(c.sum(c.select('db.client.connection.pending_requests'), POOL), c.legend(POOL))],
    }),
  );

/** For operators: is the database the bottleneck? Undefined where neither a pool nor the exporter says anything. */
export function databaseBoard(c: BoardContext): Board | undefined {
  const { application, exporters } = c.model;
  const rows = [...(exporters.postgres ? postgresRows : []), ...(application.pools.length > 0 ? [poolRow(c)] : [])];
  if (rows.length === 0) return undefined;
  return {
    uid: 'plumbline-database',
    title: 'PostgreSQL',
    audience: 'operator',
    description: 'Is the database the bottleneck: connections, memory, locks, room, and the pools of the application?',
    alerts: 'reliability',
    related: ['plumbline-reliability', 'plumbline-infrastructure'],
    labelVariables: exporters.postgres
      ? [{ name: 'database', label: 'Database', metric: 'pg_database_size_bytes', of: 'datname' }]
      : [],
    rows,
  };
}
