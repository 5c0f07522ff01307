import { type MigrationStep, PlumblineError } from '@plumbline/core';
import { leaseTable, type PostgresDatabase, type PostgresGaugeOptions } from './postgres-lease.ts';

/** Columns as they are made, in the order of their names. */
const COLUMNS = 'holder text, name text, until timestamp with time zone';

/** The statement that makes the table of leases. Throws PLB_OPTION_INVALID for a schema that is no plain name. */
export const postgresGaugeTable = (schema?: string): string => `CREATE TABLE IF NOT EXISTS ${leaseTable(schema)} (
  name text PRIMARY KEY CHECK (length(name) <= 300),
  holder text NOT NULL CHECK (length(holder) <= 100),
  until timestamptz NOT NULL
)`;

const quoteRole = (role: string): string => `"${role.replaceAll('"', '""')}"`;

/**
 * What the application's role needs of the table of leases, beside the right to read what its gauges count. Run each as the
 * owner of the table.
 */
export function postgresGaugeGrants(role: string, schema: string = 'public'): readonly string[] {
  const table = leaseTable(schema);
  const name = quoteRole(role);
  const usage = schema === 'public' ? [] : [`GRANT USAGE ON SCHEMA "${schema}" TO ${name}`];
  return [...usage, `GRANT SELECT, INSERT, UPDATE (holder, until) ON ${table} TO ${name}`];
}

const rowsOf = (result: unknown): readonly Readonly<Record<string, unknown>>[] =>
  (result as { rows?: readonly Readonly<Record<string, unknown>>[] } | undefined)?.rows ?? [];

/** What a database still needs, without changing it; for `plumbline migrate`. Throws PLB_OPTION_INVALID. */
export async function planGaugeTable(
  database: PostgresDatabase,
  { schema }: PostgresGaugeOptions = {},
): Promise<readonly MigrationStep[]> {
  const step: MigrationStep = { id: '1 gauge leases', checksum: 'none', statement: postgresGaugeTable(schema) };
  const result = await database.query(
    `SELECT string_agg(a.attname || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attname) AS columns
    FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = to_regclass($1::text) AND a.attnum > 0 AND NOT a.attisdropped`,
    [leaseTable(schema)],
  );
  const columns = rowsOf(result)[0]?.['columns'];
  if (typeof columns !== 'string') return [step];
  if (columns === COLUMNS) return [];
  const drift = `the table has other columns (${columns}). Drop it while no replica runs: it holds nothing but leases.`;
  return [{ ...step, drift }];
}

/** Carries out what {@link planGaugeTable} gave, as the role that shall own the table. Rejects with PLB_METRICS_OPTION where it differs. */
export async function applyGaugeTable(database: PostgresDatabase, steps: readonly MigrationStep[]): Promise<void> {
  const differing = steps.find(({ drift }) => drift !== undefined);
  if (differing) throw new PlumblineError('PLB_METRICS_OPTION', `gauges: ${differing.drift}`);
  for (const { statement } of steps) await database.query(statement, []);
}
