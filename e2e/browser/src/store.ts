import { createProductQueries, type ProductQueries } from '@plumbline/adapter-clickhouse';

/** One event as the store has it. */
export interface StoredEvent {
  readonly event_id: string;
  readonly name: string;
  readonly session_id: string;
  readonly anonymous_user_id: string;
  readonly org_id_hash: string;
  readonly schema_version: string;
  readonly route_pattern: string;
  readonly payload_json: string;
  /** Milliseconds since the epoch. */
  readonly occurred: number;
  readonly ingested: number;
  readonly source: string;
}

/** The embedded ClickHouse that the application writes to, read as the product questions read it. */
export interface Store extends AsyncDisposable {
  events(): Promise<readonly StoredEvent[]>;
  /** The numbers that the stored `step_recorded` carry, one for each event. */
  steps(): Promise<readonly number[]>;
}

/** Opens the store in a folder; its process lives for as long as this or the application uses it. */
export function openStore(directory: string): Store {
  const queries: ProductQueries = createProductQueries({ embedded: { directory } });
  const events = (): Promise<readonly StoredEvent[]> =>
    queries.query<StoredEvent>(
      `SELECT event_id, name, session_id, anonymous_user_id, org_id_hash, schema_version, route_pattern, payload_json,
        toUnixTimestamp64Milli(occurred_at) AS occurred, toUnixTimestamp64Milli(ingested_at) AS ingested, source
      FROM plumbline.product_telemetry_events ORDER BY occurred_at, event_id`,
    );
  return {
    events,
    async steps() {
      const rows = await queries.query<{ step: number }>(
        `SELECT JSONExtractInt(payload_json, 'step') AS step FROM plumbline.product_telemetry_events
        WHERE name = 'step_recorded' ORDER BY step`,
      );
      return rows.map(({ step }) => step);
    },
    [Symbol.asyncDispose]: () => queries.close(),
  };
}
