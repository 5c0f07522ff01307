import { MOST_WAITING } from '../audit-store.ts';
import { held } from './held-by.ts';
import { months } from './step-2-months.ts';

/** Functions that nobody may call but the owner and whom a grant names. */
export const FUNCTIONS = [
  'audit_acquire',
  'audit_add_seal',
  'audit_anchor_fits',
  'audit_delete',
  'audit_drop_empty',
  'audit_erase',
  'audit_log_partitions',
  'audit_release',
  'audit_queue',
  'audit_read_only',
  'audit_standing',
] as const;

const PATH = 'SET search_path = pg_catalog, pg_temp';

/** Nothing of the trail is changed, and rows are deleted by the owner alone, where the trigger was made for `prune`. */
const guards = (at: string): string => `
  CREATE FUNCTION ${at}.audit_refuse() RETURNS trigger LANGUAGE plpgsql ${PATH} AS $body$
  BEGIN
    IF TG_OP <> 'TRUNCATE' AND current_setting('plumbline.audit_prune', true) = 'on' AND TG_ARGV[0] IS NOT NULL
      AND pg_has_role(current_user, (SELECT relowner FROM pg_catalog.pg_class WHERE oid = TG_RELID), 'USAGE')
    THEN
      IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
      IF TG_ARGV[0] = 'erase' THEN
        IF NEW.salt IS NULL AND NEW.value IS NULL AND NEW.id = OLD.id AND NEW.field = OLD.field THEN RETURN NEW; END IF;
      END IF;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
  END $body$;
  CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON ${at}.audit_log
    FOR EACH ROW EXECUTE FUNCTION ${at}.audit_refuse('prune');
  CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON ${at}.audit_personal
    FOR EACH ROW EXECUTE FUNCTION ${at}.audit_refuse('erase');
  ${['seals', 'anchors', 'trail']
    .map(
      (table) => `CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON ${at}.audit_${table}
    FOR EACH ROW EXECUTE FUNCTION ${at}.audit_refuse();`,
    )
    .join('\n  ')}
  ${['log', 'log_default', 'personal', 'seals', 'anchors', 'trail']
    .map(
      (table) => `CREATE TRIGGER audit_keep BEFORE TRUNCATE ON ${at}.audit_${table}
    FOR EACH STATEMENT EXECUTE FUNCTION ${at}.audit_refuse();`,
    )
    .join('\n  ')}`;

/**
 * What is added to the log waits for a seal, and nothing else does: the trigger has the owner's rights, and nobody who adds
 * records needs a right on the queue. An entry that outlived its record must not stop it from coming back.
 */
const queue = (at: string): string => `
  CREATE FUNCTION ${at}.audit_queue() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER ${PATH} AS $body$
  BEGIN
    INSERT INTO ${at}.audit_unsealed (id, leaf_hash) SELECT added.id, added.leaf_hash FROM added ON CONFLICT (id) DO NOTHING;
    RETURN NULL;
  END $body$;
  CREATE TRIGGER audit_queue AFTER INSERT ON ${at}.audit_log REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ${at}.audit_queue();`;

/** Whoever has the sealer's role shuts other sealers out for no longer than this without asking again. */
const MOST_LEASE_MS = 3_600_000;

/** One sealer at a time, by a row and the clock of the database. */
const lease = (at: string): string => `
  CREATE FUNCTION ${at}.audit_acquire(wanted_by text, ttl_ms bigint) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER ${PATH}
  AS $body$
  DECLARE ends timestamptz := clock_timestamp() + least(ttl_ms, ${MOST_LEASE_MS}) * interval '1 millisecond';
  BEGIN
    INSERT INTO ${at}.audit_lease AS l (holder, until) VALUES (wanted_by, ends)
    ON CONFLICT (one) DO UPDATE SET holder = wanted_by, until = ends
      WHERE l.holder = wanted_by OR l.until <= clock_timestamp();
    RETURN FOUND;
  END $body$;
  CREATE FUNCTION ${at}.audit_release(held_by text) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER ${PATH} AS $body$
  BEGIN
    UPDATE ${at}.audit_lease SET until = '-infinity' WHERE holder = held_by;
    RETURN FOUND;
  END $body$;`;

/**
 * The row of the lease stays locked until the seal is committed, so that nobody takes the lease over in between, and two
 * seals of one number cannot be made. The queue is empty whenever statistics are taken, so its index is prescribed.
 */
const addSeal = (at: string): string => `
  CREATE FUNCTION ${at}.audit_add_seal(held_by text, number bigint, text_of_header text, sealed uuid[], leaf_hashes bytea,
    says text, signed bytea) RETURNS void LANGUAGE plpgsql SECURITY DEFINER ${PATH}
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $body$
  DECLARE
    last bigint;
    taken bigint;
  BEGIN
    PERFORM FROM ${at}.audit_lease WHERE holder = held_by AND until > clock_timestamp() FOR UPDATE;
    IF NOT FOUND THEN RAISE EXCEPTION 'plumbline_seal: % does not hold the lease', held_by; END IF;
    SELECT coalesce(max(seal_no), 0) INTO last FROM ${at}.audit_seals;
    IF number <> last + 1 THEN
      RAISE EXCEPTION 'plumbline_seal: seal % is not the next one after seal %', number, last;
    END IF;
    DELETE FROM ${at}.audit_unsealed u USING unnest(sealed) WITH ORDINALITY AS s (id, place)
      WHERE u.id = s.id AND u.leaf_hash = substring(leaf_hashes FROM (32 * s.place - 31)::int FOR 32);
    GET DIAGNOSTICS taken = ROW_COUNT;
    IF taken <> cardinality(sealed) THEN
      RAISE EXCEPTION 'plumbline_seal: % of % records do not wait for a seal', cardinality(sealed) - taken, cardinality(sealed);
    END IF;
    INSERT INTO ${at}.audit_seals (seal_no, header, ids, leaves, statement, signature, span)
    SELECT number, text_of_header, sealed, leaf_hashes, says, signed,
      CASE WHEN taken > 0 THEN int8range(min(${at}.audit_ms(s.id)), max(${at}.audit_ms(s.id)), '[]') END
    FROM unnest(sealed) AS s (id);
  END $body$;`;

/**
 * An anchor is of a seal that is there, and counts the records up to it; the sealer's role could otherwise add one that
 * nothing fits, and nobody can take it away. The count goes on from the anchor before, which has been held against it too.
 */
const anchors = (at: string): string => `
  CREATE FUNCTION ${at}.audit_anchor_fits() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER ${PATH} AS $body$
  DECLARE
    before record;
    counted bigint;
  BEGIN
    PERFORM FROM ${at}.audit_seals s CROSS JOIN ${at}.audit_trail t
      WHERE s.seal_no = NEW.seal_no AND encode(sha256(convert_to(s.header, 'UTF8')), 'hex') = NEW.hash AND t.id = NEW.trail;
    IF NOT FOUND THEN RAISE EXCEPTION 'plumbline_anchor: seal % is not here with that hash', NEW.seal_no; END IF;
    SELECT a.seal_no, a.records INTO before FROM ${at}.audit_anchors a WHERE a.seal_no <= NEW.seal_no
      ORDER BY a.seal_no DESC LIMIT 1;
    SELECT coalesce(before.records, 0) + coalesce(sum(substring(s.header FROM '\\nrecords ([0-9]+)\\n')::bigint), 0) INTO counted
      FROM ${at}.audit_seals s WHERE s.seal_no > coalesce(before.seal_no, 0) AND s.seal_no <= NEW.seal_no;
    IF counted <> NEW.records THEN
      RAISE EXCEPTION 'plumbline_anchor: % records are sealed up to seal %, not %', counted, NEW.seal_no, NEW.records;
    END IF;
    RETURN NEW;
  END $body$;
  CREATE TRIGGER audit_anchor_fits BEFORE INSERT ON ${at}.audit_anchors
    FOR EACH ROW EXECUTE FUNCTION ${at}.audit_anchor_fits();`;

/** What a keeper does by the rules; a hold that came in between is respected, and the count says so. */
const keeping = (at: string): string => `
  CREATE FUNCTION ${at}.audit_delete(wanted uuid[]) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER ${PATH}
  AS $body$
  DECLARE deleted bigint;
  BEGIN
    PERFORM set_config('plumbline.audit_prune', 'on', true);
    DELETE FROM ${at}.audit_log l WHERE l.id = ANY (wanted) AND NOT ${held(at)};
    GET DIAGNOSTICS deleted = ROW_COUNT;
    DELETE FROM ${at}.audit_personal p
      WHERE p.id = ANY (wanted) AND NOT EXISTS (SELECT FROM ${at}.audit_log l WHERE l.id = p.id);
    PERFORM set_config('plumbline.audit_prune', 'off', true);
    RETURN deleted;
  END $body$;
  CREATE FUNCTION ${at}.audit_erase(wanted uuid[]) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER ${PATH}
  AS $body$
  DECLARE erased bigint;
  BEGIN
    PERFORM set_config('plumbline.audit_prune', 'on', true);
    UPDATE ${at}.audit_personal p SET salt = NULL, value = NULL
      WHERE p.id = ANY (wanted) AND p.salt IS NOT NULL
        AND NOT EXISTS (SELECT FROM ${at}.audit_log l WHERE l.id = p.id AND ${held(at)});
    GET DIAGNOSTICS erased = ROW_COUNT;
    PERFORM set_config('plumbline.audit_prune', 'off', true);
    RETURN erased;
  END $body$;`;

/**
 * Numbers and times for the metrics of an application, whose role sees neither queue nor seals: three looks at the end of an
 * index, and a count that ends early.
 */
const standing = (at: string): string => `
  CREATE FUNCTION ${at}.audit_standing(OUT waiting bigint, OUT oldest bigint, OUT anchored bigint, OUT behind_since bigint)
  LANGUAGE sql STABLE SECURITY DEFINER ${PATH} AS $body$
    SELECT (SELECT count(*) FROM (SELECT FROM ${at}.audit_unsealed LIMIT ${MOST_WAITING}) w),
      (SELECT ${at}.audit_ms(u.id) FROM ${at}.audit_unsealed u ORDER BY u.id LIMIT 1),
      a.seal_no,
      (SELECT (extract(epoch FROM s.stored_at) * 1000)::bigint FROM ${at}.audit_seals s
        WHERE s.seal_no > a.seal_no ORDER BY s.seal_no LIMIT 1)
    FROM (SELECT) one LEFT JOIN (SELECT seal_no FROM ${at}.audit_anchors ORDER BY anchor_no DESC LIMIT 1) a ON true
  $body$;`;

/** Every function and trigger of version 2. */
export const stepTwoFunctions = (at: string): string =>
  [months, guards, queue, lease, addSeal, anchors, keeping, standing].map((part) => part(at)).join('');
