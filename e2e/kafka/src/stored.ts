import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createClient } from '@clickhouse/client';
import { clickhouse } from '@plumbline/adapter-clickhouse';
import { startEmbedded } from '@plumbline/adapter-clickhouse/embedded';

/** What the event table holds. */
export interface Stored {
  /** Different events. */
  readonly events: number;
  /** Rows, before parts merge. */
  readonly raw: number;
  /** Rows under FINAL. */
  readonly final: number;
}

/** An embedded ClickHouse in a temporary folder. */
export interface Warehouse extends AsyncDisposable {
  readonly directory: string;
  count(where?: string): Promise<Stored>;
}

/** Starts it, with the event table. Without merges a repeat stays visible, and nobody can be forgotten. */
export async function startWarehouse({ merges }: { readonly merges: boolean }): Promise<Warehouse> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'kafka-ch-'));
  const server = await startEmbedded({ directory });
  const client = createClient(server.clientOptions());
  const adapter = clickhouse({ embedded: { directory } });
  await adapter.open();
  await adapter.close();
  if (!merges) await client.command({ query: 'SYSTEM STOP MERGES' });
  const table = 'plumbline.product_telemetry_events';
  const one = async (query: string): Promise<Record<string, string>> => {
    const answer = await client.query({ query, format: 'JSONEachRow' });
    return (await answer.json<Record<string, string>>())[0] ?? {};
  };
  return {
    directory,
    async count(where = '1') {
      const raw = await one(`SELECT count() AS raw, uniqExact(event_id) AS events FROM ${table} WHERE ${where}`);
      const { final } = await one(`SELECT count() AS final FROM ${table} FINAL WHERE ${where}`);
      return { events: Number(raw['events']), raw: Number(raw['raw']), final: Number(final) };
    },
    async [Symbol.asyncDispose]() {
      await client.close();
      await server.release();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
