/**
 * Version 1: the log as one table. It stays as it was, for databases that were made by it. One migration at a time: the lock on
 * a table is out of reach of the application, which an advisory lock is not, so that one is asked only where no table is yet.
 */
export const stepOne = (at: string): string => `DO $plumbline$
BEGIN
  IF to_regclass('${at}.audit_schema') IS NULL THEN
    PERFORM pg_advisory_xact_lock(hashtext('plumbline.audit_schema'));
    IF to_regnamespace('${at}') IS NULL THEN CREATE SCHEMA ${at}; END IF;
    CREATE TABLE IF NOT EXISTS ${at}.audit_schema (version int PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now());
  END IF;
  LOCK TABLE ${at}.audit_schema IN SHARE UPDATE EXCLUSIVE MODE;
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
END $plumbline$`;
