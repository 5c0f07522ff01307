import { PlumblineError } from '@plumbline/core';
import { askQuestion, type QuestionOptions } from './ask-question.ts';
import { createConnection } from './connect.ts';
import { migrate } from './migrate.ts';
import { checkTarget, type ClickhouseTargetOptions } from './options.ts';
import type { ProductQuestionId, ProductRows } from './product-questions.ts';
import { queryExact } from './query-exact.ts';

/** The product questions on one ClickHouse. */
export interface ProductQueries extends AsyncDisposable {
  /** Answers one of the seven questions over the last `days` days, 1 to 180. @default { days: 30 } */
  ask<Id extends ProductQuestionId>(id: Id, options?: Pick<QuestionOptions, 'days'>): Promise<ProductRows[Id][]>;
  /** Runs a statement of your own under the same settings, so that events which were stored twice count once. */
  query<Row>(sql: string, params?: Record<string, unknown>): Promise<Row[]>;
  /** Closes the connection; later calls throw PLB_LIFECYCLE_CLOSED. */
  close(): Promise<void>;
}

/** Connects to a server or to the embedded ClickHouse at the first question, and never before. */
export function createProductQueries(options: ClickhouseTargetOptions): ProductQueries {
  checkTarget(options);
  const closing = new AbortController();
  const connection = createConnection(options, {
    // A reader makes no table on a server; an embedded folder may be read before anything was written to it.
    prepare: async (client, { server, database, table }) => {
      if (server === undefined) await migrate(client, { database, table });
    },
    closing: closing.signal,
  });
  const client = (): ReturnType<typeof connection.client> => {
    closing.signal.throwIfAborted();
    return connection.client();
  };
  const close = async (): Promise<void> => {
    closing.abort(new PlumblineError('PLB_LIFECYCLE_CLOSED', 'clickhouse: product queries used after close'));
    await connection.close();
  };
  const { database, table } = connection.target;
  return {
    ask: async (id, { days } = {}) =>
      askQuestion(await client(), id, { database, table, ...(days !== undefined && { days }) }),
    query: async <Row>(sql: string, params?: Record<string, unknown>) => queryExact<Row>(await client(), sql, params),
    close,
    [Symbol.asyncDispose]: close,
  };
}
