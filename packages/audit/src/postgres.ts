import type { AuditRow } from './audit-record.ts';
import type { AuditStore, ReadOptions, Statement, StoreFinding } from './audit-store.ts';
import { DEFAULT_SCHEMA, postgresMigrations, postgresMigrationsIn, quoteSchema } from './postgres-schema.ts';
import { type Dialect, where } from './where.ts';

export { type Migration, postgresGrants, postgresMigrations, postgresMigrationsIn } from './postgres-schema.ts';

/** What the store needs of a connection or pool: `pg` and PGlite fit as they are, others with one line. */
export interface PostgresClient {
  query(text: string, params: unknown[]): PromiseLike<{ readonly rows: readonly unknown[] }>;
}

export interface PostgresStoreOptions {
  /** Schema of the tables. @default 'public' */
  readonly schema?: string;
}

type Row = Readonly<Record<string, unknown>>;

// One text parameter for all rows: the statement stays the same for every batch size, and no driver has to know arrays,
// bytes, times or JSON (postgres.js would write a text as JSON once more where the server asks for JSON).
const insertInto = (at: string): string => `INSERT INTO ${at}.audit_log
  (id, recorded_at, action, outcome, class, actor_id, org, subject_ids, request_id, body, leaf_hash)
SELECT id, recorded_at, action, outcome, class, actor_id, org, subject_ids, request_id, body, decode(leaf, 'hex')
FROM json_to_recordset($1::text::json) AS r (id uuid, recorded_at timestamptz, action text, outcome text, class text,
  actor_id text, org text, subject_ids text[], request_id text, body text, leaf text)
ON CONFLICT (id) DO NOTHING`;

const selectFrom = (
  at: string,
): string => `SELECT id::text AS id, (extract(epoch FROM recorded_at) * 1000)::bigint::text AS recorded_at, action, outcome,
  class, actor_id, org, array_to_json(subject_ids)::text AS subject_ids, request_id, body, encode(leaf_hash, 'hex') AS leaf
FROM ${at}.audit_log`;

const checkTables = (
  at: string,
): string => `SELECT to_regclass('${at}.audit_log') IS NOT NULL AND to_regclass('${at}.audit_schema') IS NOT NULL AS present,
  current_setting('server_encoding') AS encoding`;

const checkRights = (
  at: string,
): string => `SELECT has_table_privilege('${at}.audit_log', 'INSERT') AND has_table_privilege('${at}.audit_log', 'SELECT') AS enough,
  has_table_privilege('${at}.audit_log', 'UPDATE') OR has_table_privilege('${at}.audit_log', 'DELETE')
    OR has_table_privilege('${at}.audit_log', 'TRUNCATE') AS too_many,
  has_table_privilege('${at}.audit_schema', 'SELECT') AS versioned`;

const VERSION = postgresMigrations.at(-1)?.version ?? 0;

const dialect: Dialect = {
  param: (n, type) => `$${n}::${{ id: 'uuid', text: 'text', time: 'timestamptz' }[type]}`,
  hasSubject: (param) => `subject_ids @> ARRAY[${param}]`,
  time: (ms) => new Date(ms).toISOString(),
};

const statement = (at: string, rows: readonly AuditRow[]): Statement => ({
  text: insertInto(at),
  params: [
    JSON.stringify(
      rows.map((row) => ({
        id: row.id,
        recorded_at: new Date(row.recordedAt).toISOString(),
        action: row.action,
        outcome: row.outcome,
        class: row.class,
        actor_id: row.actorId,
        org: row.org,
        subject_ids: row.subjectIds,
        request_id: row.requestId,
        body: row.body,
        leaf: row.leaf,
      })),
    ),
  ],
});

const optional = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const toAuditRow = (row: Row): AuditRow => ({
  id: String(row['id']),
  recordedAt: Number(row['recorded_at']),
  action: String(row['action']),
  outcome: String(row['outcome']),
  class: String(row['class']),
  actorId: String(row['actor_id']),
  org: optional(row['org']),
  subjectIds: JSON.parse(String(row['subject_ids'])) as string[],
  requestId: optional(row['request_id']),
  body: String(row['body']),
  leaf: String(row['leaf']),
});

const MIGRATE = 'Run the statements of `postgresMigrations` (or `await store.migrate()`) as the owner of the tables.';

async function check(at: string, query: (text: string, params?: unknown[]) => Promise<Row[]>): Promise<StoreFinding[]> {
  const [tables] = await query(checkTables(at));
  const findings: StoreFinding[] = [];
  const error = (what: string, fix: string): void => void findings.push({ severity: 'error', what, fix });
  if (tables?.['encoding'] !== 'UTF8') error('The database is not encoded in UTF8.', 'Create it with ENCODING UTF8.');
  if (tables?.['present'] !== true) {
    error('The audit tables are missing.', MIGRATE);
    return findings;
  }
  const [rights] = await query(checkRights(at));
  if (rights?.['enough'] !== true || rights['versioned'] !== true) {
    error('The role may not add and read records.', 'Run the statements of `postgresGrants(role)` as the owner.');
    return findings;
  }
  const [version] = await query(`SELECT max(version)::text AS version FROM ${at}.audit_schema`);
  const found = Number(version?.['version'] ?? 0);
  const newer = found > VERSION ? 'Install the newer @plumbline/audit.' : MIGRATE;
  if (found !== VERSION)
    error(`The audit tables are at version ${found}, and this package writes version ${VERSION}.`, newer);
  if (rights['too_many'] === true) {
    const what = 'The role may change or delete records.';
    findings.push({
      severity: 'warning',
      what,
      fix: 'Give the application a role of its own with `postgresGrants(role)`.',
    });
  }
  return findings;
}

/**
 * The audit trail in PostgreSQL, over a connection or pool of the application. The tables come from `postgresMigrations`;
 * the application's role needs `postgresGrants`. Names are qualified
 * with the schema, so that no temporary table takes the place of the trail. Throws PLB_OPTION_INVALID. Commits count as durable, so `synchronous_commit` must not be off.
 */
export function postgresStore(
  client: PostgresClient,
  { schema = DEFAULT_SCHEMA }: PostgresStoreOptions = {},
): AuditStore {
  const at = quoteSchema(schema);
  const query = async (text: string, params: unknown[] = []): Promise<Row[]> =>
    (await client.query(text, params)).rows as Row[];
  return {
    kind: 'postgres',
    maxBatch: 5_000,
    append: async (rows) => {
      const { text, params } = statement(at, rows);
      await query(text, params);
    },
    statement: (rows) => statement(at, rows),
    async migrate() {
      for (const { sql } of postgresMigrationsIn(schema)) await query(sql);
    },
    check: () => check(at, query),
    async read({ limit, ...options }: ReadOptions) {
      const { text, params } = where(dialect, options);
      const order = options.order === 'desc' ? 'DESC' : 'ASC';
      const sql = `${selectFrom(at)}${text} ORDER BY audit_log.id ${order} LIMIT ${Math.trunc(limit)}`;
      return (await query(sql, params)).map(toAuditRow);
    },
    async count(filters = {}) {
      const { text, params } = where(dialect, { filters });
      return Number((await query(`SELECT count(*)::text AS n FROM ${at}.audit_log${text}`, params))[0]?.['n'] ?? 0);
    },
  };
}
