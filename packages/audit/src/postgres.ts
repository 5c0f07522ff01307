import type { AuditStore, ReadOptions } from './audit-store.ts';
import { checkStore } from './postgres/check.ts';
import { type PostgresClient, type PostgresOptions, runnerOf } from './postgres/client.ts';
import { migrate } from './postgres/migrations.ts';
import { firstInsertion, insertionAgain, SELECTED, toAuditRow } from './postgres/rows.ts';
import { standingOf } from './postgres/standing.ts';
import { type Dialect, where } from './where.ts';

export type { PostgresClient, PostgresOptions } from './postgres/client.ts';
export { postgresEvidence } from './postgres/evidence.ts';
export { postgresGrants, postgresReaderGrants, postgresSealerGrants } from './postgres/grants.ts';
export {
  applyPostgres,
  type Migration,
  planPostgres,
  postgresMigrations,
  postgresMigrationsIn,
} from './postgres/migrations.ts';

export interface PostgresStoreOptions extends PostgresOptions {
  /**
   * Whether the role may be the owner of the tables, or change them otherwise: a start then only warns. For development
   * and embedded databases, where nobody else could seal. @default false
   */
  readonly allowOwner?: boolean;
}

const dialect: Dialect = {
  param: (n, type) => `$${n}::${{ id: 'uuid', text: 'text', time: 'timestamptz' }[type]}`,
  inBody: (param) => `position(${param} IN body) > 0`,
  hasSubject: (param) => `subject_ids @> ARRAY[${param}]`,
  time: (ms) => new Date(ms).toISOString(),
};

/**
 * The audit trail in PostgreSQL 14 or later, over a connection or pool of the application. The tables come from
 * `postgresMigrations`; the application's role needs `postgresGrants`, and one that may do more is refused at the start.
 * Names are qualified with the schema, so that no temporary table takes the place of the trail. Throws PLB_OPTION_INVALID.
 * Commits count as durable, so `synchronous_commit` must not be off.
 */
export function postgresStore(client: PostgresClient, options: PostgresStoreOptions = {}): AuditStore {
  const runner = runnerOf(client, options);
  const { at, query } = runner;
  return {
    kind: 'postgres',
    maxBatch: 5_000,
    append: async (rows) => {
      const { text, params } = insertionAgain(at, rows);
      await query(text, params);
    },
    statement: (rows) => firstInsertion(at, rows),
    migrate: () => migrate(client, options),
    check: () => checkStore(runner, options.allowOwner ?? false),
    async read({ limit, ...search }: ReadOptions) {
      const { text, params } = where(dialect, search);
      const order = search.order === 'desc' ? 'DESC' : 'ASC';
      const sql = `SELECT ${SELECTED} FROM ${at}.audit_log${text} ORDER BY audit_log.id ${order} LIMIT ${Math.trunc(limit)}`;
      return (await query(sql, params)).map(toAuditRow);
    },
    async count(filters = {}) {
      const { text, params } = where(dialect, { filters });
      return Number((await query(`SELECT count(*)::text AS n FROM ${at}.audit_log${text}`, params))[0]?.['n'] ?? 0);
    },
    standing: () => standingOf(runner),
  };
}
