import { type OutboundEvent, PlumblineError } from '@plumbline/core';
import { KIND } from '../egress.ts';

/** The part of `@clickhouse/client` that asks. */
export interface KnownClient {
  query(options: { query: string; format: 'JSONEachRow' }): Promise<{ json(): Promise<unknown> }>;
}

/** Which table is asked. */
export interface KnownOptions {
  /** @default 'plumbline' */
  readonly database?: string;
  /** @default 'product_telemetry_events' */
  readonly table?: string;
}

/** Which of these events are stored already, by ID. */
export type Known = (events: readonly OutboundEvent[]) => Promise<ReadonlySet<string>>;

const isName = (name: string): boolean => /^\w{1,128}$/.test(name);

/** Names are words of the catalog; anything else could end the text it stands in. */
const quote = (text: string): string => `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;

/**
 * Asks ClickHouse which events it has, through the table's own order: the week, the names, then the IDs. An event that was
 * erased is not there. Throws PLB_OPTION_INVALID for a name that is none.
 */
export function knownIn(client: KnownClient, options: KnownOptions = {}): Known {
  const { database = 'plumbline', table = 'product_telemetry_events' } = options;
  if (!isName(database) || !isName(table)) {
    throw new PlumblineError('PLB_OPTION_INVALID', `${KIND}: \`database\` or \`table\` is not a name`);
  }
  return async (events) => {
    if (events.length === 0) return new Set();
    const times = events.map(({ occurredAt }) => Math.trunc(occurredAt));
    const names = [...new Set(events.map(({ name }) => quote(name)))].join(', ');
    const ids = events.map(({ eventId }) => quote(eventId)).join(', ');
    const between = [Math.min(...times), Math.max(...times)].map((ms) => `fromUnixTimestamp64Milli(toInt64(${ms}))`);
    const answer = await client.query({
      query: `SELECT DISTINCT toString(event_id) AS id FROM ${database}.${table}
        WHERE occurred_at BETWEEN ${between.join(' AND ')} AND name IN (${names}) AND event_id IN (${ids})`,
      format: 'JSONEachRow',
    });
    return new Set(((await answer.json()) as readonly { readonly id: string }[]).map(({ id }) => id));
  };
}
