import { postgresGrants, postgresSealerGrants, postgresStore } from '@plumbline/audit/postgres';
import pg from 'pg';
import {
  type PostgresOptions,
  type PostgresServer,
  startPostgres,
} from '../../../packages/repo/src/postgres-server.ts';

/** The application's role: it may add and read records, and change tables of its own. */
export const APP = 'app';
/** The sealer's role: it may read records and add seals, and nothing else. */
export const SEALER = 'sealer';

export interface AuditDatabase extends PostgresServer {
  /** As the owner of everything; for looking and for setting up. */
  query(text: string, params?: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** A pool whose idle connections may break without ending the process: servers go down here. */
export function poolOf(url: string, max: number): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max });
  pool.on('error', () => undefined);
  return pool;
}

/** A real server with the audit tables, the application's role and a table of the application. */
export async function startDatabase(options: PostgresOptions = {}): Promise<AuditDatabase> {
  const server = await startPostgres(options);
  const query: AuditDatabase['query'] = async (text, params = []) => {
    // A connection each time: this one has to outlive nothing.
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    try {
      const { rows } = await client.query<Record<string, unknown>>(text, [...params]);
      return rows;
    } finally {
      await client.end();
    }
  };
  const pool = poolOf(server.url, 1);
  await postgresStore(pool).migrate();
  await pool.end();
  for (const role of [APP, SEALER]) await query(`CREATE ROLE ${role} LOGIN`);
  for (const grant of [...postgresGrants(APP), ...postgresSealerGrants(SEALER)]) await query(grant);
  await query('CREATE TABLE account (id text PRIMARY KEY, role text NOT NULL)');
  await query(`GRANT SELECT, INSERT, UPDATE ON account TO ${APP}`);
  return { ...server, query };
}

/** What is stored: how many records, how often an ID stands there more than once, and every ID. */
export async function storedIds(
  database: AuditDatabase,
): Promise<{ readonly ids: ReadonlySet<string>; readonly doubled: number }> {
  const rows = await database.query('SELECT id::text AS id FROM audit_log');
  const ids = new Set(rows.map((row) => String(row['id'])));
  return { ids, doubled: rows.length - ids.size };
}
