import { PlumblineError } from '@plumbline/core';
import type { ClickhouseClient } from './client.ts';
import { withFastCounts } from './count-distinct.ts';
import {
  type ChartInteractionsRow,
  type ClientErrorsRow,
  type DailyActivesRow,
  endingAt,
  type FeatureUsageRow,
  type FilterChangesRow,
  type ProductQuestionId,
  type ProductRows,
  questionSql,
  type SessionDurationsRow,
  type TopRoutesRow,
} from './product-questions.ts';
import { queryExact } from './query-exact.ts';
import { askRollup, type RollupAnswer, type RollupQuestionOptions } from './rollup/ask-rollup.ts';

export interface QuestionOptions {
  /** @default 'raw' */
  readonly from?: 'raw';
  /** Days back from now, 1 to 180: nothing older is kept. @default 30 */
  readonly days?: number;
  /** Milliseconds since the epoch at which the window ends; what happened then is outside. @default now */
  readonly until?: number;
  /** @default 'plumbline' */
  readonly database?: string;
  /** @default 'product_telemetry_events' */
  readonly table?: string;
}

/** Retention of the contract, in days. */
const MAX_DAYS = 180;

/** Counts nothing but people, and a copy of an event has the same person and time: copies need not be left out. */
const UNMOVED_BY_COPIES: ReadonlySet<ProductQuestionId> = new Set(['dailyActives']);

/** The statement that is run: its answer is that of the statement in `productQuestions` under `queryExact`. */
function statementOf(id: ProductQuestionId, database: string, table: string): string {
  const sql = withFastCounts(questionSql(id, database, table));
  return UNMOVED_BY_COPIES.has(id) ? `${sql}\nSETTINGS final = 0` : sql;
}

/**
 * Answers one of the seven product questions. From the events the answer is exact, however often they were sent; `from:
 * 'rollup'` answers from finished numbers, which exist for 1, 7 and 30 whole days and leave small groups out.
 */
export async function askQuestion<Id extends ProductQuestionId>(
  client: ClickhouseClient,
  id: Id,
  options: RollupQuestionOptions,
): Promise<RollupAnswer<ProductRows[Id]>>;
export async function askQuestion<Id extends ProductQuestionId>(
  client: ClickhouseClient,
  id: Id,
  options?: QuestionOptions,
): Promise<ProductRows[Id][]>;
export async function askQuestion<Id extends ProductQuestionId>(
  client: ClickhouseClient,
  id: Id,
  options: QuestionOptions | RollupQuestionOptions = {},
): Promise<ProductRows[Id][] | RollupAnswer<ProductRows[Id]>> {
  if (options.from === 'rollup') return askRollup(client, id, options);
  const { days = 30, until, database = 'plumbline', table = 'product_telemetry_events' } = options;
  if (!Number.isInteger(days) || days < 1 || days > MAX_DAYS) {
    throw new PlumblineError('PLB_OPTION_INVALID', `${id}: \`days\` must be a whole number from 1 to ${MAX_DAYS}`);
  }
  const sql = statementOf(id, database, table);
  if (until === undefined) return queryExact<ProductRows[Id]>(client, sql, { days });
  return queryExact<ProductRows[Id]>(client, endingAt(sql), { days, until: Math.trunc(until) });
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
