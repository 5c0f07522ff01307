import { DEFAULT_SCHEMA, quoteSchema } from './schema-name.ts';

const TABLES = [
  'audit_log',
  'audit_unsealed',
  'audit_personal',
  'audit_seals',
  'audit_anchors',
  'audit_trail',
  'audit_holds',
  'audit_lease',
  'audit_schema',
] as const;

/** What only the sealer calls. */
export const SEALING = [
  'audit_acquire(text, bigint)',
  'audit_release(text)',
  'audit_add_seal(text, bigint, text, uuid[], bytea, text, bytea)',
  'audit_log_partitions(int)',
] as const;

/** What only the owner of the tables calls, or makes a trigger of. */
export const KEEPING = [
  'audit_delete(uuid[])',
  'audit_erase(uuid[])',
  'audit_drop_empty()',
  'audit_read_only(oid)',
  'audit_queue()',
  'audit_anchor_fits()',
] as const;

/** What the application asks for its metrics: how much waits for a seal, and since when. */
const STANDING = 'audit_standing()';

const quoteRole = (role: string): string => `"${role.replaceAll('"', '""')}"`;

function listOf(at: string, tables: readonly (typeof TABLES)[number][]): string {
  return tables.map((table) => `${at}.${table}`).join(', ');
}

/** `public` is open to everybody, and its owner is often not the owner of the tables. */
const usage = (at: string, schema: string, name: string): string[] =>
  schema === DEFAULT_SCHEMA ? [] : [`GRANT USAGE ON SCHEMA ${at} TO ${name}`];

/** On months too, which `GRANT ... ON ALL TABLES` reaches; as a text, so that no name of a role can end it. */
function revokeMonths(at: string, role: string): string {
  const text = `DECLARE month regclass;
BEGIN
  FOR month IN SELECT inhrelid FROM pg_catalog.pg_inherits WHERE inhparent = '${at}.audit_log'::regclass LOOP
    EXECUTE format('REVOKE ALL ON %s FROM %I', month, '${role.replaceAll("'", "''")}');
  END LOOP;
END`;
  return `DO '${text.replaceAll("'", "''")}'`;
}

/**
 * What the application's role needs, and nothing more: it adds records with their personal values, and reads records. What
 * it adds waits for a seal by a trigger: with a right of its own on the queue it could have sealed what was never recorded. By
 * one function it learns how much waits and since when, for its metrics. It
 * reads no personal values, since showing them is a matter of who asks; give that to a role of its own with
 * {@link postgresReaderGrants}. Run each statement as the owner of the tables; it takes away what the role had before.
 */
export function postgresGrants(role: string, schema: string = DEFAULT_SCHEMA): readonly string[] {
  const name = quoteRole(role);
  const at = quoteSchema(schema);
  return [
    ...usage(at, schema, name),
    `REVOKE ALL ON ${listOf(at, TABLES)} FROM ${name}`,
    `REVOKE ALL ON FUNCTION ${[...SEALING, ...KEEPING].map((call) => `${at}.${call}`).join(', ')} FROM ${name}`,
    revokeMonths(at, role),
    `GRANT SELECT, INSERT ON ${at}.audit_log TO ${name}`,
    `GRANT INSERT ON ${at}.audit_personal TO ${name}`,
    `GRANT SELECT ON ${at}.audit_schema TO ${name}`,
    `GRANT EXECUTE ON FUNCTION ${at}.${STANDING} TO ${name}`,
  ];
}

/**
 * What the sealer's role needs: it reads records and what waits, adds seals and anchors by functions that refuse what is
 * not next, and makes partitions ahead. It cannot take a record off the queue without a seal, and reads no personal values.
 */
export function postgresSealerGrants(role: string, schema: string = DEFAULT_SCHEMA): readonly string[] {
  const name = quoteRole(role);
  const at = quoteSchema(schema);
  const readable = TABLES.filter((table) => table !== 'audit_personal');
  return [
    ...usage(at, schema, name),
    `GRANT SELECT ON ${listOf(at, readable)} TO ${name}`,
    `GRANT INSERT ON ${at}.audit_anchors TO ${name}`,
    `GRANT EXECUTE ON FUNCTION ${SEALING.map((call) => `${at}.${call}`).join(', ')} TO ${name}`,
  ];
}

/**
 * What verification, export and search need: everything is read, personal values too, and nothing is changed. Where reading
 * is itself recorded by the same role, as by the command, run {@link postgresGrants} first and these afterwards; a service
 * that starts with such a role is refused.
 */
export function postgresReaderGrants(role: string, schema: string = DEFAULT_SCHEMA): readonly string[] {
  const name = quoteRole(role);
  const at = quoteSchema(schema);
  return [...usage(at, schema, name), `GRANT SELECT ON ${listOf(at, TABLES)} TO ${name}`];
}
