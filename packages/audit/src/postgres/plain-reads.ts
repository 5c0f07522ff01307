import { PlumblineError } from '@plumbline/core';
import type { Runner } from './client.ts';

const READ = ['audit_trail', 'audit_log', 'audit_unsealed', 'audit_seals', 'audit_anchors', 'audit_personal'];

/**
 * Asks whether the role is shown each row of what it reads: row-level security leaves rows out in silence, and so does a view
 * in the place of a table. An owner or a role with BYPASSRLS passes, whom no policy filters.
 */
export function createPlainReads({ at, query }: Runner): () => Promise<void> {
  const sql = `SELECT c.relname::text AS name FROM pg_catalog.pg_class c
WHERE c.oid IN (${READ.map((table) => `'${at}.${table}'::pg_catalog.regclass`).join(', ')})
  AND (pg_catalog.row_security_active(c.oid) OR c.relkind NOT IN ('r', 'p')) ORDER BY c.relname`;
  return async () => {
    const hidden = (await query(sql)).map((row) => String(row['name']));
    if (hidden.length === 0) return;
    const what = `the database may hide rows of ${hidden.join(', ')} from this role`;
    const fix =
      'Ask for row-level security (`ALTER TABLE ... DISABLE ROW LEVEL SECURITY`) or the view to be taken off these tables, or connect as a role with BYPASSRLS. The trail itself makes neither.';
    throw new PlumblineError('PLB_AUDIT_STORE', what, { fix });
  };
}
