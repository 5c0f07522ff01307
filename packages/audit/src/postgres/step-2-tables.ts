/** The log again, as ranges of its IDs: they begin with the time, and the key of a partition must be in the primary key. */
const log = (at: string): string => `
  CREATE TABLE ${at}.audit_log (LIKE ${at}.audit_log_before INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY RANGE (id);
  ALTER TABLE ${at}.audit_log ADD CONSTRAINT audit_log_pkey PRIMARY KEY (id);
  CREATE INDEX audit_log_action ON ${at}.audit_log (action, id);
  CREATE INDEX audit_log_actor ON ${at}.audit_log (actor_id, id);
  CREATE INDEX audit_log_recorded ON ${at}.audit_log (recorded_at);
  CREATE INDEX audit_log_subjects ON ${at}.audit_log USING gin (subject_ids);
  CREATE TABLE ${at}.audit_log_default PARTITION OF ${at}.audit_log DEFAULT;`;

/**
 * Analysing arrays of thousands of IDs costs seconds and tells the planner nothing, and compressing hashes costs time and
 * saves no byte.
 */
const seals = (at: string): string => `
  CREATE TABLE ${at}.audit_unsealed (id uuid PRIMARY KEY, leaf_hash bytea NOT NULL CHECK (octet_length(leaf_hash) = 32))
    WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);
  CREATE TABLE ${at}.audit_seals (
    seal_no bigint PRIMARY KEY CHECK (seal_no > 0),
    stored_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    header text NOT NULL,
    ids uuid[] NOT NULL,
    leaves bytea NOT NULL CHECK (octet_length(leaves) = 32 * cardinality(ids)),
    statement text,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    span int8range
  );
  ALTER TABLE ${at}.audit_seals ALTER ids SET STATISTICS 0, ALTER leaves SET STATISTICS 0,
    ALTER ids SET STORAGE EXTERNAL, ALTER leaves SET STORAGE EXTERNAL;
  CREATE INDEX audit_seals_span ON ${at}.audit_seals USING gist (span);
  CREATE TABLE ${at}.audit_anchors (
    anchor_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    trail uuid NOT NULL,
    seal_no bigint NOT NULL,
    hash text NOT NULL,
    records bigint NOT NULL,
    at text NOT NULL,
    place text NOT NULL,
    receipt text
  );`;

const beside = (at: string): string => `
  CREATE TABLE ${at}.audit_personal (
    id uuid,
    field text,
    salt bytea,
    value text,
    PRIMARY KEY (id, field),
    CHECK ((salt IS NULL) = (value IS NULL))
  );
  CREATE TABLE ${at}.audit_holds (
    name text PRIMARY KEY,
    actor text,
    action text,
    org text,
    subject text,
    since timestamptz NOT NULL
  );
  CREATE TABLE ${at}.audit_lease (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    holder text NOT NULL,
    until timestamptz NOT NULL
  );
  CREATE TABLE ${at}.audit_trail (one boolean PRIMARY KEY DEFAULT true CHECK (one), id uuid NOT NULL DEFAULT gen_random_uuid());
  INSERT INTO ${at}.audit_trail DEFAULT VALUES;`;

/** Every table of version 2. */
export const stepTwoTables = (at: string): string => `${log(at)}${seals(at)}${beside(at)}`;
