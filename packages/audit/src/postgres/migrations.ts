import { hash } from 'node:crypto';
import { type MigrationStep, PlumblineError } from '@plumbline/core';
import { type PostgresClient, type PostgresOptions, runnerOf } from './client.ts';
import { DEFAULT_SCHEMA, quoteSchema } from './schema-name.ts';
import { stepOne } from './step-1.ts';
import { stepTwo } from './step-2.ts';
import { optional } from './values.ts';

/** One step of the schema: a single statement that may be repeated and is atomic. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  /** First 16 hexadecimal digits of the statement's SHA-256, whatever the schema is called. */
  readonly checksum: string;
  readonly sql: string;
}

/** Months that have a partition ahead of time. */
const MONTHS_AHEAD = 12;

const step = (version: number, name: string, text: (at: string, checksum: string) => string, at: string): Migration => {
  const checksum = hash('sha256', text('"schema"', 'checksum'), 'hex').slice(0, 16);
  return { version, name, checksum, sql: text(at, checksum) };
};

/**
 * The schema in steps. Run them in order as the role that shall own the tables, which is not the application's.
 *
 * The primary key is the ID alone: a UUIDv7 begins with its time, so the log is partitioned by month as ranges of it.
 * Nobody may change a record. Records are deleted and personal values erased by functions of the owner alone.
 *
 * Every name is qualified: a session's temporary table of the same name would otherwise take the place of the trail.
 * Needs PostgreSQL 14. Throws PLB_OPTION_INVALID for a schema that is no plain name.
 */
export function postgresMigrationsIn(schema: string): readonly Migration[] {
  const at = quoteSchema(schema);
  return [step(1, 'audit_log', stepOne, at), step(2, 'seals and months', stepTwo, at)];
}

/** {@link postgresMigrationsIn} the schema `public`. */
export const postgresMigrations: readonly Migration[] = postgresMigrationsIn(DEFAULT_SCHEMA);

/** The version that this package writes to. */
export const VERSION = 2;

const stepOf = ({ version, name, checksum, sql }: Migration): MigrationStep => ({
  id: `${version} ${name}`,
  checksum,
  statement: sql,
});

/** Whether the log has a partition for the month to come. */
export const nextMonth = (at: string): string => `SELECT to_regclass('${at}.audit_log_' || to_char(date_trunc('month',
  clock_timestamp() AT TIME ZONE 'UTC') + interval '1 month', 'YYYY_MM')) IS NOT NULL AS present`;

/** What a database still needs, in order, without changing it; for `plumbline migrate`. Throws PLB_OPTION_INVALID. */
export async function planPostgres(client: PostgresClient, options: PostgresOptions = {}): Promise<MigrationStep[]> {
  const { at, query } = runnerOf(client, options);
  const migrations = postgresMigrationsIn(options.schema ?? DEFAULT_SCHEMA);
  const [table] = await query(`SELECT to_regclass('${at}.audit_schema') IS NOT NULL AS present`);
  if (table?.['present'] !== true) return migrations.map(stepOf);
  const [found] = await query(`SELECT json_object_agg(s.version, to_json(s) ->> 'checksum')::text AS versions
    FROM ${at}.audit_schema s`);
  const versions = JSON.parse(optional(found?.['versions']) ?? '{}') as Record<string, string | null>;
  const steps = migrations.flatMap((migration) => {
    const checksum = versions[migration.version];
    if (checksum === undefined) return [stepOf(migration)];
    if (checksum === null || checksum === migration.checksum) return [];
    const drift = `the database was brought to version ${migration.version} by another statement (${checksum}). Install the version of @plumbline/audit that did it, or keep to a release.`;
    return [{ ...stepOf(migration), drift }];
  });
  const newest = Math.max(0, ...Object.keys(versions).map(Number));
  if (newest > VERSION) {
    const drift = `the audit tables are at version ${newest}, and this package knows ${VERSION}. Install the newer @plumbline/audit.`;
    return [{ id: `${newest}`, checksum: 'none', statement: '', drift }];
  }
  if (steps.length > 0) return steps;
  const [month] = await query(nextMonth(at));
  const statement = `SELECT ${at}.audit_log_partitions(${MONTHS_AHEAD})`;
  return month?.['present'] === true ? [] : [{ id: 'months ahead', checksum: 'none', statement }];
}

/** Carries out what {@link planPostgres} gave, as the owner of the tables. Rejects with PLB_AUDIT_STORE where one differs. */
export async function applyPostgres(client: PostgresClient, steps: readonly MigrationStep[]): Promise<void> {
  const differing = steps.find((one) => one.drift !== undefined);
  if (differing) throw new PlumblineError('PLB_AUDIT_STORE', `${differing.id}: ${differing.drift}`);
  for (const { statement } of steps) await client.query(statement, []);
}

/** Brings a database to this version, and makes the months ahead. */
export async function migrate(client: PostgresClient, options: PostgresOptions): Promise<void> {
  const { at, query } = runnerOf(client, options);
  for (const { sql } of postgresMigrationsIn(options.schema ?? DEFAULT_SCHEMA)) await query(sql);
  await query(`SELECT ${at}.audit_log_partitions(${MONTHS_AHEAD})`);
}
