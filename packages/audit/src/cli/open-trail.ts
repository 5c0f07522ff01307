import { statSync } from 'node:fs';
import path from 'node:path';
import { type CommandIo, PlumblineError } from '@plumbline/core';
import type { AuditStore } from '../audit-store.ts';
import { postgresEvidence, postgresStore } from '../postgres.ts';
import type { KeeperStore } from '../seal-store.ts';
import { openReadOnly, type ReadOnlyFile } from '../sqlite/read-only.ts';
import { sqliteEvidence, sqliteStore } from '../sqlite.ts';
import type { DescribedTrail } from './describe-trail.ts';
import { connectPostgres } from './pg-client.ts';
import { withOtherWays } from './other-ways.ts';
import { asStoreFault, type StoreAt } from './store-fault.ts';
import { usage } from './subcommand.ts';

/** A trail that a command works on. */
export interface OpenTrail {
  readonly kind: 'sqlite' | 'postgres';
  readonly store: AuditStore;
  readonly evidence: KeeperStore;
}

/** Which trail, as options say it. */
export interface TrailOptions {
  readonly sqlite?: string | undefined;
  readonly database?: string | undefined;
  readonly schema?: string | undefined;
}

/** For `parseArgs`. */
export const TRAIL_OPTIONS = {
  sqlite: { type: 'string' },
  database: { type: 'string' },
  schema: { type: 'string' },
} as const;

export const TRAIL_HELP = `  --sqlite FILE        the trail in this SQLite file
  --database VARIABLE  the trail in PostgreSQL, whose URL stands in this environment variable
                       [default: PLUMBLINE_AUDIT_DATABASE_URL where it is set]
  --schema NAME        schema of its tables [default: PLUMBLINE_AUDIT_SCHEMA, or public]
                       Without these: audit.sqlite in the spool folder of plumbline.config.ts.
`;

/** Where the URL stands unless the command says otherwise. */
export const DATABASE_VARIABLE = 'PLUMBLINE_AUDIT_DATABASE_URL';
const SCHEMA_VARIABLE = 'PLUMBLINE_AUDIT_SCHEMA';

/** Where a trail is. */
export type TrailPlace =
  | { readonly kind: 'sqlite'; readonly file: string; readonly by: string }
  | { readonly kind: 'postgres'; readonly url: string; readonly by: string; readonly schema: string | undefined };

/** Built, this module is a chunk beside the folder of the describer. */
const DESCRIBER = import.meta.url.endsWith('.ts')
  ? new URL('describe-trail.ts', import.meta.url)
  : new URL('cli/describe-trail.js', import.meta.url);

/** What the configuration says of the trail. Rejects with PLB_CONFIG_INVALID. */
export const askTrail = (io: CommandIo): Promise<DescribedTrail> => io.describe<DescribedTrail>(DESCRIBER);

async function configuredFile(name: string, io: CommandIo): Promise<string | undefined> {
  const { spoolDirectory } = await askTrail(io).catch((error: unknown) => {
    throw withOtherWays(name, error);
  });
  return spoolDirectory === undefined ? undefined : path.join(spoolDirectory, 'audit.sqlite');
}

/**
 * Where the options, the environment and the configuration say that the trail is; undefined where the configuration has no
 * audited actions. Throws PLB_CLI_USAGE.
 */
export async function findTrail(name: string, options: TrailOptions, io: CommandIo): Promise<TrailPlace | undefined> {
  const { database, schema = io.env[SCHEMA_VARIABLE] || undefined, sqlite } = options;
  if (sqlite !== undefined && database !== undefined) throw usage(name, 'takes --sqlite or --database, not both');
  if (sqlite !== undefined) return { kind: 'sqlite', file: path.resolve(io.cwd, sqlite), by: `--sqlite ${sqlite}` };
  const url = io.env[database ?? DATABASE_VARIABLE];
  if (url) return { kind: 'postgres', url, schema, by: database ?? DATABASE_VARIABLE };
  if (database !== undefined) {
    // What is no name may be the URL itself, with its password, and is not repeated.
    const isName = /^[A-Za-z_]\w*$/.test(database);
    const what = isName ? `the environment has no variable ${database}` : '--database names no environment variable';
    throw usage(
      name,
      what,
      'Put the URL of the database into a variable, and give the name of that: `--database NAME`.',
    );
  }
  const file = await configuredFile(name, io);
  return file === undefined ? undefined : { kind: 'sqlite', file, by: 'the configuration' };
}

const OTHER_PLACE = 'Name it with `--sqlite FILE`, or a database with `--database VARIABLE`.';
const NOT_A_DATABASE = 26;

/** Whether the file has the tables of a trail; undefined where that cannot be said, which whoever works on it finds. */
function hasTrail(file: string): 'no database' | boolean | undefined {
  let opened: ReadOnlyFile | undefined;
  try {
    opened = openReadOnly(file);
    return opened.database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'audit_schema'").all().length > 0;
  } catch (error) {
    return (error as { readonly errcode?: number }).errcode === NOT_A_DATABASE ? 'no database' : undefined;
  } finally {
    // A name among the tables is not torn: whether it was written to meanwhile is of no account here.
    opened?.database.close();
  }
}

/** Nothing is made of another file, and no tables are added to another database. */
function needTrail(name: string, { by, file }: { readonly by: string; readonly file: string }): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) throw usage(name, `there is no audit trail at ${file}, which ${by} names`, OTHER_PLACE);
  const isFile = !found.isDirectory();
  const has = isFile && hasTrail(file);
  if (has === true || has === undefined) return;
  const is = isFile ? (has ? 'is no SQLite database' : 'is a database without an audit trail') : 'is a folder';
  throw new PlumblineError('PLB_AUDIT_STORE', `audit ${name}: ${by}: ${file} ${is}`, { fix: OTHER_PLACE });
}

async function withSqlite<T>(
  name: string,
  { by, file, readOnly }: { readonly by: string; readonly file: string; readonly readOnly: boolean },
  work: (trail: OpenTrail) => Promise<T>,
): Promise<T> {
  needTrail(name, { by, file });
  if (!readOnly) {
    const [store, evidence] = [sqliteStore({ path: file }), sqliteEvidence({ path: file })];
    try {
      return await work({ kind: 'sqlite', store, evidence });
    } finally {
      await evidence.close();
      await store.close?.();
    }
  }
  const { close, database } = openReadOnly(file);
  try {
    return await work({ kind: 'sqlite', store: sqliteStore({ database }), evidence: sqliteEvidence({ database }) });
  } finally {
    // What is thrown here comes first: an error of a file that was written to meanwhile may come of that alone.
    close();
  }
}

/**
 * Opens the trail, works on it and closes it. `readOnly` keeps an SQLite file as it is, tables of an older version included.
 * Rejects with PLB_CLI_USAGE where it is nowhere, and with PLB_AUDIT_STORE where the database does not do what it should.
 */
export async function withTrail<T>(
  name: string,
  options: TrailOptions & { readonly readOnly?: boolean },
  io: CommandIo,
  work: (trail: OpenTrail, at: StoreAt) => Promise<T>,
): Promise<T> {
  const place = await findTrail(name, options, io);
  if (place === undefined)
    throw usage(name, 'the configuration has no audited actions', 'Name the trail with `--sqlite` or `--database`.');
  if (place.kind === 'sqlite' && options.schema !== undefined)
    throw usage(name, '--schema is of PostgreSQL, and this trail is in SQLite', OTHER_PLACE);
  const named: StoreAt = { name, kind: place.kind, by: place.by };
  try {
    if (place.kind === 'sqlite') {
      const { readOnly = false } = options;
      return await withSqlite(name, { ...place, readOnly }, (trail) => work(trail, named));
    }
    const client = await connectPostgres(place.url, io.cwd);
    const at = place.schema === undefined ? {} : { schema: place.schema };
    try {
      const [store, evidence] = [postgresStore(client, at), postgresEvidence(client, at)];
      return await work({ kind: 'postgres', store, evidence }, named);
    } finally {
      await client.end();
    }
  } catch (error) {
    throw asStoreFault(named, error);
  }
}
