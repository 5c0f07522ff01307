import { createClient } from '@clickhouse/client';
import type { OutboundEvent } from '@plumbline/core';
import { expect } from 'vitest';
import { type EmbeddedServer, startEmbedded } from '../../src/embedded.ts';
import { clickhouse, createProductQueries, migrate, type ProductQueries } from '../../src/index.ts';
import { gone, makeBatch, temporaryFolder } from '../support.ts';

/** One embedded ClickHouse for a file of tests, each test with a database of its own. */
export interface Store extends AsyncDisposable {
  readonly directory: string;
  readonly client: ReturnType<typeof createClient>;
  /** Ends the engine, as soon as nobody else uses it, and starts another one on the same folder. */
  restart(): Promise<void>;
  /** A database with its tables and nothing in them. */
  database(): Promise<string>;
  /** Stores events in a database, each of the batches in an insert of its own. */
  send(database: string, ...batches: readonly (readonly OutboundEvent[])[]): Promise<void>;
  /** Questions on a database; whoever asked closes them. */
  queries(database: string): ProductQueries;
  /** Rows of a statement, with numbers as numbers. */
  rows<Row>(query: string): Promise<Row[]>;
}

type Client = ReturnType<typeof createClient>;

interface Running {
  readonly engine: EmbeddedServer;
  readonly client: Client;
}

async function run(directory: string): Promise<Running> {
  const engine = await startEmbedded({ directory });
  return { engine, client: createClient({ ...engine.clientOptions(), log: { level: 127 } }) };
}

async function end({ engine, client }: Running): Promise<void> {
  await client.close();
  await engine.release();
  await gone(engine.pid);
}

/** Starts an engine that merges no events on its own, so that copies of them stay where a test put them. */
export async function startStore(): Promise<Store> {
  const folder = temporaryFolder();
  const embedded = { directory: folder.path };
  let running = await run(folder.path);
  let databases = 0;
  return {
    directory: folder.path,
    get client() {
      return running.client;
    },
    async restart() {
      await end(running);
      running = await run(folder.path);
    },
    async database() {
      const database = `product_${(databases += 1)}`;
      await migrate(running.client, { database });
      await running.client.command({ query: `SYSTEM STOP MERGES ${database}.product_telemetry_events` });
      return database;
    },
    async send(database, ...batches) {
      await using adapter = clickhouse({ embedded, database });
      for (const batch of batches) {
        if (batch.length > 0) expect(await adapter.send(makeBatch(batch))).toEqual({ kind: 'delivered' });
      }
    },
    queries: (database) => createProductQueries({ embedded, database }),
    async rows<Row>(query: string): Promise<Row[]> {
      const clickhouse_settings = { output_format_json_quote_64bit_integers: 0 } as const;
      return (await running.client.query({ query, format: 'JSONEachRow', clickhouse_settings })).json<Row>();
    },
    async [Symbol.asyncDispose]() {
      await end(running);
      folder[Symbol.dispose]();
    },
  };
}

/** One event of a hundred again, as a browser sends it that got no answer, and later. */
export const copiesOf = (events: readonly OutboundEvent[]): readonly OutboundEvent[] =>
  events.filter((_, index) => index % 100 === 7).map((event) => ({ ...event, ingestedAt: event.ingestedAt + 5_000 }));
