/** One step of the schema: a single statement that may be repeated and is atomic. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/**
 * The schema in steps. Run them in order as the role that shall own the tables, which is not the application's.
 *
 * The primary key is the ID alone: a UUIDv7 begins with its time, so the table can be partitioned by ranges of it.
 * Nobody may change a record. Records are deleted by `audit_log_prune` alone, which belongs to the owner.
 */
export const postgresMigrations: readonly Migration[] = [
  {
    version: 1,
    name: 'audit_log',
    sql: `DO $plumbline$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('plumbline.audit_schema'));
  CREATE TABLE IF NOT EXISTS audit_schema (version int PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now());
  IF EXISTS (SELECT FROM audit_schema WHERE version = 1) THEN RETURN; END IF;
  CREATE TABLE audit_log (
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
  CREATE INDEX audit_log_action ON audit_log (action, id);
  CREATE INDEX audit_log_actor ON audit_log (actor_id, id);
  CREATE INDEX audit_log_recorded ON audit_log (recorded_at);
  CREATE INDEX audit_log_subjects ON audit_log USING gin (subject_ids);
  CREATE FUNCTION audit_log_refuse() RETURNS trigger LANGUAGE plpgsql AS $body$
  BEGIN
    IF TG_OP = 'DELETE'
      AND current_setting('plumbline.audit_prune', true) = 'on'
      AND pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE')
    THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'audit_log is append-only' USING ERRCODE = 'insufficient_privilege';
  END $body$;
  CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log
    FOR EACH ROW EXECUTE FUNCTION audit_log_refuse();
  CREATE TRIGGER audit_log_keep BEFORE TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_refuse();
  CREATE FUNCTION audit_log_prune(older_than timestamptz) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $body$
  DECLARE pruned bigint;
  BEGIN
    PERFORM set_config('plumbline.audit_prune', 'on', true);
    DELETE FROM audit_log WHERE recorded_at < older_than;
    GET DIAGNOSTICS pruned = ROW_COUNT;
    PERFORM set_config('plumbline.audit_prune', 'off', true);
    RETURN pruned;
  END $body$;
  REVOKE ALL ON audit_log, audit_schema FROM PUBLIC;
  REVOKE ALL ON FUNCTION audit_log_prune(timestamptz) FROM PUBLIC;
  INSERT INTO audit_schema (version) VALUES (1);
END $plumbline$`,
  },
];

/** What the application's role needs, and nothing more: add and read. Run each statement as the owner of the tables. */
export function postgresGrants(role: string): readonly string[] {
  const name = `"${role.replaceAll('"', '""')}"`;
  return [
    `REVOKE ALL ON audit_log, audit_schema FROM ${name}`,
    `GRANT SELECT, INSERT ON audit_log TO ${name}`,
    `GRANT SELECT ON audit_schema TO ${name}`,
  ];
}
