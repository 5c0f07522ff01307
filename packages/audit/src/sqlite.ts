import type { StatementSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AuditRow } from './audit-record.ts';
import type { AuditStore, ReadOptions, StoreFinding } from './audit-store.ts';
import {
  type Connection,
  createConnections,
  inTransaction,
  isNoDatabase,
  type SqliteStoreOptions,
  whenFree,
} from './sqlite/connection.ts';
import {
  entry,
  entryValues,
  hasPersonal,
  insertion,
  SELECTED,
  statementOf,
  toAuditRow,
  values,
} from './sqlite/rows.ts';
import { sqliteDialect } from './sqlite/sqlite-dialect.ts';
import { standingOf } from './sqlite/standing.ts';
import { applySchema, SQLITE_SCHEMA_VERSION } from './sqlite-schema.ts';
import { where } from './where.ts';

export type { SqliteStoreOptions } from './sqlite/connection.ts';
export { type SqliteEvidence, sqliteEvidence } from './sqlite/lazy-evidence.ts';

/** Rows of one transaction: node:sqlite works on the main thread, and 100 rows take about a millisecond. */
const SLICE = 100;

interface Insertions {
  readonly row: StatementSync;
  readonly entry: StatementSync;
}

/**
 * The audit trail in SQLite, for one host: several processes may share the file. A file of its own is created with its
 * tables; in a connection of the application `migrate` creates them, and `synchronous` should stay FULL. Throws
 * PLB_OPTION_INVALID where neither or both are named, or another option is.
 */
export function sqliteStore(options: SqliteStoreOptions): AuditStore {
  const connections = createConnections(options, 'sqliteStore');
  const { use, select } = connections;
  const prepared = new WeakMap<Connection, Insertions>();

  const insertionsOf = (connection: Connection): Insertions => {
    const known = prepared.get(connection);
    if (known) return known;
    const { database } = connection;
    const made = { row: database.prepare(insertion(1)), entry: database.prepare(entry(1)) };
    prepared.set(connection, made);
    return made;
  };
  const append = async (rows: readonly AuditRow[]): Promise<void> => {
    const connection = await use();
    const insertions = insertionsOf(connection);
    const storeSlice = (start: number): void => {
      for (const row of rows.slice(start, start + SLICE)) {
        if (hasPersonal(row)) insertions.entry.run(...entryValues(row));
        else insertions.row.run(...values(row));
      }
    };
    for (let start = 0; start < rows.length; start += SLICE) {
      await whenFree(() => inTransaction(connection.database, () => storeSlice(start)));
      await nextTurn();
    }
    await connection.log?.sync();
  };
  return {
    kind: 'sqlite',
    maxBatch: 2_000,
    append,
    statement: statementOf,
    async migrate() {
      const { database } = await use();
      await whenFree(() => inTransaction(database, () => applySchema(database)));
    },
    async check() {
      try {
        const tables = await select("SELECT name FROM sqlite_schema WHERE type = 'table' AND name = 'audit_schema'");
        const versions = tables.length === 0 ? [] : await select('SELECT max(version) AS version FROM audit_schema');
        return judgeVersion(Number(versions[0]?.['version'] ?? 0));
      } catch (error) {
        if (!isNoDatabase(error)) throw error;
        return [noDatabase(options.path)];
      }
    },
    async read({ limit, ...options }: ReadOptions) {
      const { text, params } = where(sqliteDialect, options);
      const order = options.order === 'desc' ? 'DESC' : 'ASC';
      const sql = `SELECT ${SELECTED} FROM audit_log${text} ORDER BY id ${order} LIMIT ?`;
      return (await connections.selectValues(sql, [...(params as string[]), limit])).map(toAuditRow);
    },
    async count(filters = {}) {
      const { text, params } = where(sqliteDialect, { filters });
      return Number((await select(`SELECT count(*) AS n FROM audit_log${text}`, params as string[]))[0]?.['n'] ?? 0);
    },
    standing: () => standingOf(connections),
    close: connections.close,
  };
}

function judgeVersion(version: number): StoreFinding[] {
  if (version === SQLITE_SCHEMA_VERSION) return [];
  const what = `The audit tables are at version ${version}, and this package writes version ${SQLITE_SCHEMA_VERSION}.`;
  const fix = version > SQLITE_SCHEMA_VERSION ? 'Install the newer @plumbline/audit.' : 'Call `await store.migrate()`.';
  return [{ severity: 'error', what, fix }];
}

const noDatabase = (file: string | undefined): StoreFinding => ({
  severity: 'error',
  what: `${file ?? 'The file of the connection'} is no SQLite database.`,
  fix: 'Name another file in `path`, or move that one away; it was not changed.',
});
