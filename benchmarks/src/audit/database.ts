import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import pg from 'pg';
import { type PostgresServer, startPostgres } from '../../../packages/repo/src/postgres-server.ts';

/** Roles of the server: the application adds records, the sealer seals them. */
export const ROLES = { application: 'app', sealer: 'sealer' } as const;

export interface AuditDatabase extends AsyncDisposable {
  readonly server: PostgresServer;
  /** A pool as the owner of everything. */
  readonly owner: pg.Pool;
  /** A new pool as the application. */
  application(max: number): pg.Pool;
}

/** A pool that has ended has connections for a moment yet, and the server's own end is an error to them. */
function poolOf(connectionString: string, max: number): pg.Pool {
  const pool = new pg.Pool({ connectionString, max });
  pool.on('error', () => undefined);
  return pool;
}

/** A real server with fsync on, and the audit tables with their roles. */
export async function startAuditDatabase(): Promise<AuditDatabase> {
  const { postgresGrants, postgresSealerGrants, postgresStore } = await import('@plumbline/audit/postgres');
  const server = await startPostgres();
  const owner = poolOf(server.url, 2);
  await postgresStore(owner).migrate();
  for (const role of Object.values(ROLES)) await owner.query(`CREATE ROLE ${role} LOGIN`);
  const grants = [...postgresGrants(ROLES.application), ...postgresSealerGrants(ROLES.sealer)];
  for (const grant of grants) await owner.query(grant);
  const pools = [owner];
  return {
    server,
    owner,
    application(max) {
      const pool = poolOf(server.urlAs(ROLES.application), max);
      pools.push(pool);
      return pool;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(pools.map((pool) => pool.end()));
      await server[Symbol.asyncDispose]();
    },
  };
}

/** A new Ed25519 key. */
export function newKey(): { readonly privateKey: KeyObject; readonly pem: string; readonly publicPem: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privateKey,
    pem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    publicPem: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
  };
}

/** The one number that a query answers. */
export async function numberOf(pool: pg.Pool, sql: string): Promise<number> {
  const { rows } = await pool.query<{ readonly n: string }>(sql);
  return Number(rows[0]?.n);
}
