const PATH = 'SET search_path = pg_catalog, pg_temp';

/**
 * The time in an ID of version 7, and the first ID of a time: 48 bits of milliseconds (RFC 9562, section 5.7). What default
 * privileges have given is taken back but for reading, which the role that makes backups may live by.
 */
const idTimes = (at: string): string => `
  CREATE FUNCTION ${at}.audit_ms(id uuid) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ('x' || replace(left(id::text, 13), '-', ''))::bit(48)::bigint;
  CREATE FUNCTION ${at}.audit_first_id(utc timestamp) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN rpad(lpad(to_hex((extract(epoch FROM utc) * 1000)::bigint), 12, '0'), 32, '0')::uuid;
  CREATE FUNCTION ${at}.audit_read_only(what oid) RETURNS void LANGUAGE plpgsql ${PATH} AS $body$
  DECLARE given record;
  BEGIN
    FOR given IN
      SELECT DISTINCT g.grantee FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) g
      WHERE c.oid = what AND g.grantee <> c.relowner
    LOOP
      EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON %s FROM %s', what::regclass,
        CASE given.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(given.grantee)) END);
    END LOOP;
  END $body$;`;

/**
 * A month is made beside the log and attached, which stops nobody who inserts into another month. Where that cannot be done
 * at once (a lock, or records of that month in the partition without a month), the month is left for the next call.
 */
const ahead = (at: string): string => `
  CREATE FUNCTION ${at}.audit_log_partitions(ahead int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER ${PATH}
    SET lock_timeout = '1s' AS $body$
  DECLARE
    month timestamp := date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC');
    part text;
    made int := 0;
  BEGIN
    -- Whoever has the lock is making them; only the owner can have it.
    BEGIN
      LOCK TABLE ${at}.audit_schema IN SHARE UPDATE EXCLUSIVE MODE NOWAIT;
    EXCEPTION WHEN lock_not_available THEN
      RETURN 0;
    END;
    FOR n IN 0 .. least(ahead, 60) LOOP
      part := '${at}.audit_log_' || to_char(month + n * interval '1 month', 'YYYY_MM');
      CONTINUE WHEN to_regclass(part) IS NOT NULL;
      BEGIN
        EXECUTE format('CREATE TABLE %s (LIKE ${at}.audit_log INCLUDING ALL)', part);
        PERFORM ${at}.audit_read_only(part::regclass);
        EXECUTE format('CREATE TRIGGER audit_keep BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION ${at}.audit_refuse()',
          part);
        EXECUTE format('ALTER TABLE ${at}.audit_log ATTACH PARTITION %s FOR VALUES FROM (%L) TO (%L)', part,
          ${at}.audit_first_id(month + n * interval '1 month'), ${at}.audit_first_id(month + (n + 1) * interval '1 month'));
        made := made + 1;
      EXCEPTION WHEN lock_not_available OR check_violation OR invalid_object_definition OR duplicate_table THEN
        NULL;
      END;
    END LOOP;
    RETURN made;
  END $body$;`;

/** Months from before the last one that hold nothing any more; one that is in use is left for the next call. */
const behind = (at: string): string => `
  CREATE FUNCTION ${at}.audit_drop_empty() RETURNS int LANGUAGE plpgsql SECURITY DEFINER ${PATH}
    SET lock_timeout = '200ms' AS $body$
  DECLARE
    part record;
    last uuid;
    dropped int := 0;
  BEGIN
    FOR part IN
      SELECT c.oid::regclass AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = '${at}.audit_log'::regclass AND c.relname ~ '^audit_log_[0-9]{4}_[0-9]{2}$'
        AND c.relname < 'audit_log_' || to_char(clock_timestamp() AT TIME ZONE 'UTC' - interval '1 month', 'YYYY_MM')
    LOOP
      BEGIN
        EXECUTE format('SELECT id FROM %s ORDER BY id DESC LIMIT 1', part.name) INTO last;
        CONTINUE WHEN last IS NOT NULL;
        LOCK TABLE ${at}.audit_log IN ACCESS EXCLUSIVE MODE;
        EXECUTE format('SELECT id FROM %s ORDER BY id DESC LIMIT 1', part.name) INTO last;
        CONTINUE WHEN last IS NOT NULL;
        EXECUTE format('DROP TABLE %s', part.name);
        dropped := dropped + 1;
      EXCEPTION WHEN lock_not_available THEN
        NULL;
      END;
    END LOOP;
    RETURN dropped;
  END $body$;`;

/** Functions that partitions are made and dropped with. */
export const months = (at: string): string => `${idTimes(at)}${ahead(at)}${behind(at)}`;
