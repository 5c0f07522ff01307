import type { ProductQuestionId } from '../product-questions.ts';

/** How the answer to one question is kept and read again. */
interface Panel {
  /** Which events count. */
  readonly where: string;
  /** What makes a cell; at most three. */
  readonly keys: readonly string[];
  /** Values besides the three counts, by column of the rollup. */
  readonly values?: Readonly<Partial<Record<'v1_avg' | 'v2_avg' | 'v3_avg' | 'v1_q', string>>>;
  /** The columns of the answer, made of those of the rollup. */
  readonly select: string;
  readonly order: string;
}

const text = (field: string): string => `JSONExtractString(payload_json, '${field}')`;
const int = (field: string): string => `JSONExtractInt(payload_json, '${field}')`;

/** Each question as cells. What is counted and in which order it stands are those of its own statement. */
export const panels: Readonly<Record<ProductQuestionId, Panel>> = {
  dailyActives: {
    where: '1',
    keys: ['toString(toDate(occurred_at))'],
    select: 'k1 AS day, users AS active_anonymous_users',
    order: 'day',
  },
  topRoutes: {
    where: "name = 'page_viewed'",
    keys: ['route_pattern'],
    select: 'k1 AS route_pattern, events, sessions, users AS anonymous_users',
    order: 'events DESC, route_pattern LIMIT 25',
  },
  featureUsage: {
    where: "name = 'feature_viewed'",
    keys: [text('feature'), text('surface')],
    select: 'k1 AS feature, k2 AS surface, events AS views, users AS anonymous_users',
    order: 'views DESC, feature, surface',
  },
  filterChanges: {
    where: "name = 'filter_changed'",
    keys: [text('view'), text('filterKey')],
    values: { v1_avg: `avg(${int('valueCount')})` },
    select: 'k1 AS view, k2 AS filter_key, events AS changes, v1_avg AS avg_value_count',
    order: 'changes DESC, view, filter_key',
  },
  chartInteractions: {
    where: "name = 'chart_interacted'",
    keys: [text('chart'), text('action'), text('surface')],
    select: 'k1 AS chart, k2 AS action, k3 AS surface, events AS interactions, sessions',
    order: 'interactions DESC, chart, action, surface',
  },
  clientErrors: {
    where: "name = 'client_error'",
    keys: ['route_pattern', text('boundary'), text('errorClass')],
    select:
      'k1 AS route_pattern, k2 AS boundary, k3 AS error_class, events AS errors, users AS affected_anonymous_users',
    order: 'errors DESC, route_pattern, boundary, error_class',
  },
  sessionDurations: {
    where: "name = 'session_ended'",
    keys: [],
    values: {
      v1_q: `quantiles(0.5, 0.75, 0.9, 0.95)(${int('durationMs')})`,
      v2_avg: `avg(${int('pagesViewed')})`,
      v3_avg: `avg(${int('interactions')})`,
    },
    select: 'v1_q AS duration_ms_quantiles, v2_avg AS avg_pages_viewed, v3_avg AS avg_interactions',
    order: 'k1',
  },
};

const VALUES = { v1_avg: '0', v2_avg: '0', v3_avg: '0', v1_q: '[]' } as const;

/**
 * The cells of one panel that may be kept. Those with fewer than `{k}` users go. So that nobody finds one of them by
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
        countIf(users < {k:UInt16}) OVER () AS small
    FROM (
        SELECT
            ${[0, 1, 2].map((index) => `${keys[index] ?? "''"} AS k${index + 1}`).join(', ')},
            count() AS events, uniqExact(session_id) AS sessions, uniqExact(anonymous_user_id) AS users,
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
