import type { ClickhouseClient } from '../client.ts';
import { queryExact } from '../query-exact.ts';

/** Columns that ClickHouse fills from the payload, by the expression that fills them. */
export type EventColumns = ReadonlyMap<string, string>;

/** Known of each client until a statement fails: somebody may have dropped a column. */
const known = new WeakMap<ClickhouseClient, Map<string, Promise<EventColumns>>>();

const COLUMNS = `SELECT name, default_expression AS expression FROM system.columns
WHERE database = {database:String} AND table = {table:String} AND default_kind = 'MATERIALIZED'
  AND type IN ('String', 'LowCardinality(String)')`;

/**
 * The columns of an event table that hold a text of the payload; they are asked for once. Throws PLB_CLICKHOUSE_QUERY, and the
 * next statement asks again.
 */
export function readEventColumns(client: ClickhouseClient, database: string, table: string): Promise<EventColumns> {
  const ofClient = known.get(client) ?? new Map<string, Promise<EventColumns>>();
  known.set(client, ofClient);
  const name = `${database}.${table}`;
  const before = ofClient.get(name);
  if (before) return before;
  const found = queryExact<{ readonly name: string; readonly expression: string }>(client, COLUMNS, {
    database,
    table,
  });
  const asked = found.then((rows) => new Map(rows.map((row) => [row.expression, row.name])));
  ofClient.set(name, asked);
  asked.catch(() => {
    if (ofClient.get(name) === asked) ofClient.delete(name);
  });
  return asked;
}

/** Has the columns asked for again before the next statement. */
export const forgetEventColumns = (client: ClickhouseClient): void => void known.delete(client);

/** It goes into statements as it is. */
const KEY = /^[A-Za-z_]\w{0,63}$/;

/** Whether a name may be a key of a slice: a plain one, which needs no quotes. */
export const isSliceKey = (key: string): boolean => KEY.test(key);

/** A text of the payload. */
export const payloadText = (field: string): string => `JSONExtractString(payload_json, '${field}')`;

/** Reads texts of the payload from the columns that hold them already; what they say is the same. */
export const withEventColumns = (sql: string, columns: EventColumns): string =>
  sql.replaceAll(/JSONExtractString\(payload_json, '\w+'\)/g, (expression) => columns.get(expression) ?? expression);

/** What a key of a slice is in a statement. The key must have been checked. */
export const sliceExpression = (key: string): string => (key === 'source' ? key : payloadText(key));
