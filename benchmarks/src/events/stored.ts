import type { createClient } from '@clickhouse/client';

/** What a table of events holds. */
export interface Stored {
  /** Different events. */
  readonly stored: number;
  /** Rows before any merge. */
  readonly apart: number;
  /** Rows that a reader sees (FINAL). */
  readonly merged: number;
}

type Client = ReturnType<typeof createClient>;

/** A client of the engine itself, past whatever stands before it. Copies stay apart until they are counted. */
export async function openStore(clientOptions: Parameters<typeof createClient>[0]): Promise<Client> {
  const { createClient: make } = await import('@clickhouse/client');
  const store = make({ ...clientOptions, log: { level: 127 } });
  await store.command({ query: 'SYSTEM STOP MERGES' });
  return store;
}

/** Counts the events that are stored. */
export async function countStored(store: Client): Promise<Stored> {
  const query = `SELECT uniqExact(event_id) AS stored, count() AS apart,
    (SELECT count() FROM plumbline.product_telemetry_events FINAL) AS merged FROM plumbline.product_telemetry_events`;
  const counted = await store.query({
    query,
    format: 'JSONEachRow',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
  });
  const [answer] = await counted.json<Stored>();
  return answer ?? { stored: 0, apart: 0, merged: 0 };
}
