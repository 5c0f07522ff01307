import type { Runner } from './client.ts';
import { KEEPING, SEALING } from './grants.ts';
import { FUNCTIONS } from './step-2-functions.ts';

const CHANGE = 'UPDATE, DELETE, TRUNCATE, TRIGGER';
const EVIDENCE = ['unsealed', 'seals', 'anchors', 'trail', 'holds', 'lease'] as const;

/**
 * Whether the role may do more than record, and read records: change or delete, add what was not recorded as a seal, stand
 * in a sealer's way, read personal values or what belongs to the evidence. It is asked of the database, which knows every way to
 * a right; the owner can give itself each of them.
 */
export const tooMany = (at: string): string => {
  const can = (table: string, what: string): string => `has_table_privilege('${at}.audit_${table}', '${what}')`;
  const canColumns = (table: string, what: string): string =>
    `has_any_column_privilege('${at}.audit_${table}', '${what}')`;
  return [
    can('log', CHANGE),
    can('personal', `SELECT, ${CHANGE}`),
    can('schema', `INSERT, ${CHANGE}`),
    ...EVIDENCE.map((table) => can(table, `SELECT, INSERT, ${CHANGE}`)),
    canColumns('log', 'UPDATE'),
    canColumns('schema', 'INSERT, UPDATE'),
    canColumns('personal', 'SELECT, UPDATE'),
    ...EVIDENCE.map((table) => canColumns(table, 'SELECT, INSERT, UPDATE')),
    ...[...SEALING, ...KEEPING].map((call) => `has_function_privilege('${at}.${call}', 'EXECUTE')`),
    `EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhparent = '${at}.audit_log'::regclass
      AND has_table_privilege(i.inhrelid, 'INSERT, ${CHANGE}'))`,
    `(SELECT pg_has_role(c.relowner, 'MEMBER') FROM pg_catalog.pg_class c WHERE c.oid = '${at}.audit_log'::regclass)`,
  ].join('\n  OR ');
};

const NEEDED = `('audit_log', 'SELECT'), ('audit_log', 'INSERT'), ('audit_personal', 'INSERT'), ('audit_schema', 'SELECT')`;
const TABLES = ['log', 'personal', 'schema', ...EVIDENCE].map((table) => `'audit_${table}'`).join(', ');

/**
 * What was granted beyond {@link NEEDED}: on tables, columns (which a REVOKE on the table takes away too), months and
 * functions. Reading a month is reading the log.
 */
const granted = (at: string): string => `
  tables AS (
    SELECT c.oid, c.relname, c.relowner, c.relacl, i.inhrelid IS NOT NULL AS is_month
    FROM pg_catalog.pg_class c
    LEFT JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid AND i.inhparent = '${at}.audit_log'::regclass
    WHERE c.relnamespace = to_regnamespace('${at}') AND c.relkind IN ('r', 'p') AND (i.inhrelid IS NOT NULL OR c.relname IN (${TABLES}))
  ),
  granted AS (
    SELECT '' AS kind, format('%s.%I', '${at}', t.relname) AS object, a.privilege_type AS privilege, a.grantee
    FROM tables t
    CROSS JOIN LATERAL (
      SELECT * FROM aclexplode(t.relacl)
      UNION SELECT x.* FROM pg_catalog.pg_attribute b CROSS JOIN LATERAL aclexplode(b.attacl) x WHERE b.attrelid = t.oid
    ) a
    WHERE a.grantee <> t.relowner AND (t.relname, a.privilege_type) NOT IN (${NEEDED})
      AND NOT (t.is_month AND a.privilege_type = 'SELECT')
    UNION
    SELECT 'FUNCTION ', format('%s.%I(%s)', '${at}', f.proname, pg_get_function_identity_arguments(f.oid)), 'EXECUTE', a.grantee
    FROM pg_catalog.pg_proc f CROSS JOIN LATERAL aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) a
    WHERE f.pronamespace = to_regnamespace('${at}') AND a.grantee <> f.proowner
      AND f.proname <> 'audit_standing' AND f.proname IN (${FUNCTIONS.map((name) => `'${name}'`).join(', ')})
  )`;

/** Through other roles: what these were granted, the owner's own rights, and PostgreSQL's roles that may read or write all. */
const throughRoles = `
  SELECT format('REVOKE %I FROM %I', r.rolname, me.name) AS statement
  FROM me JOIN pg_catalog.pg_auth_members m ON m.member = me.oid JOIN pg_catalog.pg_roles r ON r.oid = m.roleid
  WHERE EXISTS (
    SELECT FROM (
      SELECT grantee FROM granted WHERE grantee NOT IN (0, me.oid)
      UNION SELECT relowner FROM tables
      UNION SELECT a.oid FROM pg_catalog.pg_roles a WHERE a.rolname IN ('pg_read_all_data', 'pg_write_all_data')
    ) h WHERE pg_has_role(m.roleid, h.grantee, 'MEMBER')
  )`;

const statements = (at: string): string => `WITH me AS (
    SELECT r.oid, r.rolname AS name FROM pg_catalog.pg_roles r WHERE r.rolname = current_user
  ),${granted(at)}
  SELECT format('REVOKE %s ON %s%s FROM %s', what, kind, string_agg(object, ', ' ORDER BY object), grantee) AS statement
  FROM (
    SELECT kind, object, string_agg(privilege, ', ' ORDER BY privilege) AS what,
      CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(me.name) END AS grantee
    FROM granted CROSS JOIN me WHERE grantee IN (0, me.oid)
    GROUP BY kind, object, grantee, me.name
  ) g GROUP BY what, kind, grantee
  UNION ALL ${throughRoles}
  ORDER BY statement`;

/**
 * The statements, without their semicolons, that take from the role what it has beyond the application's rights; run by the owner of the
 * tables or a superuser. None where the role has them otherwise: it is the owner, or a superuser.
 */
export async function revokeStatements({ at, query }: Runner): Promise<readonly string[]> {
  return (await query(statements(at))).map((row) => String(row['statement']));
}
