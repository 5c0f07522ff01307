import { SOMEBODY, USE } from './panels/product-use.ts';

/** Rows of the seven questions, named as the columns of their statements. Averages and quantiles of nothing are null. */
export interface DailyActivesRow {
  /** A day in UTC, as `2026-05-31`. */
  readonly day: string;
  readonly active_anonymous_users: number;
}
export interface TopRoutesRow {
  readonly route_pattern: string;
  readonly events: number;
  readonly sessions: number;
  readonly anonymous_users: number;
}
export interface FeatureUsageRow {
  readonly feature: string;
  readonly surface: string;
  readonly views: number;
  readonly anonymous_users: number;
}
export interface FilterChangesRow {
  readonly view: string;
  readonly filter_key: string;
  readonly changes: number;
  readonly avg_value_count: number | null;
}
export interface ChartInteractionsRow {
  readonly chart: string;
  readonly action: string;
  readonly surface: string;
  readonly interactions: number;
  readonly sessions: number;
}
export interface ClientErrorsRow {
  readonly route_pattern: string;
  readonly boundary: string;
  readonly error_class: string;
  readonly errors: number;
  readonly affected_anonymous_users: number;
}
export interface SessionDurationsRow {
  /** Milliseconds that 50, 75, 90 and 95 % of the sessions stay below. */
  readonly duration_ms_quantiles: readonly (number | null)[];
  readonly avg_pages_viewed: number | null;
  readonly avg_interactions: number | null;
}

/** The row of each question, by its ID. */
export interface ProductRows {
  dailyActives: DailyActivesRow;
  topRoutes: TopRoutesRow;
  featureUsage: FeatureUsageRow;
  filterChanges: FilterChangesRow;
  chartInteractions: ChartInteractionsRow;
  clientErrors: ClientErrorsRow;
  sessionDurations: SessionDurationsRow;
}

/** ID of one of the seven product questions. */
export type ProductQuestionId = keyof ProductRows;

export interface ProductQuestion {
  readonly id: ProductQuestionId;
  readonly question: string;
  /** The statement on the event table; `{days:UInt16}` is the window. */
  readonly sql: string;
}

const TABLE = 'product_telemetry_events';
const PEOPLE = `uniqExactIf(anonymous_user_id, ${SOMEBODY})`;
const WINDOW = 'occurred_at >= now() - INTERVAL {days:UInt16} DAY';

/** The seven questions that a product asks of its events, each with its statement. */
export const productQuestions: Readonly<{ [Id in ProductQuestionId]: ProductQuestion & { readonly id: Id } }> = {
  dailyActives: {
    id: 'dailyActives',
    question: 'How many anonymous users are active each day?',
    sql: `SELECT
    toDate(occurred_at) AS day,
    uniqExact(anonymous_user_id) AS active_anonymous_users
FROM ${TABLE}
WHERE ${SOMEBODY}
  AND ${USE}
  AND ${WINDOW}
GROUP BY day
ORDER BY day`,
  },
  topRoutes: {
    id: 'topRoutes',
    question: 'Which route patterns are used most?',
    sql: `SELECT
    route_pattern,
    count() AS events,
    uniqExact(session_id) AS sessions,
    ${PEOPLE} AS anonymous_users
FROM ${TABLE}
WHERE name = 'page_viewed'
  AND ${WINDOW}
GROUP BY route_pattern
ORDER BY events DESC, route_pattern
LIMIT 25`,
  },
  featureUsage: {
    id: 'featureUsage',
    question: 'Which stable feature IDs are viewed most?',
    sql: `SELECT
    JSONExtractString(payload_json, 'feature') AS feature,
    JSONExtractString(payload_json, 'surface') AS surface,
    count() AS views,
    ${PEOPLE} AS anonymous_users
FROM ${TABLE}
WHERE name = 'feature_viewed'
  AND ${WINDOW}
GROUP BY feature, surface
ORDER BY views DESC, feature, surface`,
  },
  filterChanges: {
    id: 'filterChanges',
    question: 'Which filters change most often by view and filter key?',
    sql: `SELECT
    JSONExtractString(payload_json, 'view') AS view,
    JSONExtractString(payload_json, 'filterKey') AS filter_key,
    count() AS changes,
    avg(JSONExtractInt(payload_json, 'valueCount')) AS avg_value_count
FROM ${TABLE}
WHERE name = 'filter_changed'
  AND ${WINDOW}
GROUP BY view, filter_key
ORDER BY changes DESC, view, filter_key`,
  },
  chartInteractions: {
    id: 'chartInteractions',
    question: 'Which chart actions are used by chart type and surface?',
    sql: `SELECT
    JSONExtractString(payload_json, 'chart') AS chart,
    JSONExtractString(payload_json, 'action') AS action,
    JSONExtractString(payload_json, 'surface') AS surface,
    count() AS interactions,
    uniqExact(session_id) AS sessions
FROM ${TABLE}
WHERE name = 'chart_interacted'
  AND ${WINDOW}
GROUP BY chart, action, surface
ORDER BY interactions DESC, chart, action, surface`,
  },
  clientErrors: {
    id: 'clientErrors',
    question: 'Which client errors appear by route pattern, boundary, and error class?',
    sql: `SELECT
    route_pattern,
    JSONExtractString(payload_json, 'boundary') AS boundary,
    JSONExtractString(payload_json, 'errorClass') AS error_class,
    count() AS errors,
    ${PEOPLE} AS affected_anonymous_users
FROM ${TABLE}
WHERE name = 'client_error'
  AND ${WINDOW}
GROUP BY route_pattern, boundary, error_class
ORDER BY errors DESC, route_pattern, boundary, error_class`,
  },
  sessionDurations: {
    id: 'sessionDurations',
    question: 'What do session duration, pages viewed, and interaction counts look like?',
    sql: `SELECT
    quantiles(0.5, 0.75, 0.9, 0.95)(JSONExtractInt(payload_json, 'durationMs')) AS duration_ms_quantiles,
    avg(JSONExtractInt(payload_json, 'pagesViewed')) AS avg_pages_viewed,
    avg(JSONExtractInt(payload_json, 'interactions')) AS avg_interactions
FROM ${TABLE}
WHERE name = 'session_ended'
  AND ${WINDOW}`,
  },
};

/** The statement of a question on another table. */
export const questionSql = (id: ProductQuestionId, database: string, table: string): string =>
  productQuestions[id].sql.replace(`FROM ${TABLE}\n`, `FROM ${database}.${table}\n`);

/** A statement of anybody's on the table where events are: its name alone stands for it, as in the statements above. */
export const onEventTable = (sql: string, database: string, table: string): string =>
  sql.replaceAll(/(?<![\w.`"'])product_telemetry_events(?![\w`"'])/g, `${database}.${table}`);

const UNTIL = "fromUnixTimestamp64Milli({until:Int64}, 'UTC')";

/** The same statement with a window that ends at `{until:Int64}`, in milliseconds since the epoch. */
export const endingAt = (sql: string): string =>
  sql.replace(WINDOW, `occurred_at >= ${UNTIL} - INTERVAL {days:UInt16} DAY AND occurred_at < ${UNTIL}`);
