import path from 'node:path';
import process from 'node:process';
import type { ClickHouseClient } from '@clickhouse/client';
import type { ProductAnswer, ProductAsk, ProductSource } from '@plumbline/core';
import { quantile } from '../harness/statistics.ts';
import {
  declaredAsks,
  DIMENSIONS,
  freeAsks,
  freeSpan,
  KEPT,
  pageAsks,
  type Panel,
  PANELS,
  STEPS,
  WITHIN_MS,
} from './asks.ts';
import { mustAgree, mustBeSame } from './exact.ts';
import { DAY_MS, fill } from './fill.ts';
import { naiveSql } from './naive.ts';

export interface DashboardScale {
  readonly [name: string]: number;
  /** Rows that stand for a million. */
  readonly million: number;
  /** How often each question is asked of rollups, of events, and as a plain statement. */
  readonly declaredAsked: number;
  readonly freeAsked: number;
  readonly pageAsked: number;
}

type Values = Readonly<Record<string, number>>;

const DATABASE = 'plumbline';
const TABLE = `${DATABASE}.product_telemetry_events`;

/** From so many millions on, a question of events takes seconds, and each is asked once. */
const MANY_MILLIONS = 30;

/** Panels that the dashboard asks at the same time. */
const AT_ONCE = 4;

/** Everything that is asked, and of whom. */
interface Store {
  readonly client: ClickHouseClient;
  readonly source: ProductSource;
  /** Milliseconds since the epoch; the last event happened before it. */
  readonly end: number;
}

const DISTINCT = `(SELECT * FROM ${TABLE} WHERE occurred_at >= fromUnixTimestamp64Milli({before:Int64}, 'UTC') AND occurred_at < fromUnixTimestamp64Milli({until:Int64}, 'UTC') LIMIT 1 BY event_id) AS seen`;

type Span = { readonly from: number; readonly until: number };

/** Rows of a panel as a plain statement gives them. */
async function naively(
  client: ClickHouseClient,
  panel: Panel,
  { from, until }: Span,
  events: string,
): Promise<ProductAnswer['rows']> {
  const result = await client.query({
    query: naiveSql(panel, events),
    format: 'JSONCompactEachRow',
    query_params: { from, until, before: 2 * from - until },
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
  });
  return result.json<(string | number | null)[]>();
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

const funnelParts = { steps: STEPS, withinMs: WITHIN_MS };

/**
 * Answers under copies against statements that leave them out in another way: over a day by the ID of each event, over a
 * month with FINAL, and rollups against events. Throws at the first that differs.
 */
async function checkAnswers({ client, source, end }: Store): Promise<void> {
  const day = freeSpan(end, 1);
  for (const panel of PANELS) {
    const { rows } = await source.answer({ panel, span: day, ...funnelParts });
    mustAgree(`${panel} of a day`, panel, rows, await naively(client, panel, day, DISTINCT));
  }
  for (const panel of KEPT) {
    for (const days of [1, 7, 30]) {
      const span = { from: end - days * DAY_MS, until: end };
      const [kept, counted] = [await source.answer({ panel, span: { days } }), await source.answer({ panel, span })];
      if (kept.from !== 'rollup') throw new Error(`${panel} of ${days} days was not answered from rollups`);
      mustBeSame(`${panel} of ${days} days from rollups`, kept.rows, counted.rows);
    }
  }
}

type Took = Record<string, number[]>;

const add = (took: Took, name: string, ms: number): void => void (took[name] ??= []).push(ms);

/** Every declared question in turn; only what no rollup is made for may be counted. */
async function askDeclared({ source }: Store, times: number): Promise<Took> {
  const took: Took = {};
  for (let turn = 0; turn <= times; turn += 1) {
    for (const ask of declaredAsks) {
      const ms = await timed(async () => {
        const { from } = await source.answer(ask);
        if (from !== 'rollup' && ask.panel !== 'offlineRecovery') throw new Error(`${JSON.stringify(ask)} was counted`);
      });
      // The first turn is not counted.
      if (turn > 0) add(took, ask.panel, ms);
    }
  }
  return took;
}

/** Free questions in turn; beside those of a month, plain statements of the same span, which must give the same. */
async function askFree(
  { client, source, end }: Store,
  times: number,
): Promise<{ readonly free: Took; readonly naive: Took }> {
  const free: Took = {};
  const naive: Took = {};
  const span = freeSpan(end, 30);
  for (let turn = 0; turn < times; turn += 1) {
    for (const [kind, asks] of Object.entries(freeAsks(end))) {
      for (const ask of asks as readonly (ProductAsk & { readonly panel: Panel })[]) {
        let rows: ProductAnswer['rows'] = [];
        add(free, ask.panel, await timed(async () => ({ rows } = await source.answer(ask))));
        if (kind !== 'month') continue;
        let found: ProductAnswer['rows'] = [];
        add(
          naive,
          ask.panel,
          await timed(async () => (found = await naively(client, ask.panel, span, `${TABLE} FINAL`))),
        );
        mustAgree(`${ask.panel} of a month`, ask.panel, rows, found);
      }
    }
  }
  return { free, naive };
}

/** What a page asks, as many at once as the dashboard lets through. */
async function askPage({ source }: Store): Promise<void> {
  const waiting = [...pageAsks];
  const ask = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await source.answer(next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
}

const of = (road: string, ms: readonly number[]): Values => ({
  [`${road}P50Ms`]: quantile(ms, 0.5),
  [`${road}P95Ms`]: quantile(ms, 0.95),
  [`${road}MaxMs`]: Math.max(...ms),
});

const roads = (road: string, took: Took): Values =>
  Object.assign(
    of(road, Object.values(took).flat()),
    ...Object.entries(took).map(([panel, ms]) => of(`${panel}${road === 'declared' ? 'Declared' : 'Free'}`, ms)),
  ) as Values;

function naiveValues(naive: Took, measured: Values): Values {
  const values: Record<string, number> = { ...of('naive', Object.values(naive).flat()) };
  for (const [panel, ms] of Object.entries(naive)) {
    const median = quantile(ms, 0.5);
    values[`${panel}NaiveMs`] = median;
    for (const road of ['Declared', 'Free']) {
      const own = measured[`${panel}${road}P50Ms`];
      if (own !== undefined) values[`${panel}${road}Times`] = median / own;
    }
  }
  return values;
}

async function askAll(store: Store, millions: number, scale: DashboardScale): Promise<Values> {
  await checkAnswers(store);
  const declared = roads('declared', await askDeclared(store, scale.declaredAsked));
  const { free, naive } = await askFree(store, millions < MANY_MILLIONS ? scale.freeAsked : 1);
  const measured = { ...declared, ...roads('free', free) };
  const pages: number[] = [];
  for (let turn = 0; turn < scale.pageAsked; turn += 1) pages.push(await timed(() => askPage(store)));
  const lists = await timed(async () => {
    for (const key of ['role', 'feature', 'plan', 'source']) await store.source.values(key, { days: 30 });
  });
  return { ...measured, ...naiveValues(naive, measured), pageMs: quantile(pages, 0.5), listsMs: lists };
}

interface Found {
  readonly bytesPerRow: number;
  readonly parts: number;
  readonly stored: number;
  readonly events: number;
}

/** What is stored; without copies there is nothing to be exact under. */
async function describe(client: ClickHouseClient): Promise<Values> {
  const query = `SELECT sum(bytes_on_disk) / sum(rows) AS bytesPerRow, toFloat64(count()) AS parts, toFloat64(sum(rows)) AS stored, (SELECT toFloat64(count()) FROM ${TABLE} FINAL) AS events FROM system.parts WHERE database = '${DATABASE}' AND table = 'product_telemetry_events' AND active`;
  const result = await client.query({ query, format: 'JSONEachRow' });
  const [{ bytesPerRow, parts, stored, events } = { bytesPerRow: 0, parts: 0, stored: 0, events: 1 }] =
    await result.json<Found>();
  if (stored <= events) throw new Error('no event is stored twice');
  return { bytesPerRow, parts, copies: stored / events - 1 };
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
  const { createProductQueries, createRollups, migrate } = await import('@plumbline/adapter-clickhouse');
  const { startEmbedded } = await import('@plumbline/adapter-clickhouse/embedded');
  const directory = path.resolve('clickhouse');
  const server = await startEmbedded({ directory });
  const client = createClient({ ...server.clientOptions(), request_timeout: 600_000, log: { level: 127 } });
  try {
    await migrate(client);
    // The column that `plumbline migrate` makes for a declared category.
    await client.command({
      query: `ALTER TABLE ${TABLE} ADD COLUMN IF NOT EXISTS p_role LowCardinality(String) MATERIALIZED JSONExtractString(payload_json, 'role')`,
    });
    const end = Math.floor(Date.now() / DAY_MS) * DAY_MS;
    const rows = millions * scale.million;
    const fillMs = await timed(() => fill(client, { table: TABLE, rows, end }));
    // Nobody is left out, so that every cell can be compared.
    const rollups = createRollups({ client, dimensions: DIMENSIONS, minUsers: 1 });
    const rollupMs = await timed(() => rollups.runRecent(end, 1));
    const stored = await describe(client);
    await using source = createProductQueries({ embedded: { directory } });
    const answers = await askAll({ client, source, end }, millions, scale);
    return { ...answers, ...stored, fillSeconds: fillMs / 1_000, rollupSeconds: rollupMs / 1_000 };
  } finally {
    await client.close();
    await server.release();
    await gone(server.pid);
  }
}
