import { PlumblineError } from '@plumbline/core';
import type { Runner } from './client.ts';

const READ = ['audit_trail', 'audit_log', 'audit_unsealed', 'audit_seals', 'audit_anchors', 'audit_personal'];

const SYSTEM = 'pg_catalog';

/** The schemas of a `search_path` as PostgreSQL shows it. */
const schemasOf = (path: string): string[] =>
  [...path.matchAll(/"((?:[^"]|"")*)"|[^\s,"]+/g)].map(([plain, quoted]) => quoted?.replaceAll('""', '"') ?? plain);

/**
 * Refuses a search path in which another schema stands before `pg_catalog`: what the owner of the database put there would
 * stand in the place of PostgreSQL's own functions and operators, and could count and compare as it likes. Where it is not
 * named, it comes first. `SHOW` needs neither.
 */
async function checkPath({ query }: Runner): Promise<void> {
  const [row] = await query('SHOW search_path');
  if (schemasOf(String(row?.['search_path'])).indexOf(SYSTEM) <= 0) return;
  const what = `the search path of this role, ${String(row?.['search_path'])}, puts other functions in the place of PostgreSQL's own`;
  const fix =
    'Look who set it (`ALTER ROLE ... SET search_path`, `ALTER DATABASE ... SET search_path`), and take `pg_catalog` out of it or put it first.';
  throw new PlumblineError('PLB_AUDIT_STORE', what, { fix });
}

/**
 * Asks whether the role is shown each row of what it reads: row-level security leaves rows out in silence, and so does a view
 * in the place of a table; see also {@link checkPath}. An owner or a role with BYPASSRLS passes, whom no policy filters.
 */
export function createPlainReads(runner: Runner): () => Promise<void> {
  const { at, query } = runner;
  const sql = `SELECT c.relname::text AS name FROM pg_catalog.pg_class c
WHERE c.oid IN (${READ.map((table) => `'${at}.${table}'::pg_catalog.regclass`).join(', ')})
  AND (pg_catalog.row_security_active(c.oid) OR c.relkind NOT IN ('r', 'p')) ORDER BY c.relname`;
  return async () => {
    await checkPath(runner);
    const hidden = (await query(sql)).map((row) => String(row['name']));
    if (hidden.length === 0) return;
    const what = `the database may hide rows of ${hidden.join(', ')} from this role`;
    const fix =
      'Ask for row-level security (`ALTER TABLE ... DISABLE ROW LEVEL SECURITY`) or the view to be taken off these tables, or connect as a role with BYPASSRLS. The trail itself makes neither.';
    throw new PlumblineError('PLB_AUDIT_STORE', what, { fix });
  };
}
