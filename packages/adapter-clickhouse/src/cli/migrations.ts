import type { CommandIo, MigrationStep, MigrationTarget } from '@plumbline/core';
import { isPlumblineError } from '@plumbline/core';
import type { ClickhouseClient } from '../client.ts';
import { createConnection } from '../connect.ts';
import type { DescribedStore } from '../describe-store.ts';
import { applyMigrations, findMissing, schemaFailure } from '../migrate.ts';
import { checkTarget, type ResolvedTarget } from '../options.ts';
import { checksumOf, type Migration } from '../migrations.ts';
import { addColumn, comparedColumns, tablesWithColumns, type TypedColumn } from '../typed-columns.ts';

/** Built, this module is a chunk beside the describer. */
const DESCRIBER = import.meta.url.endsWith('.ts')
  ? new URL('../describe-store.ts', import.meta.url)
  : new URL('./describe-store.js', import.meta.url);

/** A store that can be reached. */
export interface Store {
  readonly client: ClickhouseClient;
  readonly target: ResolvedTarget;
  readonly columns: readonly TypedColumn[];
}

/** Does something with the store of the configuration; undefined where there is none. */
export async function withStore<T>(
  io: CommandIo,
  { embedded }: { readonly embedded: boolean },
  work: (store: Store) => Promise<T>,
): Promise<T | undefined> {
  const { target: options, columns } = await io.describe<DescribedStore>(DESCRIBER);
  if (options === undefined || (options.embedded !== undefined && !embedded)) return undefined;
  checkTarget(options);
  const connection = createConnection(options, { prepare: () => Promise.resolve() });
  try {
    return await work({ client: await connection.client(), target: connection.target, columns });
  } catch (cause) {
    throw schemaFailure(cause);
  } finally {
    await connection.close();
  }
}

const migrationId = ({ id }: Migration): string => String(id);

const migrationStep = (migration: Migration, { database, table, cluster }: ResolvedTarget): MigrationStep => ({
  id: migrationId(migration),
  checksum: migration.checksum,
  statement: migration.statement(database, table, cluster?.name ?? ''),
});

/** The column of one table, as a step; on a cluster two tables need it. */
interface Addition {
  readonly id: string;
  readonly statement: string;
  readonly checksum: string;
  readonly drift?: string;
}

async function planColumns({ client, target, columns }: Store): Promise<readonly Addition[]> {
  const { table, cluster } = target;
  const additions: Addition[] = [];
  for (const one of tablesWithColumns(table, cluster)) {
    const place = { ...target, table: one };
    const addition = (column: TypedColumn): Addition => ({
      id: `column ${column.name}${one === table ? '' : ` of ${one}`}`,
      statement: addColumn(place, column),
      // Names are left out of a checksum, as for the numbered ones.
      checksum: checksumOf(addColumn({ database: 'database', table: 'table', cluster: undefined }, column)),
    });
    const { missing, different } = await comparedColumns(client, columns, place);
    additions.push(
      ...missing.map((column) => addition(column)),
      ...different.map(({ column, found }) => ({
        ...addition(column),
        drift: `the column is ${found} and the catalog makes it ${column.type}. Give the field another name, or drop the column.`,
      })),
    );
  }
  return additions;
}

/** What is missing or differs, in order. */
export async function planStore(store: Store): Promise<readonly MigrationStep[]> {
  try {
    const missing = await findMissing(store.client, store.target);
    return [...missing.map((migration) => migrationStep(migration, store.target)), ...(await planColumns(store))];
  } catch (error) {
    if (!isPlumblineError(error) || error.code !== 'PLB_CLICKHOUSE_SCHEMA') throw error;
    const what = error.message.slice(`${error.code}: `.length);
    return [{ id: 'schema', checksum: 'none', statement: '', drift: what }];
  }
}

/** Carries out what was planned and nothing that has become missing since. */
async function apply(store: Store, ids: ReadonlySet<string>): Promise<void> {
  const { client, target } = store;
  const missing = await findMissing(client, target);
  const planned = missing.filter((migration) => ids.has(migrationId(migration)));
  await applyMigrations(client, planned, target);
  for (const { id, statement, drift } of await planColumns(store)) {
    if (drift === undefined && ids.has(id)) await client.command({ query: statement });
  }
}

/** The event store for `plumbline migrate`: numbered migrations, then the columns of the catalog. */
export const clickhouseMigrations: MigrationTarget = {
  name: 'clickhouse',
  plan: (io) => withStore(io, { embedded: true }, planStore),
  async apply(io, steps) {
    const ids = new Set(steps.map(({ id }) => id));
    await withStore(io, { embedded: true }, (store) => apply(store, ids));
  },
};
