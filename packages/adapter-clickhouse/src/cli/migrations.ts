import type { CommandIo, MigrationStep, MigrationTarget } from '@plumbline/core';
import { isPlumblineError } from '@plumbline/core';
import type { ClickhouseClient } from '../client.ts';
import { createConnection } from '../connect.ts';
import type { DescribedStore } from '../describe-store.ts';
import { applyMigrations, findMissing, schemaFailure } from '../migrate.ts';
import { checkTarget, type ResolvedTarget } from '../options.ts';
import { checksumOf, type Migration } from '../migrations.ts';
import { addColumn, type ColumnPlan, comparedColumns, type TypedColumn } from '../typed-columns.ts';

/** Built, this module is a chunk beside the describer. */
const DESCRIBER = import.meta.url.endsWith('.ts')
  ? new URL('../describe-store.ts', import.meta.url)
  : new URL('./describe-store.js', import.meta.url);

interface Store {
  readonly client: ClickhouseClient;
  readonly target: ResolvedTarget;
  readonly columns: readonly TypedColumn[];
}

/** Does something with the store of the configuration; undefined where there is none. */
async function withStore<T>(io: CommandIo, work: (store: Store) => Promise<T>): Promise<T | undefined> {
  const { target: options, columns } = await io.describe<DescribedStore>(DESCRIBER);
  if (options === undefined) return undefined;
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
const columnId = ({ name }: TypedColumn): string => `column ${name}`;

const migrationStep = (migration: Migration, { database, table }: ResolvedTarget): MigrationStep => ({
  id: migrationId(migration),
  checksum: migration.checksum,
  statement: migration.statement(database, table),
});

function columnSteps(
  { missing, different }: ColumnPlan,
  { database, table }: ResolvedTarget,
): readonly MigrationStep[] {
  const step = (column: TypedColumn): MigrationStep => {
    const statement = addColumn(database, table, column);
    // Names are left out of a checksum, as for the numbered ones.
    return { id: columnId(column), checksum: checksumOf(addColumn('database', 'table', column)), statement };
  };
  return [
    ...missing.map((column) => step(column)),
    ...different.map(({ column, found }) => ({
      ...step(column),
      drift: `the column is ${found} and the catalog makes it ${column.type}. Give the field another name, or drop the column.`,
    })),
  ];
}

async function plan({ client, target, columns }: Store): Promise<readonly MigrationStep[]> {
  try {
    const missing = await findMissing(client, target);
    return [
      ...missing.map((migration) => migrationStep(migration, target)),
      ...columnSteps(await comparedColumns(client, columns, target), target),
    ];
  } catch (error) {
    if (!isPlumblineError(error) || error.code !== 'PLB_CLICKHOUSE_SCHEMA') throw error;
    const what = error.message.slice(`${error.code}: `.length);
    return [{ id: 'schema', checksum: 'none', statement: '', drift: what }];
  }
}

/** Carries out what was planned and nothing that has become missing since. */
async function apply({ client, target, columns }: Store, ids: ReadonlySet<string>): Promise<void> {
  const missing = await findMissing(client, target);
  await applyMigrations(
    client,
    missing.filter((migration) => ids.has(migrationId(migration))),
    target,
  );
  const compared = await comparedColumns(client, columns, target);
  for (const column of compared.missing.filter((one) => ids.has(columnId(one)))) {
    await client.command({ query: addColumn(target.database, target.table, column) });
  }
}

/** The event store for `plumbline migrate`: numbered migrations, then the columns of the catalog. */
export const clickhouseMigrations: MigrationTarget = {
  name: 'clickhouse',
  plan: (io) => withStore(io, plan),
  async apply(io, steps) {
    const ids = new Set(steps.map(({ id }) => id));
    await withStore(io, (store) => apply(store, ids));
  },
};
