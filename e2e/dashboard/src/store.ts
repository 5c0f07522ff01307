import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createProductQueries, createRollups, migrate, type ProductQueries } from '@plumbline/adapter-clickhouse';
import { startEmbedded } from '@plumbline/adapter-clickhouse/embedded';
import { createClient } from '@clickhouse/client';
import { eventSet } from './event-set.ts';

const DAY_MS = 86_400_000;

/** Real chDB with the events of the set, and an empty database beside it. */
export interface Store extends AsyncDisposable {
  readonly full: ProductQueries;
  readonly empty: ProductQueries;
  readonly events: number;
  /** Milliseconds since the epoch at which the last day ends. */
  readonly until: number;
}

export interface StoreOptions {
  readonly days?: number;
  readonly people?: number;
  /** Whether the finished numbers of the usual windows are there. @default true */
  readonly rollups?: boolean;
  /** A folder that stays, and is filled only where it is empty. @default a temporary one */
  readonly directory?: string;
}

/** Ends of the windows of 1, 7 and 30 days, and of those before them, as days before the last one. */
const ROLLED_UP = [0, 1, 7, 30, 60];

type Client = ReturnType<typeof createClient>;

async function fill(client: Client, until: number, { days = 75, people = 1_150 }: StoreOptions): Promise<number> {
  let count = 0;
  for (const values of eventSet({ seed: 8, until, days, people })) {
    count += values.length;
    if (values.length > 0)
      await client.insert({ table: 'plumbline.product_telemetry_events', values, format: 'JSONEachRow' });
  }
  return count;
}

async function rollUp(client: Client, until: number): Promise<void> {
  const rollups = createRollups({ client, dimensions: ['feature', 'role'], catalogVersion: '2026-05-telemetry-v1' });
  for (const days of ROLLED_UP) await rollups.run(new Date(until - (days + 1) * DAY_MS).toISOString().slice(0, 10));
}

/** Makes the set and stores it; some seconds for some hundred thousand events. */
export async function createStore(options: StoreOptions = {}): Promise<Store> {
  const directory = options.directory ?? mkdtempSync(path.join(tmpdir(), 'plumbline-e2e-dashboard-'));
  const engine = await startEmbedded({ directory });
  const client = createClient({ ...engine.clientOptions(), log: { level: 127 } });
  await migrate(client, { database: 'plumbline' });
  const until = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const [{ held } = { held: 0 }] = await (
    await client.query({
      query: 'SELECT toUInt32(count()) AS held FROM plumbline.product_telemetry_events',
      format: 'JSONEachRow',
    })
  ).json<{ readonly held: number }>();
  const events = held > 0 ? held : await fill(client, until, options);
  if (held === 0 && options.rollups !== false) await rollUp(client, until);
  const full = createProductQueries({ embedded: { directory } });
  const empty = createProductQueries({ embedded: { directory }, database: 'nothing' });
  return {
    full,
    empty,
    events,
    until,
    async [Symbol.asyncDispose]() {
      await Promise.all([full.close(), empty.close(), client.close()]);
      await engine.release();
      if (options.directory === undefined) rmSync(directory, { recursive: true, force: true });
    },
  };
}
