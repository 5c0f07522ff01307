import type { ClickHouseClient } from '@clickhouse/client';
import type { ProductAnswer, ProductSource } from '@plumbline/core';
import { quantile } from '../harness/statistics.ts';
import { declaredAsks, freeAsks, freeSpan, KEPT, pageAsks, type Panel, PANELS, STEPS, WITHIN_MS } from './asks.ts';
import { mustAgree, mustBePart } from './exact.ts';
import { DAY_MS } from './fill.ts';
import { naiveSql } from './naive.ts';
import { spend, type Spent, timesOf, type Values, valuesOf } from './spent.ts';

/** Everything that is asked, and of whom. */
export interface Store {
  readonly client: ClickHouseClient;
  readonly source: ProductSource;
  /** Name of the event table, with its database. */
  readonly table: string;
  /** Those by which there are rollups. */
  readonly dimensions: readonly string[];
  /** Milliseconds since the epoch; the last event happened before it. */
  readonly end: number;
}

/** How often each question is asked. */
export interface Times {
  readonly declared: number;
  readonly free: number;
  readonly page: number;
}

interface Span {
  readonly from: number;
  readonly until: number;
}

/** Rows of the list of routes. */
const LISTED_ROUTES = 25;

/** Panels that the dashboard asks at the same time. */
const AT_ONCE = 4;

/** Keys whose values the filters of the page list. */
const LISTED = ['role', 'feature', 'plan', 'source'] as const;

const at = (name: string): string => `fromUnixTimestamp64Milli({${name}:Int64}, 'UTC')`;

/** The events of a span and the one before, without FINAL: one of each ID. */
const oneOfEach = (table: string): string =>
  `(SELECT * FROM ${table} WHERE occurred_at >= ${at('before')} AND occurred_at < ${at('until')} LIMIT 1 BY event_id) AS seen`;

/** Rows of a panel as a plain statement gives them. */
async function naively(
  store: Store,
  panel: Panel,
  { from, until }: Span,
  events: string,
): Promise<ProductAnswer['rows']> {
  const result = await store.client.query({
    query: naiveSql(panel, events),
    format: 'JSONCompactEachRow',
    query_params: { from, until, before: 2 * from - until },
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
  });
  return result.json<(string | number | null)[]>();
}

/**
 * Answers under copies against what is counted in another way: over a day by the ID of each event, and rollups against events.
 * Throws at the first that differs.
 */
async function checkAnswers(store: Store): Promise<Values> {
  const { source, end, table } = store;
  const day = freeSpan(end, 1);
  for (const panel of PANELS) {
    const { rows } = await source.answer({ panel, span: day, steps: STEPS, withinMs: WITHIN_MS });
    // Copies move no cohort, and whoever is new was not there for thirty days before.
    const events = panel === 'retention' ? `${table} AS seen` : oneOfEach(table);
    mustAgree(`${panel} of a day`, panel, rows, await naively(store, panel, day, events));
  }
  const found = { kept: 0, counted: 0 };
  for (const panel of KEPT) {
    for (const days of [1, 7, 30]) {
      const kept = await source.answer({ panel, span: { days } });
      const counted = await source.answer({ panel, span: { from: end - days * DAY_MS, until: end } });
      if (kept.from !== 'rollup') throw new Error(`${panel} of ${days} days was not answered from rollups`);
      const limit = panel === 'topRoutes' ? LISTED_ROUTES : undefined;
      mustBePart(`${panel} of ${days} days from rollups`, kept.rows, counted.rows, limit);
      found.kept += kept.rows.length;
      found.counted += counted.rows.length;
    }
  }
  return { keptShare: found.kept / found.counted };
}

type Took = Record<string, Spent[]>;

const add = (took: Took, panel: string, spent: Spent): void => void (took[panel] ??= []).push(spent);

/** Every declared question in turn; only what no rollup is made for may be counted from events. */
async function askDeclared({ client, source, dimensions }: Store, times: number): Promise<Took> {
  const took: Took = {};
  // The first turn compiles and fills caches, and is not counted where there are several.
  for (let turn = times > 1 ? 0 : 1; turn <= times; turn += 1) {
    for (const ask of declaredAsks(dimensions)) {
      const spent = await spend(client, async () => {
        const { from } = await source.answer(ask);
        if (from !== 'rollup' && ask.panel !== 'offlineRecovery') throw new Error(`${JSON.stringify(ask)} was counted`);
      });
      if (turn > 0) add(took, ask.panel, spent);
    }
  }
  return took;
}

/** Free questions in turn; right after that of a month, a plain statement of the same span, which must say the same. */
async function askFree(store: Store, times: number): Promise<{ readonly free: Took; readonly naive: Took }> {
  const [free, naive]: [Took, Took] = [{}, {}];
  const { client, source, table, end } = store;
  for (let turn = 0; turn < times; turn += 1) {
    for (const [kind, asks] of Object.entries(freeAsks(end))) {
      for (const ask of asks) {
        let rows: ProductAnswer['rows'] = [];
        add(free, ask.panel, await spend(client, async () => ({ rows } = await source.answer(ask))));
        if (kind !== 'month') continue;
        let found: ProductAnswer['rows'] = [];
        const plainly = async () => (found = await naively(store, ask.panel, freeSpan(end, 30), `${table} FINAL`));
        add(naive, ask.panel, await spend(client, plainly));
        mustAgree(`${ask.panel} of a month`, ask.panel, rows, found);
      }
    }
  }
  return { free, naive };
}

/** What a page asks, as many at once as the dashboard lets through. */
async function askPage({ source }: Store): Promise<void> {
  const waiting = [...pageAsks];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await source.answer(next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function askPages(store: Store, times: number): Promise<Values> {
  const { client, source } = store;
  const pages: number[] = [];
  for (let turn = 0; turn < times; turn += 1) pages.push((await spend(client, () => askPage(store))).ms);
  const lists: number[] = [];
  for (const key of LISTED) lists.push((await spend(client, () => source.values(key, { days: 30 }))).ms);
  return { pageMs: quantile(pages, 0.5), listMaxMs: Math.max(...lists) };
}

/** Asks everything, and says what it took. Throws where an answer is not exact. */
export async function askQuestions(store: Store, times: Times): Promise<Values> {
  const checked = await checkAnswers(store);
  const declared = await askDeclared(store, times.declared);
  const { free, naive } = await askFree(store, times.free);
  const values = { ...valuesOf('declared', declared), ...valuesOf('free', free), ...valuesOf('naive', naive) };
  return { ...checked, ...values, ...timesOf(values, PANELS), ...(await askPages(store, times.page)) };
}
