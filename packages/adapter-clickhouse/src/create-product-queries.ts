import { PlumblineError, type ProductSource, type ReportStore, withDeadline } from '@plumbline/core';
import { answer, valuesOf } from './answer/answer.ts';
import { askQuestion, type QuestionOptions } from './ask-question.ts';
import type { ClickhouseClient } from './client.ts';
import { createConnection } from './connect.ts';
import { migrate } from './migrate.ts';
import { checkTarget, type ClickhouseTargetOptions } from './options.ts';
import { onEventTable, type ProductQuestionId, type ProductRows } from './product-questions.ts';
import { queryExact } from './query-exact.ts';
import { readReports, writeReports } from './reports/report-store.ts';

/** The product questions on one ClickHouse. */
export interface ProductQueries extends ProductSource, ReportStore, AsyncDisposable {
  /** Answers one of the seven questions over the last `days` days, 1 to 180. @default { days: 30 } */
  ask<Id extends ProductQuestionId>(id: Id, options?: Pick<QuestionOptions, 'days'>): Promise<ProductRows[Id][]>;
  /**
   * Runs a statement of your own under the same settings, so that events which were stored twice count once.
   * `product_telemetry_events` without a database before it is the event table, whatever its name is.
   */
  query<Row>(sql: string, params?: Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<Row[]>;
  /** Answers what was asked before, within five seconds, and closes the connection; later calls reject with PLB_LIFECYCLE_CLOSED. */
  close(): Promise<void>;
}

/** A question that was asked before the end may take so long; a process that takes longer to start is not waited for. */
const CLOSE_MS = 5_000;

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
  const asked = new Set<Promise<unknown>>();
  let closed: PlumblineError | undefined;
  const during = async <T>(question: (client: ClickhouseClient) => Promise<T>): Promise<T> => {
    if (closed) throw closed;
    const answer = connection.client().then(question);
    asked.add(answer);
    try {
      return await answer;
    } finally {
      asked.delete(answer);
    }
  };
  const close = async (): Promise<void> => {
    closed ??= new PlumblineError('PLB_LIFECYCLE_CLOSED', 'clickhouse: product queries used after close');
    await withDeadline(Promise.allSettled(asked), CLOSE_MS, () => []);
    closing.abort(closed);
    await connection.close();
  };
  const { database, table } = connection.target;
  return {
    ask: (id, { days } = {}) =>
      during((client) => askQuestion(client, id, { database, table, ...(days !== undefined && { days }) })),
    answer: (ask) => during((client) => answer(client, ask, { database, table })),
    values: (key, span, signal) => during((client) => valuesOf(client, key, span, { database, table }, signal)),
    readReports: (question = {}) => during((client) => readReports(client, question, { database, table })),
    writeReports: (values) => during((client) => writeReports(client, values, { database, table })),
    query: <Row>(sql: string, params?: Readonly<Record<string, unknown>>, signal?: AbortSignal) =>
      during((client) => queryExact<Row>(client, onEventTable(sql, database, table), params, signal)),
    close,
    [Symbol.asyncDispose]: close,
  };
}
