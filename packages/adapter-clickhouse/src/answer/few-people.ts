import type { ClickhouseClient } from '../client.ts';
import { ARE_ENOUGH, LEAST_PEOPLE } from '../panels/least-people.ts';
import { sliceExpression } from '../panels/event-columns.ts';
import { USE_BY_SOMEBODY } from '../panels/product-use.ts';
import { at, conditionsOf, type EventPlace, paramsOf, readEvents, timesOf } from './event-statements.ts';
import type { ResolvedAsk } from './resolve-ask.ts';

/**
 * Spans in which fewer than five people are in the slice, so that nothing may be said of them: a filter must not lead to one
 * person. Without a slice there are none: a total may be of few. It stops reading a span at the fifth person.
 */
export async function spansOfFew(
  client: ClickhouseClient,
  ask: ResolvedAsk,
  place: EventPlace,
  spans: number,
): Promise<ReadonlySet<number>> {
  if (ask.slice.length === 0) return new Set();
  const of = (span: number): string => {
    const where = conditionsOf(USE_BY_SOMEBODY, ask, timesOf(span));
    const people = `SELECT DISTINCT anonymous_user_id FROM ${place.database}.${place.table} WHERE ${where} LIMIT ${LEAST_PEOPLE}`;
    return `SELECT toUInt8(${span}) AS span, count() AS people FROM (${people})`;
  };
  const counted = Array.from({ length: spans }, (_, span) => of(span)).join(' UNION ALL ');
  const sql = `SELECT span FROM (${counted}) WHERE people < ${LEAST_PEOPLE} SETTINGS final = 0`;
  const found = await readEvents<{ readonly span: number }>(client, place, sql, paramsOf(ask, spans), ask.signal);
  return new Set(found.map(({ span }) => span));
}

/** The values of a key of the slice that enough people have, of each span by its number. Copies make no people more. */
export async function largeGroups(
  client: ClickhouseClient,
  key: string,
  ask: ResolvedAsk,
  place: EventPlace,
  spans: number,
): Promise<ReadonlyMap<number, ReadonlySet<string>>> {
  const of = (span: number): string =>
    `SELECT toUInt8(${span}) AS span, ${sliceExpression(key)} AS value FROM ${place.database}.${place.table} WHERE ${conditionsOf(USE_BY_SOMEBODY, ask, timesOf(span))} GROUP BY value HAVING ${ARE_ENOUGH}`;
  const groups = Array.from({ length: spans }, (_, span) => of(span)).join(' UNION ALL ');
  const sql = `SELECT span, value FROM (${groups}) SETTINGS final = 0`;
  const found = await readEvents<{ readonly span: number; readonly value: string }>(
    client,
    place,
    sql,
    paramsOf(ask, spans),
    ask.signal,
  );
  const valuesIn = (span: number): ReadonlySet<string> =>
    new Set(found.filter((row) => row.span === span).map(({ value }) => value));
  return new Map(Array.from({ length: spans }, (_, span) => [span, valuesIn(span)]));
}

const MOST_VALUES = 100;

/** Nobody chooses a longer one from a list, and each that is listed can be asked for. */
const LONGEST_VALUE_BYTES = 512;

/**
 * The values under a key that five people or more had, the most frequent first, those of equal frequency by their bytes. The
 * key must have been checked.
 */
export async function valuesFromEvents(
  client: ClickhouseClient,
  key: string,
  { from, until }: { readonly from: number; readonly until: number },
  place: EventPlace,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const sql = `SELECT ${sliceExpression(key)} AS value
FROM ${place.database}.${place.table}
WHERE ${USE_BY_SOMEBODY} AND occurred_at >= ${at('from')} AND occurred_at < ${at('until')} AND value != '' AND length(value) <= ${LONGEST_VALUE_BYTES}
GROUP BY value
HAVING ${ARE_ENOUGH}
ORDER BY count() DESC, value
LIMIT ${MOST_VALUES}`;
  const found = await readEvents<{ readonly value: string }>(client, place, sql, { from, until }, signal);
  return found.map(({ value }) => value);
}
