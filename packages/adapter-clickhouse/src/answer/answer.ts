import type { ProductAnswer, ProductAsk, ProductSpan } from '@plumbline/core';
import type { ClickhouseClient } from '../client.ts';
import { cellsFromEvents, funnelFromEvents, type FunnelLevel } from './answer-events.ts';
import { cellsFromRollup } from './answer-rollup.ts';
import { largeGroups, spansOfFew, valuesFromEvents } from './few-people.ts';
import { keptFrom, knownSpans } from './known-spans.ts';
import { type CellPanelId, cellPanel } from '../panels/cell-panels.ts';
import type { Cell, CellPanel, Row } from '../panels/cell.ts';
import { LEAST_PEOPLE } from '../panels/least-people.ts';
import type { EventPlace } from './event-statements.ts';
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
  const [levels, few] = await Promise.all([
    funnelFromEvents(client, ask, place, known),
    spansOfFew(client, ask, place, known),
  ]);
  const { from, until, steps } = ask;
  return {
    columns: FUNNEL_COLUMNS,
    rows: few.has(0) ? steps.map((step) => [step, null, null]) : funnelRows(levels, steps, 0),
    ...(known > 1 && !few.has(1) && { previous: funnelRows(levels, steps, 1) }),
    from: 'events',
    span: { from, until },
    ...(few.has(0) && { suppressedBelow: LEAST_PEOPLE }),
  };
}

/** What was found out for a question: cells of so many spans, and what may not be said. */
interface Found {
  readonly cells: readonly Cell[];
  readonly from: ProductAnswer['from'];
  readonly spans: number;
  /** Spans of which nothing is said. */
  readonly few: ReadonlySet<number>;
  readonly suppressedBelow: number | undefined;
  readonly keptFrom?: number | undefined;
}

/** The rows of a span that lies so many before the one that was asked about. */
function rowsOf(panel: CellPanel, ask: ResolvedAsk, span: number, found: Found): readonly Row[] {
  const length = ask.until - ask.from;
  const until = ask.until - span * length;
  const cellsOf = (wanted: number): readonly Cell[] =>
    found.few.has(wanted) ? [] : found.cells.filter((cell) => cell.span === wanted);
  const own = cellsOf(span);
  if (!panel.rows) return own.map((cell) => panel.columns.map((column) => column.of(cell)));
  const isWhole = found.from === 'events' && !found.few.has(span);
  return panel.rows(own, {
    from: until - length,
    until,
    before: cellsOf(span + 1),
    isWhole,
    keptFrom: found.keptFrom,
  });
}

async function countEvents(
  client: ClickhouseClient,
  panel: CellPanel,
  ask: ResolvedAsk,
  place: EventPlace,
  spans: number,
): Promise<Found> {
  const known = await knownSpans(client, ask, place, spans);
  const { namesGroups, readsDaysBefore } = panel;
  const [counted, few, large, kept] = await Promise.all([
    cellsFromEvents(client, panel, ask, place, known),
    spansOfFew(client, ask, place, known),
    namesGroups === undefined ? undefined : largeGroups(client, namesGroups, ask, place, known),
    readsDaysBefore === undefined ? undefined : keptFrom(client, ask, place),
  ]);
  const cells = large ? counted.filter(({ span, k3 }) => large.get(span)?.has(k3)) : counted;
  const isCut = few.has(0) || cells.length < counted.length;
  const suppressedBelow = isCut ? LEAST_PEOPLE : panel.suppressedBelow;
  return { cells, from: 'events', spans: known, few, suppressedBelow, keptFrom: kept };
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
  const found: Found = kept ? { ...kept, from: 'rollup', spans } : await countEvents(client, panel, ask, place, spans);
  const { from, suppressedBelow } = found;
  return {
    columns: panel.columns.map(({ name, kind }) => ({ name, kind })),
    rows: rowsOf(panel, ask, 0, found),
    ...(ask.compare && found.spans > 1 && !found.few.has(1) && { previous: rowsOf(panel, ask, 1, found) }),
    from,
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
  signal?: AbortSignal,
): Promise<readonly string[]> {
  checkKey(key);
  return valuesFromEvents(client, key, resolveSpan(span, Date.now()), place, signal);
}
