import { createHash } from 'node:crypto';
import {
  createClusterReports,
  createClusterRollup,
  createClusterRuns,
  createClusterSlices,
  createDistributedTable,
  createLocalTable,
  keepClusterReportOrder,
  localName,
} from './cluster.ts';
import { createReportsTable, keepReportOrder, reportsName } from './reports/table.ts';
import { createRollupTable, createRunsTable, createSlicesTable, rollupNames } from './rollup/tables.ts';
import { createEventTable } from './table.ts';

/** One step of the schema. A released one is never changed: the next version adds another. */
export interface Migration {
  readonly id: number;
  readonly checksum: string;
  /** `cluster` is the name of a cluster; on one server it is not looked at. */
  readonly statement: (database: string, table: string, cluster: string) => string;
  /** Name of the table or view that it makes or changes, by the name of the event table. */
  readonly makes: (table: string) => string;
}

/** A text in quotes as it is, a sign with the space around it, or other space. */
const TOKENS = /('(?:[^'\\]|\\.)*')|\s*([(),=])\s*|\s+/g;

/** Identifies a statement by what it says: layout does not count. */
export function checksumOf(statement: string): string {
  const normal = statement.trim().replaceAll(TOKENS, (_, quoted?: string, sign?: string) => quoted ?? sign ?? ' ');
  return createHash('sha256').update(normal).digest('hex');
}

/** A step; its checksum leaves names out, for a database may be restored or renamed. */
export const defineMigration = (
  id: number,
  makes: Migration['makes'],
  statement: Migration['statement'],
): Migration => ({ id, makes, statement, checksum: checksumOf(statement('database', 'table', 'cluster')) });

/** All steps on one server, in order. */
export const migrations: readonly Migration[] = [
  defineMigration(1, (table) => table, createEventTable),
  defineMigration(2, (table) => rollupNames(table).rollup, createRollupTable),
  defineMigration(3, (table) => rollupNames(table).runs, createRunsTable),
  defineMigration(4, (table) => rollupNames(table).slices, createSlicesTable),
  defineMigration(5, reportsName, createReportsTable),
  defineMigration(6, reportsName, (database, table) => keepReportOrder(database, table)),
];

/** All steps on a cluster, in order; they are recorded apart from those of one server. */
export const clusterMigrations: readonly Migration[] = [
  defineMigration(1, localName, createLocalTable),
  defineMigration(2, (table) => table, createDistributedTable),
  defineMigration(3, (table) => rollupNames(table).rollup, createClusterRollup),
  defineMigration(4, (table) => rollupNames(table).runs, createClusterRuns),
  defineMigration(5, (table) => rollupNames(table).slices, createClusterSlices),
  defineMigration(6, reportsName, createClusterReports),
  defineMigration(7, reportsName, keepClusterReportOrder),
];
