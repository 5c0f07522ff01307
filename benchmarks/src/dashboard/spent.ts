import type { ClickHouseClient } from '@clickhouse/client';
import { quantile } from '../harness/statistics.ts';

/** What one question took: on the clock as a client sees it, and the engine's CPU, which company on the machine hardly moves. */
export interface Spent {
  readonly ms: number;
  readonly cpuMs: number;
}

/** What questions took, by panel. */
export type SpentByPanel = Readonly<Record<string, readonly Spent[]>>;

export type Values = Readonly<Record<string, number>>;

/** CPU of all statements so far, in milliseconds. */
async function cpuMs(client: ClickHouseClient): Promise<number> {
  const result = await client.query({
    query: `SELECT sum(value) / 1000 AS ms FROM system.events WHERE event IN ('UserTimeMicroseconds', 'SystemTimeMicroseconds')`,
    format: 'JSONEachRow',
  });
  const [{ ms } = { ms: 0 }] = await result.json<{ ms: number }>();
  return ms;
}

/** Says what work takes; nothing else may ask the engine meanwhile. */
export async function spend(client: ClickHouseClient, work: () => Promise<unknown>): Promise<Spent> {
  const before = await cpuMs(client);
  const began = performance.now();
  await work();
  const ms = performance.now() - began;
  return { ms, cpuMs: (await cpuMs(client)) - before };
}

const spread = (road: string, spent: readonly Spent[]): Values => {
  const ms = spent.map((each) => each.ms);
  return {
    [`${road}P50Ms`]: quantile(ms, 0.5),
    [`${road}P95Ms`]: quantile(ms, 0.95),
    [`${road}MaxMs`]: Math.max(...ms),
  };
};

/** Of a road and of each panel on it, in the names of the benchmark's metrics. */
export function valuesOf(road: 'declared' | 'free' | 'naive', byPanel: SpentByPanel): Values {
  const all = Object.values(byPanel).flat();
  const suffix = `${road.charAt(0).toUpperCase()}${road.slice(1)}`;
  const panels = Object.entries(byPanel).map(([panel, spent]) => spread(`${panel}${suffix}`, spent));
  const cpu = all.map((each) => each.cpuMs);
  return Object.assign(spread(road, all), ...panels, {
    [`${road}CpuP50Ms`]: quantile(cpu, 0.5),
    [`${road}CpuMaxMs`]: Math.max(...cpu),
  }) as Values;
}

/** How many times as long a plain statement takes, by panel and road. */
export function timesOf(values: Values, panels: readonly string[]): Values {
  const entries = panels.flatMap((panel) =>
    ['Declared', 'Free'].flatMap((road): readonly (readonly [string, number])[] => {
      const [own, naive] = [values[`${panel}${road}P50Ms`], values[`${panel}NaiveP50Ms`]];
      return own === undefined || naive === undefined ? [] : [[`${panel}${road}Times`, naive / own]];
    }),
  );
  return Object.fromEntries(entries);
}
