import type { MetricLike } from '@plumbline/core';

type Period = MetricLike['periods'][number];

/** Which finished numbers a statement reads. */
export interface ReportedNumbers {
  readonly metric: string;
  readonly period: Period;
  /** `database.table`. */
  readonly table: string;
}

/**
 * The numbers that stand, as reports show them: of each number the row that was written first; of a period the slices that were
 * computed with the whole, by the lowest version that finished it. Names come from definitions and hold no quote.
 */
const standing = (
  { metric, period, table }: ReportedNumbers,
  where: string,
): string => `SELECT start, slice, version, value
FROM
(
    SELECT
        start, slice, version, value, computed,
        minIf(computed, slice = '') OVER (PARTITION BY start, version) AS whole,
        min(version) OVER (PARTITION BY start) AS oldest
    FROM
    (
        SELECT
            t.start AS start, t.slice AS slice, t.version AS version,
            argMin((t.value, t.computed_at), (t.written_at, t.write_id)) AS first,
            first.1 AS value, first.2 AS computed
        FROM ${table} AS t
        WHERE t.metric = '${metric}' AND t.period = '${period}'${where}
        GROUP BY start, slice, version
    )
)
WHERE computed = whole AND version = oldest`;

/** The time that is shown: a period counts where it begins in it. */
const SHOWN = ' AND $__dateFilter(t.start)';

const indent = (sql: string): string => sql.replaceAll('\n', '\n    ');

/** The newest finished number of all. */
export const latestSql = (numbers: ReportedNumbers): string => `SELECT value
FROM
(
    ${indent(standing(numbers, ''))}
)
WHERE slice = ''
ORDER BY start DESC
LIMIT 1`;

/** Numbers over the time that is shown: of all, or one line for each slice. */
export const trendSql = (numbers: ReportedNumbers, of: 'all' | 'slices'): string => `SELECT
    toDateTime(start, 'UTC') AS time,${of === 'slices' ? '\n    slice,' : ''}
    value
FROM
(
    ${indent(standing(numbers, SHOWN))}
)
WHERE slice ${of === 'all' ? "= ''" : "!= ''"}
ORDER BY time${of === 'slices' ? ', slice' : ''}`;

/** Which version made which number of all, and what other versions made beside it; the newest first. */
export const versionsSql = (table: string, metrics: readonly MetricLike[]): string => `SELECT
    t.metric AS metric,
    t.period AS period,
    t.start AS start,
    t.version AS version,
    argMin(tuple(t.value), (t.written_at, t.write_id)).1 AS value,
    argMin(t.computed_at, (t.written_at, t.write_id)) AS computed
FROM ${table} AS t
WHERE t.slice = '' AND t.metric IN (${metrics.map(({ id }) => `'${id}'`).join(', ')}) AND $__dateFilter(t.start)
GROUP BY metric, period, start, version
ORDER BY start DESC, metric, period, version
LIMIT 200`;
