import { PlumblineError } from '@plumbline/core';
import { type ClickhouseClient, nameOfFailure } from './client.ts';
import {
  type ChartInteractionsRow,
  type ClientErrorsRow,
  type DailyActivesRow,
  type FeatureUsageRow,
  type FilterChangesRow,
  type ProductQuestionId,
  type ProductRows,
  questionSql,
  type SessionDurationsRow,
  type TopRoutesRow,
} from './product-questions.ts';

export interface QuestionOptions {
  /** Days back from now, 1 to 180: nothing older is kept. @default 30 */
  readonly days?: number;
  /** @default 'plumbline' */
  readonly database?: string;
  /** @default 'product_telemetry_events' */
  readonly table?: string;
}

/** Retention of the contract, in days. */
const MAX_DAYS = 180;

/**
 * Every copy of an event but the newest is left out while reading. Leaving partitions apart is right because the
 * partition follows from `occurred_at`, which is part of an event's identity. Numbers come as numbers from any version.
 */
const EXACT: Readonly<Record<string, number>> = {
  final: 1,
  do_not_merge_across_partitions_select_final: 1,
  output_format_json_quote_64bit_integers: 0,
  output_format_json_quote_denormals: 0,
};

/** Runs a statement so that events which were stored twice count once. Throws PLB_CLICKHOUSE_QUERY. */
export async function queryExact<Row>(
  client: ClickhouseClient,
  query: string,
  params: Record<string, unknown> = {},
): Promise<Row[]> {
  try {
    const result = await client.query({
      query,
      format: 'JSONEachRow',
      query_params: params,
      clickhouse_settings: { ...EXACT },
    });
    return (await result.json()) as Row[];
  } catch (cause) {
    throw new PlumblineError('PLB_CLICKHOUSE_QUERY', `clickhouse: the query failed: ${nameOfFailure(cause)}`, {
      cause,
    });
  }
}

/** Answers one of the seven product questions; the answer is exact, however often events were sent. */
export async function askQuestion<Id extends ProductQuestionId>(
  client: ClickhouseClient,
  id: Id,
  options: QuestionOptions = {},
): Promise<ProductRows[Id][]> {
  const { days = 30, database = 'plumbline', table = 'product_telemetry_events' } = options;
  if (!Number.isInteger(days) || days < 1 || days > MAX_DAYS) {
    throw new PlumblineError('PLB_OPTION_INVALID', `${id}: \`days\` must be a whole number from 1 to ${MAX_DAYS}`);
  }
  return queryExact<ProductRows[Id]>(client, questionSql(id, database, table), { days });
}

/** One of the seven questions as a function. */
export type Ask<Row> = (client: ClickhouseClient, options?: QuestionOptions) => Promise<Row[]>;

/** How many anonymous users are active each day? */
export const dailyActives: Ask<DailyActivesRow> = (client, options) => askQuestion(client, 'dailyActives', options);

/** Which route patterns are used most? */
export const topRoutes: Ask<TopRoutesRow> = (client, options) => askQuestion(client, 'topRoutes', options);

/** Which stable feature IDs are viewed most? */
export const featureUsage: Ask<FeatureUsageRow> = (client, options) => askQuestion(client, 'featureUsage', options);

/** Which filters change most often by view and filter key? */
export const filterChanges: Ask<FilterChangesRow> = (client, options) => askQuestion(client, 'filterChanges', options);

/** Which chart actions are used by chart type and surface? */
export const chartInteractions: Ask<ChartInteractionsRow> = (client, options) =>
  askQuestion(client, 'chartInteractions', options);

/** Which client errors appear by route pattern, boundary, and error class? */
export const clientErrors: Ask<ClientErrorsRow> = (client, options) => askQuestion(client, 'clientErrors', options);

/** What do session duration, pages viewed, and interaction counts look like? */
export const sessionDurations: Ask<SessionDurationsRow> = (client, options) =>
  askQuestion(client, 'sessionDurations', options);
