/** Tables of finished numbers that belong to an event table. */
export interface RollupNames {
  readonly rollup: string;
  readonly runs: string;
  readonly slices: string;
}

/** `product_telemetry_rollup` for `product_telemetry_events`; any other table keeps its whole name. */
export function rollupNames(table: string): RollupNames {
  const rollup = `${table === 'product_telemetry_events' ? 'product_telemetry' : table}_rollup`;
  return { rollup, runs: `${rollup}_runs`, slices: `${rollup}_slices` };
}

/** Columns of a cell; `more` are what makes it one besides its panel and its keys. */
const cellColumns = (more: readonly string[] = []): string => `(
    as_of        Date,
    window_days  UInt16,
    panel        LowCardinality(String),
    ${[...more, 'k1', 'k2', 'k3'].map((name) => `${name} LowCardinality(String)`).join(',\n    ')},
    events       UInt64,
    sessions     UInt64,
    users        UInt64,
    v1_avg       Float64,
    v2_avg       Float64,
    v3_avg       Float64,
    v1_q         Array(Float64),
    run_id       UUID,
    computed_at  DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)`;

/**
 * Finished numbers, for ever: no state that could be asked whether somebody is in it. The run is part of the key, so that
 * a run that is still being written hides nothing of the one before it.
 */
export const createRollupTable = (database: string, table: string): string => `
CREATE TABLE IF NOT EXISTS ${database}.${rollupNames(table).rollup}
${cellColumns()}
ENGINE = ReplacingMergeTree(computed_at)
PARTITION BY toYYYYMM(as_of)
ORDER BY (panel, window_days, as_of, k1, k2, k3, run_id)`;

/** The run of each day and window that counts: the newest. */
export const createRunsTable = (database: string, table: string): string => `
CREATE TABLE IF NOT EXISTS ${database}.${rollupNames(table).runs}
(
    as_of            Date,
    window_days      UInt16,
    run_id           UUID,
    min_users        UInt16,
    catalog_version  String,
    rows             UInt64,
    computed_at      DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(computed_at)
ORDER BY (as_of, window_days)`;

/**
 * Finished numbers by the values of one dimension, and with an empty dimension those of further panels for everybody. A
 * table of its own, because the sorting key of the one before cannot take the dimension in. A row without a panel says that
 * its dimension was computed in its run.
 */
export const createSlicesTable = (database: string, table: string): string => `
CREATE TABLE IF NOT EXISTS ${database}.${rollupNames(table).slices}
${cellColumns(['dimension', 'value'])}
ENGINE = ReplacingMergeTree(computed_at)
PARTITION BY toYYYYMM(as_of)
ORDER BY (panel, window_days, dimension, value, as_of, k1, k2, k3, run_id)`;
