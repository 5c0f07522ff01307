import { PlumblineError } from '@plumbline/core';

/** One step of the schema: a single statement that may be repeated and is atomic. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/** Where the tables live unless the application says otherwise. */
export const DEFAULT_SCHEMA = 'public';

/** PostgreSQL cuts longer names; `pg_` is reserved, and `pg_temp` is where shadows are made. */
const SCHEMA = /^(?!pg_)[A-Za-z_][A-Za-z0-9_]{0,62}$/;

/** The schema, quoted. Throws PLB_OPTION_INVALID. */
export function quoteSchema(schema: string): string {
  if (SCHEMA.test(schema)) return `"${schema}"`;
  const what = 'postgres: `schema` must be 1 to 63 letters, digits and underscores, and not begin with `pg_`';
  throw new PlumblineError('PLB_OPTION_INVALID', what);
}

/**
 * The schema in steps. Run them in order as the role that shall own the tables, which is not the application's.
 *
 * The primary key is the ID alone: a UUIDv7 begins with its time, so the table can be partitioned by ranges of it.
 * Nobody may change a record. Records are deleted by `audit_log_prune` alone, which belongs to the owner.
 *
 * Every name is qualified: a session's temporary table of the same name would otherwise take the place of the trail.
 * Throws PLB_OPTION_INVALID for a schema that is no plain name.
 */
export function postgresMigrationsIn(schema: string): readonly Migration[] {
  const at = quoteSchema(schema);
  return [
    {
      version: 1,
      name: 'audit_log',
      sql: `DO $plumbline$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('plumbline.audit_schema'));
  IF to_regnamespace('${at}') IS NULL THEN CREATE SCHEMA ${at}; END IF;
  CREATE TABLE IF NOT EXISTS ${at}.audit_schema (version int PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now());
  IF EXISTS (SELECT FROM ${at}.audit_schema WHERE version = 1) THEN RETURN; END IF;
  CREATE TABLE ${at}.audit_log (
    id uuid PRIMARY KEY,
    recorded_at timestamptz NOT NULL,
    stored_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    action text NOT NULL,
    outcome text NOT NULL,
    class text NOT NULL,
    actor_id text NOT NULL,
    org text,
    subject_ids text[] NOT NULL,
    request_id text,
    body text NOT NULL,
    leaf_hash bytea NOT NULL CHECK (octet_length(leaf_hash) = 32)
  );
  CREATE INDEX audit_log_action ON ${at}.audit_log (action, id);
  CREATE INDEX audit_log_actor ON ${at}.audit_log (actor_id, id);
  CREATE INDEX audit_log_recorded ON ${at}.audit_log (recorded_at);
  CREATE INDEX audit_log_subjects ON ${at}.audit_log USING gin (subject_ids);
  CREATE FUNCTION ${at}.audit_log_refuse() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $body$
  BEGIN
    IF TG_OP = 'DELETE'
      AND current_setting('plumbline.audit_prune', true) = 'on'
      AND pg_has_role(current_user, (SELECT relowner FROM pg_catalog.pg_class WHERE oid = TG_RELID), 'USAGE')
    THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'audit_log is append-only' USING ERRCODE = 'insufficient_privilege';
  END $body$;
  CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON ${at}.audit_log
    FOR EACH ROW EXECUTE FUNCTION ${at}.audit_log_refuse();
  CREATE TRIGGER audit_log_keep BEFORE TRUNCATE ON ${at}.audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION ${at}.audit_log_refuse();
  CREATE FUNCTION ${at}.audit_log_prune(older_than timestamptz) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
  DECLARE pruned bigint;
  BEGIN
    PERFORM set_config('plumbline.audit_prune', 'on', true);
    DELETE FROM ${at}.audit_log WHERE recorded_at < older_than;
    GET DIAGNOSTICS pruned = ROW_COUNT;
    PERFORM set_config('plumbline.audit_prune', 'off', true);
    RETURN pruned;
  END $body$;
  REVOKE ALL ON ${at}.audit_log, ${at}.audit_schema FROM PUBLIC;
  REVOKE ALL ON FUNCTION ${at}.audit_log_prune(timestamptz) FROM PUBLIC;
  INSERT INTO ${at}.audit_schema (version) VALUES (1);
END $plumbline$`,
    },
  ];
}

/** {@link postgresMigrationsIn} the schema `public`. */
export const postgresMigrations: readonly Migration[] = postgresMigrationsIn(DEFAULT_SCHEMA);

/** What the application's role needs, and nothing more: add and read. Run each statement as the owner of the tables. */
export function postgresGrants(role: string, schema: string = DEFAULT_SCHEMA): readonly string[] {
  const name = `"${role.replaceAll('"', '""')}"`;
  const at = quoteSchema(schema);
  return [
    // `public` is open to everybody, and its owner is often not the owner of the tables.
    ...(schema === DEFAULT_SCHEMA ? [] : [`GRANT USAGE ON SCHEMA ${at} TO ${name}`]),
    `REVOKE ALL ON ${at}.audit_log, ${at}.audit_schema FROM ${name}`,
    `GRANT SELECT, INSERT ON ${at}.audit_log TO ${name}`,
    `GRANT SELECT ON ${at}.audit_schema TO ${name}`,
  ];
}
