export {
  type Ask,
  askQuestion,
  chartInteractions,
  clientErrors,
  dailyActives,
  featureUsage,
  filterChanges,
  type QuestionOptions,
  sessionDurations,
  topRoutes,
} from './ask-question.ts';
export { clickhouse } from './clickhouse.ts';
export type { ClusterOptions } from './cluster.ts';
export { finishErasures } from './erase.ts';
export type {
  ClickhouseAnswer,
  ClickhouseClient,
  ClickhouseCommand,
  ClickhouseInsert,
  ClickhouseLib,
  ClickhouseQuery,
} from './client.ts';
export { createProductQueries, type ProductQueries } from './create-product-queries.ts';
export type { ClickhouseEnvOptions } from './from-env.ts';
export { migrate, type MigrateOptions, type SchemaOptions } from './migrate.ts';
export type { ClickhouseOptions, ClickhouseSettings, ClickhouseTargetOptions, EmbeddedTarget } from './options.ts';
export {
  type ChartInteractionsRow,
  type ClientErrorsRow,
  type DailyActivesRow,
  type FeatureUsageRow,
  type FilterChangesRow,
  type ProductQuestion,
  type ProductQuestionId,
  productQuestions,
  type ProductRows,
  type SessionDurationsRow,
  type TopRoutesRow,
} from './product-questions.ts';
export { productQueriesFromEnv, type ProductQueriesEnvOptions } from './product-queries-from-env.ts';
export { queryExact } from './query-exact.ts';
export {
  askRollups,
  type RollupAnswer,
  type RollupAnswers,
  type RollupQuestionOptions,
  type RollupsOptions,
} from './rollup/ask-rollup.ts';
export { createRollups, type RollupOptions, type Rollups, type RollupWindow } from './rollup/create-rollups.ts';
