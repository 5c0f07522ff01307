import type { ClickhouseClient } from '../client.ts';
import { DAY_MS } from '../panels/days.ts';
import { forgetEventColumns, readEventColumns, sliceExpression, withEventColumns } from '../panels/event-columns.ts';
import { queryExact } from '../query-exact.ts';
import type { ResolvedAsk } from './resolve-ask.ts';

/** Where events are. */
export interface EventPlace {
  readonly database: string;
  readonly table: string;
}

const timeOf = (ms: string): string => `fromUnixTimestamp64Milli(${ms}, 'UTC')`;
export const at = (name: string): string => timeOf(`{${name}:Int64}`);

/** First moment of the span that lies so many before the one that was asked about, in milliseconds. */
export const startOf = (span: number): string => `({until:Int64} - ${span + 1} * {length:Int64})`;

interface Times {
  readonly since: string;
  readonly until: string;
}

/** A span, and so many days before it. */
export const timesOf = (span: number, daysBefore = 0): Times => ({
  since: timeOf(`${startOf(span)} - ${daysBefore * DAY_MS}`),
  until: timeOf(startOf(span - 1)),
});

/** The spans that are asked about, together. */
const ALL_SPANS: Times = { since: at('earliest'), until: at('until') };

/** The events of some time, and of the slice. */
export function conditionsOf(where: string, { slice }: ResolvedAsk, { since, until }: Times = ALL_SPANS): string {
  return [
    where,
    `occurred_at >= ${since}`,
    `occurred_at < ${until}`,
    ...slice.map(([key], index) => `${sliceExpression(key)} IN {slice${index}:Array(String)}`),
  ].join(' AND ');
}

/** What stands for the parameters of {@link conditionsOf}. */
export const paramsOf = ({ from, until, slice }: ResolvedAsk, spans: number): Record<string, unknown> => ({
  until,
  length: until - from,
  earliest: until - spans * (until - from),
  ...Object.fromEntries(slice.map(([, values], index) => [`slice${index}`, values])),
});

/** Runs a statement on events, reading from columns what they hold already. */
export async function readEvents<Found>(
  client: ClickhouseClient,
  place: EventPlace,
  sql: string,
  params: Record<string, unknown>,
  signal: AbortSignal | undefined,
): Promise<Found[]> {
  const columns = await readEventColumns(client, place.database, place.table);
  try {
    return await queryExact<Found>(client, withEventColumns(sql, columns), params, signal);
  } catch (error) {
    // Somebody who leaves says nothing about the columns.
    if (signal?.aborted !== true) forgetEventColumns(client);
    throw error;
  }
}
