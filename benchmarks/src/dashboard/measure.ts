import path from 'node:path';
import process from 'node:process';
import type { ClickHouseClient } from '@clickhouse/client';
import { DIMENSIONS } from './asks.ts';
import { DAY_MS, fill, settle } from './fill.ts';
import { askQuestions } from './questions.ts';
import type { Values } from './spent.ts';

export interface DashboardScale {
  readonly [name: string]: number;
  /** Rows that stand for a million. */
  readonly million: number;
  /** How often each question is asked of rollups, of events, and how often the whole page. */
  readonly declaredAsked: number;
  readonly freeAsked: number;
  readonly pageAsked: number;
  /** By how many dimensions there are rollups. */
  readonly dimensions: number;
}

const TABLE = 'plumbline.product_telemetry_events';

/** From so many millions on, a question of events takes seconds, and each is asked once. */
const MANY_MILLIONS = 30;

interface Found {
  readonly bytesPerRow: number;
  readonly parts: number;
  readonly stored: number;
}

/** What is stored; without copies there is nothing to be exact under. */
async function describe(client: ClickHouseClient, rows: number): Promise<Values> {
  const query = `SELECT sum(bytes_on_disk) / sum(rows) AS bytesPerRow, toFloat64(count()) AS parts, toFloat64(sum(rows)) AS stored FROM system.parts WHERE concat(database, '.', table) = '${TABLE}' AND active`;
  const result = await client.query({ query, format: 'JSONEachRow' });
  const [{ bytesPerRow, parts, stored } = { bytesPerRow: 0, parts: 0, stored: 0 }] = await result.json<Found>();
  if (stored <= rows) throw new Error('no event is stored twice');
  return { bytesPerRow, parts, copies: stored / rows - 1 };
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1_000;
}

/** Makes the tables, with the column that `plumbline migrate` adds for a declared category. */
async function makeTables(client: ClickHouseClient): Promise<void> {
  const { migrate } = await import('@plumbline/adapter-clickhouse');
  await migrate(client);
  await client.command({
    query: `ALTER TABLE ${TABLE} ADD COLUMN IF NOT EXISTS p_role LowCardinality(String) MATERIALIZED JSONExtractString(payload_json, 'role')`,
  });
}

/** Waits until the engine has closed its files: the folder goes with this process. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Fills an embedded ClickHouse of its own with so many million events and asks what the product page asks. */
export async function measureDashboard(millions: number, scale: DashboardScale): Promise<Values> {
  const { createClient } = await import('@clickhouse/client');
  const { createProductQueries, createRollups } = await import('@plumbline/adapter-clickhouse');
  const { startEmbedded } = await import('@plumbline/adapter-clickhouse/embedded');
  const directory = path.resolve('clickhouse');
  const server = await startEmbedded({ directory });
  const client = createClient({ ...server.clientOptions(), request_timeout: 600_000, log: { level: 127 } });
  const rows = millions * scale.million;
  const end = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const dimensions = DIMENSIONS.slice(0, scale.dimensions);
  const filling = { table: TABLE, rows, end };
  try {
    await makeTables(client);
    const fillSeconds = await secondsOf(() => fill(client, filling));
    const rollups = createRollups({ client, dimensions });
    const rollupSeconds = await secondsOf(() => rollups.runRecent(end, 1));
    await settle(client, filling);
    await using source = createProductQueries({ embedded: { directory } });
    const free = millions < MANY_MILLIONS ? scale.freeAsked : 1;
    const times = { declared: scale.declaredAsked, free, page: scale.pageAsked };
    const answers = await askQuestions({ client, source, table: TABLE, dimensions, end }, times);
    return { ...answers, ...(await describe(client, rows)), fillSeconds, rollupSeconds };
  } finally {
    await client.close();
    await server.release();
    await gone(server.pid);
  }
}
