import { daysKept } from '../check-table.ts';
import type { ClickhouseClient } from '../client.ts';
import { DAY_MS } from '../panels/days.ts';
import { queryExact } from '../query-exact.ts';
import { RETENTION_DAYS } from '../table.ts';
import type { EventPlace } from './event-statements.ts';
import type { ResolvedAsk } from './resolve-ask.ts';

const ENGINE =
  'SELECT engine_full AS full FROM system.tables WHERE database = {database:String} AND name = {table:String}';

/** Days for which events are kept: what the contract allows, or fewer where the table says so. */
async function retentionOf(client: ClickhouseClient, place: EventPlace, signal?: AbortSignal): Promise<number> {
  const [found] = await queryExact<{ readonly full: string }>(client, ENGINE, { ...place }, signal);
  return Math.min(RETENTION_DAYS, daysKept(found?.full ?? '') ?? RETENTION_DAYS);
}

/** The moment from which on all events are kept, in milliseconds since the epoch. Throws PLB_CLICKHOUSE_QUERY. */
export const keptFrom = async (
  client: ClickhouseClient,
  { now, signal }: Pick<ResolvedAsk, 'now' | 'signal'>,
  place: EventPlace,
): Promise<number> => now - (await retentionOf(client, place, signal)) * DAY_MS;

/**
 * How many spans can be counted from events: the one that is asked about, and of those before it, `spans` with it, the ones
 * whose events are all kept. A span that has lost some of its events would make everything after it look like growth.
 * Throws PLB_CLICKHOUSE_QUERY.
 */
export async function knownSpans(
  client: ClickhouseClient,
  ask: ResolvedAsk,
  place: EventPlace,
  spans: number,
): Promise<number> {
  if (spans === 1) return 1;
  const { from, until } = ask;
  const before = Math.floor((from - (await keptFrom(client, ask, place))) / (until - from));
  return 1 + Math.max(0, Math.min(spans - 1, before));
}
