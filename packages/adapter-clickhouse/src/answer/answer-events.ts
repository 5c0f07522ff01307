import type { ClickhouseClient } from '../client.ts';
import type { Cell, CellPanel } from '../panels/cell.ts';
import { SOMEBODY } from '../panels/product-use.ts';
import { conditionsOf, type EventPlace, paramsOf, readEvents, startOf, timesOf } from './event-statements.ts';
import type { ResolvedAsk } from './resolve-ask.ts';

/** Where the span of an event stands: 0 is the one that was asked about, 1 the one before it. */
const SPAN = 'toUInt8(intDiv({until:Int64} - 1 - toUnixTimestamp64Milli(occurred_at), {length:Int64}))';

const spanOf = (spans: number): string => (spans === 1 ? 'toUInt8(0)' : SPAN);

const selected = (columns: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(columns)
    .map(([name, expression]) => `${expression} AS ${name}`)
    .join(', ');

/** A panel's own statement, once for each span: what it reads before one span may be in another. */
function statementsSql(
  { where, statement, readsDaysBefore = 0 }: CellPanel,
  ask: ResolvedAsk,
  table: string,
  spans: number,
): string {
  const of = (span: number): string => {
    const conditions = conditionsOf(where, ask, timesOf(span, readsDaysBefore));
    return (
      statement?.({ table, where: conditions, groups: { span: `toUInt8(${span})` }, spanStart: startOf(span) }) ?? ''
    );
  };
  return Array.from({ length: spans }, (_, span) => of(span)).join('\nUNION ALL\n');
}

function cellsSql(panel: CellPanel, ask: ResolvedAsk, place: EventPlace, spans: number): string {
  const table = `${place.database}.${place.table}`;
  const settings = panel.unmovedByCopies ? '\nSETTINGS final = 0' : '';
  if (panel.statement) return statementsSql(panel, ask, table, spans) + settings;
  const where = conditionsOf(panel.where, ask);
  const span = spanOf(spans);
  const keys = { k1: panel.keys[0] ?? "''", k2: panel.keys[1] ?? "''", k3: panel.keys[2] ?? "''" };
  const limit = panel.limit === undefined ? '' : `\nLIMIT ${panel.limit} BY span`;
  return `SELECT ${selected({ span, ...keys, ...panel.counts, ...panel.values })}
FROM ${table}
WHERE ${where}
GROUP BY span, k1, k2, k3
ORDER BY span, ${panel.byEvents ? 'events DESC, ' : ''}k1, k2, k3${limit}${settings}`;
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
