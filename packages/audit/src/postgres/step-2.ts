import { FUNCTIONS, stepTwoFunctions } from './step-2-functions.ts';
import { stepTwoTables } from './step-2-tables.ts';

/** A record comes from version 1 with its row; what was granted on the log goes on, with what a record has beside it. */
const keepGrants = (at: string): string => `
  FOR old IN
    SELECT DISTINCT quote_ident(pg_get_userbyid(g.grantee)) AS name, g.privilege_type AS privilege
    FROM pg_catalog.pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) g
    WHERE c.oid = '${at}.audit_log_before'::regclass AND g.grantee NOT IN (0, c.relowner)
      AND g.privilege_type IN ('SELECT', 'INSERT')
  LOOP
    EXECUTE format('GRANT %s ON ${at}.audit_log TO %s', old.privilege, old.name);
    IF old.privilege = 'INSERT' THEN
      EXECUTE format('GRANT INSERT ON ${at}.audit_personal TO %s', old.name);
      EXECUTE format('GRANT EXECUTE ON FUNCTION ${at}.audit_standing() TO %s', old.name);
    END IF;
  END LOOP;
  PERFORM ${at}.audit_read_only('${at}.audit_log_before'::regclass);`;

/**
 * The rows of version 1 become a partition as they are, without a copy: all up to the end of this month. A record from
 * behind it has been stamped by a clock that ran ahead, and goes where everything without a month goes.
 */
const keepRows = (at: string): string => `
  IF NOT EXISTS (SELECT FROM ${at}.audit_log_before) THEN
    DROP TABLE ${at}.audit_log_before;
  ELSE
    bound := ${at}.audit_first_id(date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC') + interval '1 month');
    WITH ahead AS (DELETE FROM ${at}.audit_log_before WHERE id >= bound RETURNING *)
    INSERT INTO ${at}.audit_log SELECT * FROM ahead;
    EXECUTE format('ALTER TABLE ${at}.audit_log ATTACH PARTITION ${at}.audit_log_before FOR VALUES FROM (MINVALUE) TO (%L)',
      bound);
    CREATE TRIGGER audit_keep BEFORE TRUNCATE ON ${at}.audit_log_before
      FOR EACH STATEMENT EXECUTE FUNCTION ${at}.audit_refuse();
    INSERT INTO ${at}.audit_unsealed (id, leaf_hash) SELECT id, leaf_hash FROM ${at}.audit_log
      ON CONFLICT (id) DO NOTHING;
  END IF;`;

/** What the owner's default privileges have given away is taken back: calls of functions, and all but reading of tables. */
const closeAll = (at: string): string => `
  PERFORM ${at}.audit_read_only(c.oid) FROM pg_catalog.pg_class c
    WHERE c.relnamespace = to_regnamespace('${at}') AND c.relname IN ('audit_log', 'audit_log_default', 'audit_unsealed',
      'audit_seals', 'audit_anchors', 'audit_personal', 'audit_holds', 'audit_lease', 'audit_trail');
  FOR old IN
    SELECT f.oid::regprocedure AS name, g.grantee
    FROM pg_catalog.pg_proc f CROSS JOIN LATERAL aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) g
    WHERE f.pronamespace = to_regnamespace('${at}') AND g.grantee <> f.proowner
      AND f.proname IN (${FUNCTIONS.map((name) => `'${name}'`).join(', ')})
  LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM %s', old.name,
      CASE old.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(old.grantee)) END);
  END LOOP;`;

/** Puts the log of version 1 aside under a name of its own, with its indexes and without its triggers. */
const putAside = (at: string): string => `
  DROP TRIGGER audit_log_append_only ON ${at}.audit_log;
  DROP TRIGGER audit_log_keep ON ${at}.audit_log;
  DROP FUNCTION ${at}.audit_log_refuse();
  DROP FUNCTION ${at}.audit_log_prune(timestamptz);
  ALTER TABLE ${at}.audit_log RENAME TO audit_log_before;
  ALTER INDEX ${at}.audit_log_pkey RENAME TO audit_log_before_pkey;
  ALTER INDEX ${at}.audit_log_action RENAME TO audit_log_before_action;
  ALTER INDEX ${at}.audit_log_actor RENAME TO audit_log_before_actor;
  ALTER INDEX ${at}.audit_log_recorded RENAME TO audit_log_before_recorded;
  ALTER INDEX ${at}.audit_log_subjects RENAME TO audit_log_before_subjects;`;

/** Version 2: the log in months, what waits for a seal, seals, anchors, personal values, holds, the lease and the trail. */
export const stepTwo = (at: string, checksum: string): string => `DO $plumbline$
DECLARE
  old record;
  bound uuid;
BEGIN
  LOCK TABLE ${at}.audit_schema IN SHARE UPDATE EXCLUSIVE MODE;
  IF EXISTS (SELECT FROM ${at}.audit_schema WHERE version = 2) THEN RETURN; END IF;
  ALTER TABLE ${at}.audit_schema ADD COLUMN checksum text;
${putAside(at)}
${stepTwoTables(at)}
${stepTwoFunctions(at)}
${closeAll(at)}
${keepGrants(at)}
${keepRows(at)}
  PERFORM ${at}.audit_log_partitions(12);
  INSERT INTO ${at}.audit_schema (version, checksum) VALUES (2, '${checksum}');
END $plumbline$`;
