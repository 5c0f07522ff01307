import { boardsOf } from '../../../packages/stack/src/boards/boards-of.ts';
import type { PanelData } from '../../../packages/stack/src/boards/draw/panel-data.ts';
import type { Board, Panel, PanelQuery } from '../../../packages/stack/src/model/board.ts';
import type { StackModel } from '../../../packages/stack/src/model/stack-model.ts';
import { ABSENT } from './absent.ts';
import type { Ask, Series } from './ask.ts';
import type { Watch } from './stage.ts';

/** Seconds of Unix time: what is shown, and the moment that panels without a history show. */
export interface Shown {
  readonly from: number;
  readonly to: number;
  /** While much is broken, when a list of alerts has something to list, and when nothing is. */
  readonly moments: readonly number[];
}

/** One panel with what came of its queries. */
export interface ShownPanel {
  readonly board: Board;
  readonly panel: Panel;
  readonly data: PanelData;
  /** Queries of metrics that returned nothing. */
  readonly empty: readonly string[];
  readonly hasData: boolean;
  /** Why it was not asked for, or may be empty. */
  readonly reason?: string;
}

const STEP = 2;

/** What Grafana puts in for a visitor who looks at the whole run. */
function filledIn(expr: string, { application, environment }: StackModel, { from, to }: Shown): string {
  return expr
    .replaceAll('$service', application.service.name)
    .replaceAll('$environment', environment)
    .replaceAll('$__rate_interval', '15s')
    .replaceAll('$__range', `${Math.ceil(to - from)}s`)
    .replaceAll('$__interval', `${STEP}s`);
}

/** What leaves a panel out of the live run: it asks for logs or traces, or for a part that does not run here. */
function reasonOf({ kind, needs, queries, title }: Panel): string | undefined {
  if (kind === 'text') return 'text';
  if (!queries.some(({ source }) => source === 'metrics')) return 'logs or traces: no Loki and no Tempo here';
  return needs === undefined ? ABSENT.panels[title] : `needs ${needs}`;
}

/** What a query answers at the first of these moments at which it has an answer. */
async function firstOf(ask: Ask, expr: string, moments: readonly number[]): Promise<readonly Series[]> {
  for (const moment of moments) {
    const found = await ask.instant(expr, moment);
    if (found.length > 0) return found;
  }
  return [];
}

async function answerOf(ask: Ask, query: PanelQuery, place: number, model: StackModel, shown: Shown) {
  const expr = filledIn(query.expr, model, shown);
  const found =
    query.instant === true
      ? await firstOf(ask, expr, shown.moments)
      : await ask.range(expr, shown.from, shown.to, STEP);
  return found.map(({ metric, values }) => ({
    query: place,
    labels: metric,
    points: values.map(([seconds, value]) => [seconds, Number(value)] as const),
  }));
}

async function show(board: Board, panel: Panel, { ask, model }: Watch, shown: Shown): Promise<ShownPanel> {
  const reason = reasonOf(panel);
  const answers = await Promise.all(
    panel.queries.map(async (query, place) =>
      query.source === 'metrics' ? { query, series: await answerOf(ask, query, place, model, shown) } : undefined,
    ),
  );
  const asked = answers.flatMap((answer) => answer ?? []);
  const series = asked
    .flatMap((answer) => answer.series)
    .filter(({ points }) => points.some(([, value]) => !Number.isNaN(value)));
  return {
    board,
    panel,
    data: { series },
    empty: asked.flatMap((answer) => (answer.series.length === 0 ? [answer.query.expr] : [])),
    hasData: series.length > 0,
    ...(reason !== undefined && { reason }),
  };
}

/** Every panel of every board, asked of one Prometheus. */
export async function showAll(watch: Watch, shown: Shown): Promise<readonly ShownPanel[]> {
  const panels = boardsOf(watch.model).flatMap((board) =>
    board.rows.flatMap((row) => row.panels.map((panel) => [board, panel] as const)),
  );
  const all: ShownPanel[] = [];
  for (const [board, panel] of panels) all.push(await show(board, panel, watch, shown));
  return all;
}

export const nameOf = ({ board, panel }: ShownPanel): string => `${board.uid}: ${panel.title}`;
