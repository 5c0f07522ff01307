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

/** Name of a column of the contract. */
export type ColumnName = keyof typeof columns;

/** Every part of it is fixed when an event is born, so that copies of one event meet in a merge. */
export const SORTING_KEY = 'name, toDate(occurred_at), cityHash64(anonymous_user_id), event_id';

export const createDatabase = (database: string): string => `CREATE DATABASE IF NOT EXISTS ${database} ENGINE = Atomic`;

/**
 * The event table. A week's part is dropped when its last row has expired: with 173 days nothing is ever older than 180.
 * The window of 10,000 blocks lets a repeated batch be recognised by its token; a plain table keeps none by default.
 */
export const createEventTable = (database: string, table: string): string => `
CREATE TABLE IF NOT EXISTS ${database}.${table}
(
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
)
ENGINE = ReplacingMergeTree(ingested_at)
PARTITION BY toMonday(occurred_at)
ORDER BY (${SORTING_KEY})
TTL toDateTime(occurred_at) + INTERVAL 173 DAY DELETE
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000`;

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
