import process from 'node:process';
import { type Environment, isPlumblineError, PlumblineError } from '@plumbline/core';
import { createProductQueries, type ProductQueries } from './create-product-queries.ts';
import { type ClickhouseEnvOptions, environmentError, optionsFromEnvironment } from './from-env.ts';

/** What a reader needs of {@link ClickhouseEnvOptions}. */
export type ProductQueriesEnvOptions = Pick<
  ClickhouseEnvOptions,
  'cluster' | 'database' | 'development' | 'lib' | 'table'
>;

/**
 * The product questions on the ClickHouse that `clickhouse.fromEnv` writes to, by the same variables. Pass both the same
 * `development` folder.
 *
 * @throws PlumblineError `PLB_CONFIG_INVALID` where no variable names a ClickHouse and there is no `development`, or where one
 * has a value that cannot be used.
 */
export function productQueriesFromEnv(
  options: ProductQueriesEnvOptions = {},
  environment: Environment = process.env,
): ProductQueries {
  const found = optionsFromEnvironment(options, environment);
  if (found === undefined) {
    throw new PlumblineError('PLB_CONFIG_INVALID', 'clickhouse: product questions have no ClickHouse to ask', {
      fix: 'Set CLICKHOUSE_URL or PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR, or pass `development: { directory }` outside production.',
    });
  }
  try {
    return createProductQueries(found);
  } catch (cause) {
    if (!isPlumblineError(cause) || cause.code !== 'PLB_ADAPTER_OPTION') throw cause;
    throw environmentError(environment, cause);
  }
}
