import { countDistinct } from '../count-distinct.ts';
import { PEOPLE, USE_BY_SOMEBODY } from '../panels/product-use.ts';
import type { ProductQuestionId, ProductRows } from '../product-questions.ts';

/** A column of the rollup that answers are made of. */
export type CellColumn = 'k1' | 'k2' | 'k3' | 'events' | 'sessions' | 'users' | 'v1_avg' | 'v2_avg' | 'v3_avg' | 'v1_q';

/** How the answer to one question is kept and read again. */
export interface Panel<Row = unknown> {
  /** Which events count. */
  readonly where: string;
  /** What makes a cell; at most three. */
  readonly keys: readonly string[];
  /** Values besides the three counts, by column of the rollup. */
  readonly values?: Readonly<Partial<Record<'v1_avg' | 'v2_avg' | 'v3_avg' | 'v1_q', string>>>;
  /** The columns of the answer, made of those of the rollup. */
  readonly columns: Readonly<Record<keyof Row & string, CellColumn>>;
  /** Cells with the most events come first; otherwise they stand in the order of their keys. */
  readonly byEvents: boolean;
  /** @default all */
  readonly limit?: number;
}

const text = (field: string): string => `JSONExtractString(payload_json, '${field}')`;
const int = (field: string): string => `JSONExtractInt(payload_json, '${field}')`;

/** Each question as cells. What is counted and in which order it stands are those of its own statement. */
export const panels: { readonly [Id in ProductQuestionId]: Panel<ProductRows[Id]> } = {
  dailyActives: {
    where: USE_BY_SOMEBODY,
    keys: ['toString(toDate(occurred_at))'],
    columns: { day: 'k1', active_anonymous_users: 'users' },
    byEvents: false,
  },
  topRoutes: {
    where: "name = 'page_viewed'",
    keys: ['route_pattern'],
    columns: { route_pattern: 'k1', events: 'events', sessions: 'sessions', anonymous_users: 'users' },
    byEvents: true,
    limit: 25,
  },
  featureUsage: {
    where: "name = 'feature_viewed'",
    keys: [text('feature'), text('surface')],
    columns: { feature: 'k1', surface: 'k2', views: 'events', anonymous_users: 'users' },
    byEvents: true,
  },
  filterChanges: {
    where: "name = 'filter_changed'",
    keys: [text('view'), text('filterKey')],
    values: { v1_avg: `avg(${int('valueCount')})` },
    columns: { view: 'k1', filter_key: 'k2', changes: 'events', avg_value_count: 'v1_avg' },
    byEvents: true,
  },
  chartInteractions: {
    where: "name = 'chart_interacted'",
    keys: [text('chart'), text('action'), text('surface')],
    columns: { chart: 'k1', action: 'k2', surface: 'k3', interactions: 'events', sessions: 'sessions' },
    byEvents: true,
  },
  clientErrors: {
    where: "name = 'client_error'",
    keys: ['route_pattern', text('boundary'), text('errorClass')],
    columns: {
      route_pattern: 'k1',
      boundary: 'k2',
      error_class: 'k3',
      errors: 'events',
      affected_anonymous_users: 'users',
    },
    byEvents: true,
  },
  sessionDurations: {
    where: "name = 'session_ended'",
    keys: [],
    values: {
      v1_q: `quantilesExactInclusive(0.5, 0.75, 0.9, 0.95)(${int('durationMs')})`,
      v2_avg: `avg(${int('pagesViewed')})`,
      v3_avg: `avg(${int('interactions')})`,
    },
    columns: { duration_ms_quantiles: 'v1_q', avg_pages_viewed: 'v2_avg', avg_interactions: 'v3_avg' },
    byEvents: false,
  },
};

const VALUES = { v1_avg: '0', v2_avg: '0', v3_avg: '0', v1_q: '[]' } as const;

/**
 * The cells of one panel that may be kept. Those with fewer than `{k}` users go; events without a person may be anybody's, so
 * that a cell of them alone counts as one of a single person. So that nobody finds one of them by
 * subtracting the others from a total known from elsewhere, the smallest of the others go too, until at least `{k}` users
 * stand behind what is gone; those are never in one cell.
 */
export function cellsSql(id: ProductQuestionId, from: string): string {
  const { where, keys, values = {} } = panels[id];
  const columns = { ...VALUES, ...values };
  return `
SELECT
    {as_of:Date} AS as_of, {days:UInt16} AS window_days, '${id}' AS panel, k1, k2, k3,
    events, sessions, users, v1_avg, v2_avg, v3_avg, v1_q, {run:UUID} AS run_id
FROM (
    SELECT
        *,
        row_number() OVER (ORDER BY users, k1, k2, k3) AS place,
        sum(users) OVER (ORDER BY users, k1, k2, k3 ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) - users AS below,
        countIf(greatest(users, 1) < {k:UInt16}) OVER () AS small
    FROM (
        SELECT
            ${[0, 1, 2].map((index) => `${keys[index] ?? "''"} AS k${index + 1}`).join(', ')},
            count() AS events,
            ${countDistinct('session_id')} AS sessions, ${PEOPLE} AS users,
            ${Object.entries(columns)
              .map(([name, value]) => `${value} AS ${name}`)
              .join(', ')}
        FROM ${from}
        WHERE ${where}
          AND occurred_at >= toDateTime64({as_of:Date}, 3, 'UTC') + INTERVAL 1 DAY - INTERVAL {days:UInt16} DAY
          AND occurred_at < toDateTime64({as_of:Date}, 3, 'UTC') + INTERVAL 1 DAY
        GROUP BY k1, k2, k3
    )
)
WHERE small = 0 OR (place > small AND below >= {k:UInt16})`;
}
