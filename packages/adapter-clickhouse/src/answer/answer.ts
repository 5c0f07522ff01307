import type { ProductAnswer, ProductAsk, ProductSpan } from '@plumbline/core';
import type { ClickhouseClient } from '../client.ts';
import {
  cellsFromEvents,
  type EventPlace,
  funnelFromEvents,
  type FunnelLevel,
  valuesFromEvents,
} from './answer-events.ts';
import { cellsFromRollup } from './answer-rollup.ts';
import { knownSpans } from './known-spans.ts';
import { type CellPanelId, cellPanel } from '../panels/cell-panels.ts';
import type { Cell, CellPanel, Row } from '../panels/cell.ts';
import { checkKey, resolveAsk, type ResolvedAsk, resolveSpan } from './resolve-ask.ts';

const FUNNEL_COLUMNS: ProductAnswer['columns'] = [
  { name: 'step', kind: 'text' },
  { name: 'people', kind: 'people' },
  { name: 'share', kind: 'share' },
];

/** People who got at least as far as each step, and their share of those at the first. */
function funnelRows(levels: readonly FunnelLevel[], steps: readonly string[], span: number): readonly Row[] {
  const reached = (step: number): number =>
    levels.filter((found) => found.span === span && found.level > step).reduce((sum, { people }) => sum + people, 0);
  const first = reached(0);
  return steps.map((name, step) => [name, reached(step), first === 0 ? null : reached(step) / first]);
}

async function answerFunnel(client: ClickhouseClient, ask: ResolvedAsk, place: EventPlace): Promise<ProductAnswer> {
  const known = await knownSpans(client, ask, place, ask.compare ? 2 : 1);
  const levels = await funnelFromEvents(client, ask, place, known);
  const { from, until, steps } = ask;
  return {
    columns: FUNNEL_COLUMNS,
    rows: funnelRows(levels, steps, 0),
    ...(known > 1 && { previous: funnelRows(levels, steps, 1) }),
    from: 'events',
    span: { from, until },
  };
}

/** The rows of a span that lies so many before the one that was asked about. */
function rowsOf(
  panel: CellPanel,
  cells: readonly Cell[],
  ask: ResolvedAsk,
  span: number,
  isWhole: boolean,
): readonly Row[] {
  const length = ask.until - ask.from;
  const until = ask.until - span * length;
  const own = cells.filter((cell) => cell.span === span);
  if (!panel.rows) return own.map((cell) => panel.columns.map((column) => column.of(cell)));
  const before = cells.filter((cell) => cell.span === span + 1);
  return panel.rows(own, { from: until - length, until, before, isWhole });
}

async function answerCells(
  client: ClickhouseClient,
  id: CellPanelId,
  ask: ResolvedAsk,
  place: EventPlace,
): Promise<ProductAnswer> {
  const panel = cellPanel(
    id,
    ask.slice.map(([key]) => key),
  );
  const spans = 1 + Number(ask.compare) + Number(panel.looksBack ?? false);
  const kept = await cellsFromRollup(client, { id, panel }, ask, place, spans);
  const known = kept === undefined ? await knownSpans(client, ask, place, spans) : spans;
  const cells = kept?.cells ?? (await cellsFromEvents(client, panel, ask, place, known));
  const suppressedBelow = kept?.suppressedBelow ?? panel.suppressedBelow;
  const rows = (span: number): readonly Row[] => rowsOf(panel, cells, ask, span, kept === undefined);
  return {
    columns: panel.columns.map(({ name, kind }) => ({ name, kind })),
    rows: rows(0),
    ...(ask.compare && known > 1 && { previous: rows(1) }),
    from: kept === undefined ? 'events' : 'rollup',
    span: { from: ask.from, until: ask.until },
    ...(suppressedBelow !== undefined && { suppressedBelow }),
  };
}

/** Answers a question of a page. Throws PLB_OPTION_INVALID for what cannot be asked, and PLB_CLICKHOUSE_QUERY. */
export async function answer(client: ClickhouseClient, asked: ProductAsk, place: EventPlace): Promise<ProductAnswer> {
  const ask = resolveAsk(asked, Date.now());
  if (ask.panel === 'funnel') return answerFunnel(client, ask, place);
  return answerCells(client, ask.panel, ask, place);
}

/** The values that events of a span have under a key, the most frequent first. Throws as {@link answer} does. */
export async function valuesOf(
  client: ClickhouseClient,
  key: string,
  span: ProductSpan,
  place: EventPlace,
): Promise<readonly string[]> {
  checkKey(key);
  return valuesFromEvents(client, key, resolveSpan(span, Date.now()), place);
}
