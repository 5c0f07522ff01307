import { randomUUID } from 'node:crypto';
import {
  PlumblineError,
  type ReportPeriod,
  type ReportQuestion,
  type ReportValue,
  type SendOutcome,
} from '@plumbline/core';
import type { ClickhouseClient } from '../client.ts';
import { insert } from '../insert.ts';
import { queryExact } from '../query-exact.ts';
import { checkReportQuestion, checkReportValues } from './check-report.ts';
import { reportsName } from './table.ts';

/** Where reported numbers are. */
export interface ReportPlace {
  readonly database: string;
  /** Name of the event table. */
  readonly table: string;
}

interface Stored {
  readonly metric: string;
  readonly version: number;
  readonly fingerprint: string;
  readonly period: ReportPeriod;
  readonly start: string;
  readonly slice: string;
  readonly value: number | null;
  readonly computed_ms: number;
  readonly write_id: string;
}

const tableOf = ({ database, table }: ReportPlace): string => `${database}.${reportsName(table)}`;

/**
 * The row that came to light first counts: by the number of its insert, in which a number stands once. Times and IDs decide
 * only between rows whose numbers were lost, as in a copy of the table.
 */
const FIRST = `argMin(
        (t.fingerprint, t.value, toUnixTimestamp64Milli(t.computed_at), toString(t.write_id)),
        (t._block_number, t.written_at, t.write_id)
    ) AS first`;

const storedSql = (place: ReportPlace, where: readonly string[]): string => `
SELECT metric, version, period, toString(day) AS start, slice, first.1 AS fingerprint, first.2 AS value, first.3 AS computed_ms, first.4 AS write_id
FROM (
    SELECT metric, version, period, t.start AS day, slice, ${FIRST}
    FROM ${tableOf(place)} AS t
    WHERE ${['1', ...where].join(' AND ')}
    GROUP BY metric, version, period, day, slice
)
ORDER BY metric, period, day, slice, version`;

const readStored = (
  client: ClickhouseClient,
  place: ReportPlace,
  where: readonly string[],
  params: Readonly<Record<string, unknown>>,
): Promise<Stored[]> => queryExact<Stored>(client, `${storedSql(place, where)}\nSETTINGS final = 0`, params);

const failed = (outcome: Exclude<SendOutcome, { kind: 'delivered' }>): PlumblineError =>
  new PlumblineError('PLB_CLICKHOUSE_QUERY', 'clickhouse: the reports were not written', { cause: outcome.error });

/** The numbers that count, by metric, period, day, slice and version. Throws PLB_OPTION_INVALID and PLB_CLICKHOUSE_QUERY. */
export async function readReports(
  client: ClickhouseClient,
  question: ReportQuestion,
  place: ReportPlace,
): Promise<readonly ReportValue[]> {
  checkReportQuestion(question);
  const { metrics, period, from, until } = question;
  const where = [
    ...(metrics === undefined ? [] : ['metric IN {metrics:Array(String)}']),
    ...(period === undefined ? [] : ['period = {period:String}']),
    ...(from === undefined ? [] : ['t.start >= {from:Date}']),
    ...(until === undefined ? [] : ['t.start <= {until:Date}']),
  ];
  const stored = await readStored(client, place, where, {
    ...(metrics !== undefined && { metrics }),
    ...(period !== undefined && { period }),
    ...(from !== undefined && { from }),
    ...(until !== undefined && { until }),
  });
  return stored.map(({ computed_ms: computedAt, write_id: _writer, ...value }) => ({ ...value, computedAt }));
}

/** What makes two numbers the same one. The text of the definition is not part of it: it may not change within a version. */
const identityOf = ({
  metric,
  version,
  period,
  start,
  slice,
}: Omit<ReportValue, 'fingerprint' | 'value' | 'computedAt'>): string =>
  JSON.stringify([metric, version, period, start, slice]);

const lineOf = (value: ReportValue, writeId: string): string => {
  const { metric, version, fingerprint, period, start, slice } = value;
  const computed_at = new Date(value.computedAt).toISOString().replace('T', ' ').slice(0, 23);
  return `${JSON.stringify({ metric, version, fingerprint, period, start, slice, value: value.value, computed_at, write_id: writeId })}\n`;
};

const COLUMNS = 'metric, version, fingerprint, period, start, slice, value, computed_at, write_id'.split(', ');

/**
 * Writes the numbers that are not there yet and says how many of them count from now on. Of two writers at the same moment
 * the first one counts, and the other is told so. Throws PLB_OPTION_INVALID and PLB_CLICKHOUSE_QUERY.
 */
export async function writeReports(
  client: ClickhouseClient,
  values: readonly ReportValue[],
  place: ReportPlace,
): Promise<number> {
  checkReportValues(values);
  const wanted = new Map(values.toReversed().map((value) => [identityOf(value), value]));
  if (wanted.size === 0) return 0;
  const metrics = [...new Set(values.map(({ metric }) => metric))];
  const known = async (): Promise<readonly Stored[]> =>
    readStored(client, place, ['metric IN {metrics:Array(String)}'], { metrics });
  for (const stored of await known()) wanted.delete(identityOf(stored));
  if (wanted.size === 0) return 0;
  const writeId = randomUUID();
  const outcome = await insert(client, {
    into: tableOf(place),
    columns: COLUMNS,
    token: writeId,
    body: [...wanted.values()].map((value) => lineOf(value, writeId)),
    // The client's own time limit ends it.
    signal: new AbortController().signal,
  });
  if (outcome.kind !== 'delivered') throw failed(outcome);
  return (await known()).filter((stored) => stored.write_id === writeId).length;
}
