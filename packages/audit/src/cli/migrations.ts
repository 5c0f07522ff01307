import { existsSync } from 'node:fs';
import type { CommandIo, MigrationStep, MigrationTarget } from '@plumbline/core';
import type { PostgresClient, PostgresOptions } from '../postgres.ts';
import type { TrailPlace } from './open-trail.ts';

const NAME = 'migrate';

/** Where the trail of this environment is; undefined where there is none to bring up to date. */
async function placeOf(io: CommandIo): Promise<TrailPlace | undefined> {
  const { findTrail } = await import('./open-trail.ts');
  const place = await findTrail(NAME, {}, io);
  // An application whose store is its own, handed to `start`, has no such file.
  return place?.kind === 'sqlite' && !existsSync(place.file) ? undefined : place;
}

async function planSqlite(file: string): Promise<readonly MigrationStep[]> {
  const { sqliteStore } = await import('../sqlite.ts');
  const { openReadOnly } = await import('../sqlite/read-only.ts');
  const { close, database } = openReadOnly(file);
  try {
    const findings = await sqliteStore({ database }).check();
    return findings.map(({ fix, what }) => ({
      id: 'tables',
      checksum: 'none',
      statement: '-- all tables, in one transaction; the application does the same as it opens the file',
      // A newer version is the only fault that a migration does not mend.
      ...(fix.startsWith('Install') && { drift: `${what} ${fix}` }),
    }));
  } finally {
    close();
  }
}

/** Works in the database of the trail, in its schema. */
async function withPostgres<T>(
  { by, schema, url }: { readonly by: string; readonly schema: string | undefined; readonly url: string },
  io: CommandIo,
  work: (client: PostgresClient, at: PostgresOptions) => Promise<T>,
): Promise<T> {
  const [{ connectPostgres }, { asStoreFault }] = await Promise.all([
    import('./pg-client.ts'),
    import('./store-fault.ts'),
  ]);
  const client = await connectPostgres(url, io.cwd);
  try {
    return await work(client, schema === undefined ? {} : { schema });
  } catch (error) {
    throw asStoreFault({ name: NAME, kind: 'postgres', by }, error);
  } finally {
    await client.end();
  }
}

/**
 * The audit trail for `plumbline migrate`: PostgreSQL where PLUMBLINE_AUDIT_DATABASE_URL is set, as the role that owns the
 * tables; otherwise the embedded SQLite file, where there is one.
 */
export const auditMigrations: MigrationTarget = {
  name: 'audit',
  async plan(io) {
    const place = await placeOf(io);
    if (place === undefined) return undefined;
    if (place.kind === 'sqlite') return planSqlite(place.file);
    const { planPostgres } = await import('../postgres.ts');
    return withPostgres(place, io, planPostgres);
  },
  async apply(io, steps) {
    const place = await placeOf(io);
    if (place?.kind === 'postgres') {
      const { applyPostgres } = await import('../postgres.ts');
      await withPostgres(place, io, (client) => applyPostgres(client, steps));
    }
    if (place?.kind !== 'sqlite') return;
    const { sqliteStore } = await import('../sqlite.ts');
    const store = sqliteStore({ path: place.file });
    await store.migrate();
    await store.close?.();
  },
};
