import { keptFrom } from '../answer/known-spans.ts';
import type { EventPlace } from '../answer/event-statements.ts';
import type { ClickhouseClient } from '../client.ts';
import { DAY_MS, dayOf } from '../panels/days.ts';
import { retention } from '../panels/retention.ts';
import { queryExact } from '../query-exact.ts';
import { rollupNames } from './tables.ts';

/** Windows before the last one that an answer may need: the one compared with, and the one that its trends look back to. */
const WINDOWS_BEFORE = 2;

/** Days before a window whose events its numbers are made of too. */
const DAYS_BEFORE = retention.readsDaysBefore ?? 0;

export interface Window<Days extends number> {
  /** The last day, `YYYY-MM-DD` in UTC. */
  readonly asOf: string;
  readonly days: Days;
}

/** The day so many before a moment in milliseconds since the epoch. */
export const dayBefore = (now: number, days: number): string => dayOf(now - days * DAY_MS);

/** First moment whose events a window is made of. */
const startOf = ({ asOf, days }: Window<number>): number => Date.parse(asOf) + (1 - days - DAYS_BEFORE) * DAY_MS;

/**
 * The windows before those of the last whole day that were never computed; what is there is finished, and stays. One that has
 * lost some of its events is none of them: it would make everything after it look like growth, for ever. Throws
 * PLB_CLICKHOUSE_QUERY.
 */
export async function missingBefore<Days extends number>(
  client: ClickhouseClient,
  place: EventPlace,
  windows: readonly Days[],
  now: number,
): Promise<readonly Window<Days>[]> {
  const kept = await keptFrom(client, { now, signal: undefined }, place);
  const needed = windows
    .flatMap((days) =>
      Array.from({ length: WINDOWS_BEFORE }, (_, index) => ({ days, asOf: dayBefore(now, 1 + (index + 1) * days) })),
    )
    .filter((window) => startOf(window) >= kept);
  const done = await queryExact<Window<number>>(
    client,
    `SELECT DISTINCT toString(as_of) AS asOf, window_days AS days FROM ${place.database}.${rollupNames(place.table).runs} WHERE as_of IN {needed:Array(Date)}`,
    { needed: needed.map(({ asOf }) => asOf) },
  );
  return needed.filter(({ asOf, days }) => !done.some((run) => run.asOf === asOf && run.days === days));
}
