import type { StoreFinding } from '../audit-store.ts';
import { MIGRATE, type Query, type Runner } from './client.ts';
import { revokeStatements, tooMany } from './excess.ts';
import { nextMonth, VERSION } from './migrations.ts';

const tables = (
  at: string,
): string => `SELECT to_regclass('${at}.audit_log') IS NOT NULL AND to_regclass('${at}.audit_schema') IS NOT NULL AS present,
  current_setting('server_encoding') AS encoding,
  CASE WHEN to_regclass('${at}.audit_schema') IS NOT NULL
    THEN has_table_privilege(to_regclass('${at}.audit_schema'), 'SELECT') END AS versioned`;

const rights = (
  at: string,
): string => `SELECT has_table_privilege('${at}.audit_log', 'INSERT') AND has_table_privilege('${at}.audit_log', 'SELECT')
  AND has_table_privilege('${at}.audit_personal', 'INSERT') AS enough,
  ${tooMany(at)} AS too_many`;

const error = (what: string, fix: string): StoreFinding => ({ severity: 'error', what, fix });

const NO_RIGHTS = error(
  'The role may not add and read records.',
  'Run the statements of `postgresGrants(role)` as the owner.',
);

async function checkVersion(at: string, query: Query): Promise<StoreFinding[]> {
  const [version] = await query(`SELECT max(version)::text AS version FROM ${at}.audit_schema`);
  const found = Number(version?.['version'] ?? 0);
  if (found === VERSION) return [];
  const what = `The audit tables are at version ${found}, and this package writes version ${VERSION}.`;
  const missing = Array.from({ length: Math.max(0, VERSION - found) }, (_, n) => found + n + 1).join(', ');
  const older = `${MIGRATE}: migration ${missing} of \`postgresMigrations\` is missing.`;
  return [error(what, found > VERSION ? 'Install the newer @plumbline/audit.' : older)];
}

/** Without its trigger a record is stored, never sealed, and taken for one that was slipped in. */
async function checkTrigger(at: string, query: Query): Promise<StoreFinding[]> {
  const [queue] = await query(`SELECT FROM pg_catalog.pg_trigger t
    WHERE t.tgrelid = '${at}.audit_log'::regclass AND t.tgname = 'audit_queue' AND t.tgenabled IN ('O', 'A')`);
  if (queue !== undefined) return [];
  const what = 'The trigger audit_queue on the log is missing or disabled, so records would not wait for a seal.';
  return [
    error(what, 'Run `ALTER TABLE audit_log ENABLE TRIGGER audit_queue` as the owner; make it again if it is gone.'),
  ];
}

/** Names what takes away the rights that are too many. */
async function excess(runner: Runner, allowOwner: boolean): Promise<StoreFinding> {
  const what =
    'The role may do more than record and read records: change or delete them, seal, or read personal values or evidence.';
  const revokes = await revokeStatements(runner);
  const run = revokes.length === 0 ? '' : `Run as the owner: ${revokes.map((sql) => `${sql};`).join(' ')} `;
  const fix = `${run}Connect as a role of its own that has \`postgresGrants(role)\` and nothing else; for development alone, pass \`allowOwner: true\`.`;
  return { severity: allowOwner ? 'warning' : 'error', what, fix };
}

/** Without its month a record is stored all the same, and read and pruned more slowly. */
async function checkMonths(at: string, query: Query): Promise<StoreFinding[]> {
  const [month] = await query(nextMonth(at));
  if (month?.['present'] === true) return [];
  const what = 'The log has no partition for the next month.';
  return [{ severity: 'warning', what, fix: `${MIGRATE}, or let a sealer run, which makes them.` }];
}

/**
 * What keeps the application's role from storing, and what it may do beyond that: a role that may change the trail is
 * refused, unless the owner itself was allowed.
 */
export async function checkStore({ at, query }: Runner, allowOwner: boolean): Promise<StoreFinding[]> {
  const [found] = await query(tables(at));
  const encoding =
    found?.['encoding'] === 'UTF8'
      ? []
      : [error('The database is not encoded in UTF8.', 'Create it with ENCODING UTF8.')];
  if (found?.['present'] !== true) return [...encoding, error('The audit tables are missing.', `${MIGRATE}.`)];
  if (found['versioned'] !== true) return [...encoding, NO_RIGHTS];
  const version = await checkVersion(at, query);
  if (version.length > 0) return [...encoding, ...version];
  const [may] = await query(rights(at));
  if (may?.['enough'] !== true) return [...encoding, NO_RIGHTS];
  const rest = [...(await checkTrigger(at, query)), ...(await checkMonths(at, query))];
  if (may['too_many'] !== true) return [...encoding, ...rest];
  return [...encoding, await excess({ at, query }, allowOwner), ...rest];
}
