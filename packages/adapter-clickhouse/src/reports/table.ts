/** Name of the table of reported numbers that belongs to an event table. */
export const reportsName = (table: string): string =>
  `${table === 'product_telemetry_events' ? 'product_telemetry' : table}_reports`;

/**
 * Reported numbers, for ever: it has no TTL, no row is replaced, and it names nobody. The row of a number that came to light
 * first counts; a later one, of a writer that did not see it yet, is never read.
 */
export const createReportsTable = (database: string, table: string): string => `
CREATE TABLE IF NOT EXISTS ${database}.${reportsName(table)}
(
    metric       LowCardinality(String),
    version      UInt32,
    fingerprint  String,
    period       LowCardinality(String),
    start        Date,
    slice        String,
    value        Nullable(Float64),
    computed_at  DateTime64(3, 'UTC'),
    write_id     UUID,
    written_at   DateTime64(6, 'UTC') DEFAULT now64(6, 'UTC')
)
ENGINE = MergeTree
ORDER BY (metric, period, start, slice, version)`;

/**
 * Has each row keep the number of the insert that brought it, also when parts are merged: inserts are numbered as they come
 * to light, so a row that can be read has no row before it that cannot. Clocks do not say as much.
 */
export const keepReportOrder = (database: string, table: string, onCluster = ''): string => `
ALTER TABLE ${database}.${reportsName(table)}${onCluster} MODIFY SETTING enable_block_number_column = 1`;
