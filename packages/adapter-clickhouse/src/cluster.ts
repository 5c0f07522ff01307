import { createReportsTable, keepReportOrder } from './reports/table.ts';
import { createRollupTable, createRunsTable, createSlicesTable } from './rollup/tables.ts';
import {
  createMigrationsTable,
  eventColumns,
  PARTITION_KEY,
  RETENTION_DAYS,
  SORTING_KEY,
  VERSION_COLUMN,
} from './table.ts';

/** A replicated cluster. Its nodes need the macros `shard` and `replica`, and Keeper or ZooKeeper. */
export interface ClusterOptions {
  /** As in `remote_servers` of the server's configuration. */
  readonly name: string;
  /** Copies that must exist before an insert is acknowledged. @default one */
  readonly quorum?: 'auto' | number;
}

/**
 * Where an event goes. It depends on what is fixed when an event is born, so that a copy of it meets it on one shard; one
 * person is on one shard; and people without an ID are spread out.
 */
export const SHARD_KEY = "cityHash64(if(anonymous_user_id = '', toString(event_id), anonymous_user_id))";

/** The table on each node that holds the rows. */
export const localName = (table: string): string => `${table}_local`;

/** Carries a statement out on all nodes; without a cluster nothing is added. */
export const onCluster = (cluster: Pick<ClusterOptions, 'name'> | undefined): string =>
  cluster === undefined ? '' : ` ON CLUSTER '${cluster.name}'`;

const NAME = /^[A-Za-z_][\w-]{0,63}$/;

/** What is wrong with the options of a cluster; its name goes into statements as it is. */
export function clusterFaults({ name, quorum }: ClusterOptions): readonly string[] {
  const isQuorum = quorum === undefined || quorum === 'auto' || (Number.isInteger(quorum) && quorum >= 1);
  return [
    ...(NAME.test(name) ? [] : ['`cluster.name` must be a plain name']),
    ...(isQuorum ? [] : ["`cluster.quorum` must be 'auto' or a whole number from 1"]),
  ];
}

/** Settings of an insert: it is acknowledged by the shards, and not by the node that will send it on some time. */
export const clusterSettings = ({ quorum }: ClusterOptions): Readonly<Record<string, string | number>> => ({
  insert_distributed_sync: 1,
  ...(quorum !== undefined && { insert_quorum: quorum }),
});

export const createClusterDatabase = (database: string, name: string): string =>
  `CREATE DATABASE IF NOT EXISTS ${database}${onCluster({ name })} ENGINE = Atomic`;

/** The rows of one shard, on each of its replicas. Replicated tables remember repeated batches by default. */
export const createLocalTable = (database: string, table: string, name: string): string => `
CREATE TABLE IF NOT EXISTS ${database}.${localName(table)}${onCluster({ name })}
${eventColumns}
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/${database}/${localName(table)}', '{replica}', ${VERSION_COLUMN})
PARTITION BY ${PARTITION_KEY}
ORDER BY (${SORTING_KEY})
TTL toDateTime(occurred_at) + INTERVAL ${RETENTION_DAYS} DAY DELETE
SETTINGS ttl_only_drop_parts = 1`;

/** The table that is written and read: the same name as on one server. */
export const createDistributedTable = (database: string, table: string, name: string): string => `
CREATE TABLE IF NOT EXISTS ${database}.${table}${onCluster({ name })} AS ${database}.${localName(table)}
ENGINE = Distributed('${name}', ${database}, ${localName(table)}, ${SHARD_KEY})`;

/** A small table that every node has whole, whatever its shard. */
function everywhere(statement: string, database: string, name: string): string {
  const [, made = ''] = /CREATE TABLE IF NOT EXISTS \w+\.(\w+)/.exec(statement) ?? [];
  return statement
    .replace(`${database}.${made}`, `${database}.${made}${onCluster({ name })}`)
    .replace(
      /ENGINE = (Replacing)?MergeTree\(?/,
      (_, replacing = '') =>
        `ENGINE = Replicated${replacing}MergeTree('/clickhouse/tables/all/${database}/${made}', '{shard}-{replica}'${replacing === '' ? ')' : ', '}`,
    );
}

export const createClusterRollup = (database: string, table: string, name: string): string =>
  everywhere(createRollupTable(database, table), database, name);

export const createClusterRuns = (database: string, table: string, name: string): string =>
  everywhere(createRunsTable(database, table), database, name);

export const createClusterSlices = (database: string, table: string, name: string): string =>
  everywhere(createSlicesTable(database, table), database, name);

export const createClusterReports = (database: string, table: string, name: string): string =>
  everywhere(createReportsTable(database, table), database, name);

export const keepClusterReportOrder = (database: string, table: string, name: string): string =>
  keepReportOrder(database, table, onCluster({ name }));

export const createClusterMigrations = (database: string, name: string): string =>
  everywhere(createMigrationsTable(database), database, name);
