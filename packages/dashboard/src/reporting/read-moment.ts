import { type Clock, PlumblineError, type ProductSource } from '@plumbline/core';
import type { Moment } from './judge-period.ts';
import { DAY_MS, timeOf } from './periods.ts';

interface MomentRow {
  readonly now: number;
  readonly events: number;
  readonly first: number;
}

const MOMENT = `SELECT
    toUnixTimestamp64Milli(now64(3)) AS now,
    count() AS events,
    toUnixTimestamp64Milli(min(occurred_at)) AS first
FROM product_telemetry_events
SETTINGS final = 0`;

export interface MomentOptions {
  readonly source: Pick<ProductSource, 'query'>;
  /** Undefined for the clocks of this machine and of the store together. */
  readonly clock: Pick<Clock, 'now'> | undefined;
  readonly retentionDays: number;
  readonly recordedSince: string | undefined;
  readonly signal?: AbortSignal;
}

/**
 * Asks what time it is and which events there are. A number is kept for ever, so that no clock alone may finish a period: of
 * this machine's and the store's the earlier one does, and the later one says what is gone.
 */
export async function readMoment({
  source,
  clock,
  retentionDays,
  recordedSince,
  signal,
}: MomentOptions): Promise<Moment> {
  const [row] = await source.query<MomentRow>(MOMENT, {}, signal);
  if (typeof row?.now !== 'number' || typeof row.first !== 'number') {
    throw new PlumblineError('PLB_CLICKHOUSE_QUERY', 'reporting: the store did not say what time it is');
  }
  const times = clock === undefined ? [Date.now(), row.now] : [clock.now()];
  const first = row.events === 0 ? undefined : Math.floor(row.first / DAY_MS) * DAY_MS;
  return {
    now: Math.min(...times),
    latest: Math.max(...times),
    retentionDays,
    recordedSince: recordedSince === undefined ? first : timeOf(recordedSince),
  };
}
