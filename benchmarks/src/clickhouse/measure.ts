import path from 'node:path';
import process from 'node:process';
import type { ClickHouseClient } from '@clickhouse/client';
import { quantile } from '../harness/statistics.ts';
import { fill } from './fill.ts';
import { type InsertScale, measureInserts } from './insert.ts';

export interface ClickhouseScale extends InsertScale {
  readonly [name: string]: number;
  /** Rows that stand for a million. */
  readonly million: number;
  /** How often a question is asked; the median counts, the first is not counted. */
  readonly asked: number;
  /** The same for rollups, whose answers take milliseconds. */
  readonly rollupsAsked: number;
}

const DAY_MS = 86_400_000;

/** From so many events on a question takes seconds, and few answers do. */
const MANY_MILLIONS = 30;
const ASKED_OF_MANY = 2;

type Values = Readonly<Record<string, number>>;

async function one<Row>(client: ClickHouseClient, query: string): Promise<Row | undefined> {
  const result = await client.query({
    query,
    format: 'JSONEachRow',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
  });
  return (await result.json<Row>())[0];
}

/** CPU time of all statements so far, in milliseconds. */
async function cpuMs(client: ClickHouseClient): Promise<number> {
  const query = `SELECT sum(value) / 1000 AS ms FROM system.events WHERE event IN ('UserTimeMicroseconds', 'SystemTimeMicroseconds')`;
  return (await one<{ ms: number }>(client, query))?.ms ?? 0;
}

interface Cost {
  readonly wall: number;
  readonly cpu: number;
}

/** Says what a piece of work takes, asked for so many times: the first is not counted, and CPU is the least of the others. */
type Meter = (times: number, work: () => Promise<unknown>) => Promise<Cost>;

async function createMeter(client: ClickHouseClient): Promise<Meter> {
  // The statement that reads the clock is in what the next one reads.
  const clocks: number[] = [];
  for (let turn = 0; turn < 5; turn += 1) clocks.push(-(await cpuMs(client)) + (await cpuMs(client)));
  return async (times, work) => {
    const wall: number[] = [];
    const cpu: number[] = [];
    for (let turn = 0; turn <= times; turn += 1) {
      const before = await cpuMs(client);
      const began = performance.now();
      await work();
      const took = performance.now() - began;
      if (turn === 0) continue;
      wall.push(took);
      cpu.push((await cpuMs(client)) - before);
    }
    return { wall: quantile(wall, 0.5), cpu: Math.max(0, Math.min(...cpu) - Math.min(...clocks)) };
  };
}

/** All seven questions, one after the other. */
async function askAll(
  client: ClickHouseClient,
  meter: Meter,
  times: number,
  options: { readonly until: number } | { readonly from: 'rollup' },
): Promise<Cost & { readonly each: Values; readonly eachCpu: Values }> {
  const { askQuestion, productQuestions } = await import('@plumbline/adapter-clickhouse');
  const sum = { wall: 0, cpu: 0 };
  const each: Record<string, number> = {};
  const eachCpu: Record<string, number> = {};
  for (const id of Object.keys(productQuestions) as (keyof typeof productQuestions)[]) {
    const { wall, cpu } = await meter(times, () => askQuestion(client, id, { days: 30, ...options } as object));
    sum.wall += wall;
    sum.cpu += cpu;
    each[`${id}Ms`] = wall;
    eachCpu[`${id}CpuMs`] = cpu;
  }
  return { ...sum, each, eachCpu };
}

const TABLE = 'plumbline.product_telemetry_events';

const PARTS = `SELECT sum(bytes_on_disk) / sum(rows) AS bytesPerRow, toFloat64(count()) AS parts FROM system.parts WHERE database = 'plumbline' AND table = 'product_telemetry_events' AND active`;

/** Merges each week of the last thirty days into one part, as it is when nothing comes any more. */
async function mergeWindow(client: ClickHouseClient, end: number): Promise<void> {
  const weeks = new Set<string>();
  for (let at = end - 30 * DAY_MS; at < end; at += DAY_MS) {
    const sinceMonday = (new Date(at).getUTCDay() + 6) % 7;
    weeks.add(new Date(at - sinceMonday * DAY_MS).toISOString().slice(0, 10));
  }
  for (const week of weeks) await client.command({ query: `OPTIMIZE TABLE ${TABLE} PARTITION '${week}' FINAL` });
}

async function measureQuestions(
  client: ClickHouseClient,
  { asked, rollupsAsked }: ClickhouseScale,
  end: number,
): Promise<Values> {
  const { askRollups, createRollups } = await import('@plumbline/adapter-clickhouse');
  const began = performance.now();
  await createRollups({ client }).run(new Date(end - 1).toISOString().slice(0, 10));
  const rollupSeconds = (performance.now() - began) / 1_000;
  const meter = await createMeter(client);
  const raw = await askAll(client, meter, asked, { until: end });
  const rollup = await askAll(client, meter, rollupsAsked, { from: 'rollup' });
  const together = await meter(rollupsAsked, () => askRollups(client));
  const found = await one<{ bytesPerRow: number; parts: number }>(client, PARTS);
  await mergeWindow(client, end);
  const merged = await askAll(client, meter, asked, { until: end });
  return {
    rawMs: raw.wall,
    rawCpuMs: raw.cpu,
    mergedMs: merged.wall,
    mergedCpuMs: merged.cpu,
    rollupMs: rollup.wall,
    rollupCpuMs: rollup.cpu,
    rollupsMs: together.wall,
    rollupsCpuMs: together.cpu,
    rollupSeconds,
    bytesPerRow: found?.bytesPerRow ?? 0,
    parts: found?.parts ?? 0,
    ...raw.each,
    ...raw.eachCpu,
  };
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

/** Fills an embedded ClickHouse of its own with so many million events and asks the seven questions over thirty days. */
export async function measureClickhouse(
  millions: number,
  scale: ClickhouseScale,
): Promise<Readonly<Record<string, number>>> {
  const { createClient } = await import('@clickhouse/client');
  const { migrate } = await import('@plumbline/adapter-clickhouse');
  const { startEmbedded } = await import('@plumbline/adapter-clickhouse/embedded');
  const directory = path.resolve('clickhouse');
  const server = await startEmbedded({ directory });
  // Merging a week of many events by hand takes minutes; its client speaks of load balancers on the console then.
  const client = createClient({ ...server.clientOptions(), request_timeout: 600_000, log: { level: 127 } });
  try {
    await migrate(client);
    const end = Math.floor(Date.now() / DAY_MS) * DAY_MS;
    const began = performance.now();
    await fill(client, TABLE, millions * scale.million, end);
    const fillSeconds = (performance.now() - began) / 1_000;
    const asked = millions < MANY_MILLIONS ? scale.asked : Math.min(scale.asked, ASKED_OF_MANY);
    const questions = await measureQuestions(client, { ...scale, asked }, end);
    return { fillSeconds, ...questions, ...(await measureInserts(client, directory, scale)) };
  } finally {
    await client.close();
    await server.release();
    await gone(server.pid);
  }
}
