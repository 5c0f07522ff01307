/** The eleven columns of the contract, in the order they are written, with their types. */
export const columns = {
  org_id_hash: 'LowCardinality(String)',
  event_id: 'UUID',
  name: 'LowCardinality(String)',
  schema_version: 'LowCardinality(String)',
  session_id: 'String',
  anonymous_user_id: 'String',
  route_pattern: 'LowCardinality(String)',
  payload_json: 'String',
  occurred_at: "DateTime64(3, 'UTC')",
  ingested_at: "DateTime64(3, 'UTC')",
  source: 'LowCardinality(String)',
} as const;

/** Every part of it is fixed when an event is born, so that copies of one event meet in a merge. */
export const SORTING_KEY = 'name, toDate(occurred_at), cityHash64(anonymous_user_id), event_id';

/** Days after which an event may go: a part of a week goes when its last event may, so nothing gets older than 180. */
export const RETENTION_DAYS = 173;

/** A week: nothing is older than the retention and one partition, and an insert of half a year touches 27 of 100. */
export const PARTITION_KEY = 'toMonday(occurred_at)';

/** Blocks whose token is remembered, the default of a replicated table. */
export const DEDUPLICATION_WINDOW = 10_000;

/** The copy of an event that was taken in last stays. */
export const VERSION_COLUMN = 'ingested_at';

export const createDatabase = (database: string): string => `CREATE DATABASE IF NOT EXISTS ${database} ENGINE = Atomic`;

/** Columns of the event table: the eleven of the contract, and those that ClickHouse fills from the payload. */
export const eventColumns = `(
    org_id_hash        LowCardinality(String),
    event_id           UUID,
    name               LowCardinality(String),
    schema_version     LowCardinality(String),
    session_id         String CODEC(ZSTD(1)),
    anonymous_user_id  String CODEC(ZSTD(1)),
    route_pattern      LowCardinality(String),
    payload_json       String CODEC(ZSTD(3)),
    occurred_at        DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    ingested_at        DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    source             LowCardinality(String),
    p_feature          LowCardinality(String) MATERIALIZED JSONExtractString(payload_json, 'feature'),
    p_surface          LowCardinality(String) MATERIALIZED JSONExtractString(payload_json, 'surface'),
    CONSTRAINT name_nonempty CHECK name != ''
)`;

/**
 * The event table on one server.
 * The window of 10,000 blocks lets a repeated batch be recognised by its token; a plain table keeps none by default.
 */
export const createEventTable = (database: string, table: string): string => `
CREATE TABLE IF NOT EXISTS ${database}.${table}
${eventColumns}
ENGINE = ReplacingMergeTree(${VERSION_COLUMN})
PARTITION BY ${PARTITION_KEY}
ORDER BY (${SORTING_KEY})
TTL toDateTime(occurred_at) + INTERVAL ${RETENTION_DAYS} DAY DELETE
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = ${DEDUPLICATION_WINDOW}`;

/** Name of the table that remembers which migrations ran. */
export const MIGRATIONS_TABLE = 'plumbline_migrations';

export const createMigrationsTable = (database: string): string => `
CREATE TABLE IF NOT EXISTS ${database}.${MIGRATIONS_TABLE}
(
    id          UInt32,
    target      String,
    checksum    String,
    applied_at  DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(applied_at)
ORDER BY (target, id)`;
