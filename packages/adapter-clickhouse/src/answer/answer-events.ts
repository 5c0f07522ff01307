import type { ClickhouseClient } from '../client.ts';
import { queryExact } from '../query-exact.ts';
import type { Cell, CellPanel } from '../panels/cell.ts';
import { forgetEventColumns, readEventColumns, sliceExpression, withEventColumns } from '../panels/event-columns.ts';
import { SOMEBODY } from '../panels/product-use.ts';
import type { ResolvedAsk } from './resolve-ask.ts';

/** Where events are. */
export interface EventPlace {
  readonly database: string;
  readonly table: string;
}

const at = (name: string): string => `fromUnixTimestamp64Milli({${name}:Int64}, 'UTC')`;

/** The events of the spans that are asked about, and of the slice. */
function conditionsOf(where: string, { slice }: ResolvedAsk): string {
  return [
    where,
    `occurred_at >= ${at('earliest')}`,
    `occurred_at < ${at('until')}`,
    ...slice.map(([key], index) => `${sliceExpression(key)} IN {slice${index}:Array(String)}`),
  ].join(' AND ');
}

/** Where the span of an event stands: 0 is the one that was asked about, 1 the one before it. */
const SPAN = 'toUInt8(intDiv({until:Int64} - 1 - toUnixTimestamp64Milli(occurred_at), {length:Int64}))';

const spanOf = (spans: number): string => (spans === 1 ? 'toUInt8(0)' : SPAN);

const spanStart = (spans: number): string =>
  spans === 1 ? '{earliest:Int64}' : '({until:Int64} - (toInt64(span) + 1) * {length:Int64})';

const selected = (columns: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(columns)
    .map(([name, expression]) => `${expression} AS ${name}`)
    .join(', ');

function cellsSql(panel: CellPanel, ask: ResolvedAsk, place: EventPlace, spans: number): string {
  const table = `${place.database}.${place.table}`;
  const where = conditionsOf(panel.where, ask);
  const span = spanOf(spans);
  const settings = panel.unmovedByCopies ? '\nSETTINGS final = 0' : '';
  if (panel.statement) {
    return panel.statement({ table, where, groups: { span }, spanStart: spanStart(spans) }) + settings;
  }
  const keys = { k1: panel.keys[0] ?? "''", k2: panel.keys[1] ?? "''", k3: panel.keys[2] ?? "''" };
  const limit = panel.limit === undefined ? '' : `\nLIMIT ${panel.limit} BY span`;
  return `SELECT ${selected({ span, ...keys, ...panel.counts, ...panel.values })}
FROM ${table}
WHERE ${where}
GROUP BY span, k1, k2, k3
ORDER BY span, ${panel.byEvents ? 'events DESC, ' : ''}k1, k2, k3${limit}${settings}`;
}

const paramsOf = ({ from, until, slice }: ResolvedAsk, spans: number): Record<string, unknown> => ({
  until,
  length: until - from,
  earliest: until - spans * (until - from),
  ...Object.fromEntries(slice.map(([, values], index) => [`slice${index}`, values])),
});

/** Runs a statement on events, reading from columns what they hold already. */
async function readEvents<Found>(
  client: ClickhouseClient,
  place: EventPlace,
  sql: string,
  params: Record<string, unknown>,
  signal: AbortSignal | undefined,
): Promise<Found[]> {
  const columns = await readEventColumns(client, place.database, place.table);
  try {
    return await queryExact<Found>(client, withEventColumns(sql, columns), params, signal);
  } catch (error) {
    forgetEventColumns(client);
    throw error;
  }
}

/** The cells of the span that is asked about and of those before it, each counted exactly. Throws PLB_CLICKHOUSE_QUERY. */
export const cellsFromEvents = (
  client: ClickhouseClient,
  panel: CellPanel,
  ask: ResolvedAsk,
  place: EventPlace,
  spans: number,
): Promise<Cell[]> =>
  readEvents<Cell>(client, place, cellsSql(panel, ask, place, spans), paramsOf(ask, spans), ask.signal);

/** People who got as far as a step of a funnel and no further. */
export interface FunnelLevel {
  readonly span: number;
  readonly level: number;
  readonly people: number;
}

/**
 * A step counts when it comes after the one before it, or at the same moment, and not later than `withinMs` after the
 * first. A second copy of an event moves nothing.
 */
export function funnelFromEvents(
  client: ClickhouseClient,
  ask: ResolvedAsk,
  place: EventPlace,
  spans: number,
): Promise<FunnelLevel[]> {
  const steps = ask.steps.map((_, index) => `name = {step${index}:String}`);
  const where = conditionsOf(`name IN {steps:Array(String)} AND ${SOMEBODY}`, ask);
  const sql = `SELECT span, level, count() AS people
FROM (
    SELECT
        ${spanOf(spans)} AS span,
        windowFunnel(${Math.trunc(ask.withinMs)})(toUInt64(toUnixTimestamp64Milli(occurred_at)), ${steps.join(', ')}) AS level
    FROM ${place.database}.${place.table}
    WHERE ${where}
    GROUP BY span, anonymous_user_id
)
GROUP BY span, level
SETTINGS final = 0`;
  const params = {
    ...paramsOf(ask, spans),
    steps: ask.steps,
    ...Object.fromEntries(ask.steps.map((step, index) => [`step${index}`, step])),
  };
  return readEvents<FunnelLevel>(client, place, sql, params, ask.signal);
}

const MOST_VALUES = 100;

/** Nobody chooses a longer one from a list, and each that is listed can be asked for. */
const LONGEST_VALUE_BYTES = 512;

/** The values under a key, the most frequent first, those of equal frequency by their bytes. The key must have been checked. */
export async function valuesFromEvents(
  client: ClickhouseClient,
  key: string,
  { from, until }: { readonly from: number; readonly until: number },
  place: EventPlace,
): Promise<readonly string[]> {
  const sql = `SELECT ${sliceExpression(key)} AS value
FROM ${place.database}.${place.table}
WHERE occurred_at >= ${at('from')} AND occurred_at < ${at('until')} AND value != '' AND length(value) <= ${LONGEST_VALUE_BYTES}
GROUP BY value
ORDER BY count() DESC, value
LIMIT ${MOST_VALUES}`;
  const found = await readEvents<{ readonly value: string }>(client, place, sql, { from, until }, undefined);
  return found.map(({ value }) => value);
}
