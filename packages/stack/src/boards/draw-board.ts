import type { Board, Panel } from '../model/board.ts';
import { drawDial, drawStat } from './draw/draw-number.ts';
import { drawGraph } from './draw/draw-graph.ts';
import { drawAlerts, drawLines, drawWords } from './draw/draw-lines.ts';
import { drawStates } from './draw/draw-states.ts';
import { drawTable } from './draw/draw-table.ts';
import type { PanelData } from './draw/panel-data.ts';
import type { Pen } from './draw/pen.ts';
import { element, textWidth, writeText } from './draw/svg.ts';
import { type Theme, type ThemeName, THEMES } from './draw/theme.ts';
import { isState } from './grafana/panel-look.ts';
import { layOut, type PlacedPanel } from './layout.ts';

export interface DrawOptions {
  /** What the queries of a panel answered; undefined draws it empty. */
  readonly dataOf: (panel: Panel) => PanelData | undefined;
  /** The time that all panels show, in Unix seconds. */
  readonly time: readonly [from: number, to: number];
  /** @default 'light' */
  readonly theme?: ThemeName;
  /** What must be known of the numbers: where they are from. */
  readonly note?: string;
  /** In pixels. @default 1440 */
  readonly width?: number;
}

const MARGIN = 24;
const GAP = 8;
/** A row of Grafana's grid and the gap below it. */
const UNIT = 38;
const HEAD = 92;
const PADDING = 12;
const TITLE = 34;

const NUMBERS = new Set<Panel['kind']>(['stat', 'gauge']);

/** Whether a panel has anything to draw; a number that is missing has words for it. */
function isEmpty({ kind }: Panel, data: PanelData | undefined): boolean {
  if (kind === 'text') return false;
  if (kind === 'logs' || kind === 'traces') return (data?.lines?.length ?? 0) === 0;
  return data?.series === undefined || (data.series.length === 0 && !NUMBERS.has(kind));
}

const DRAW: Readonly<Record<Panel['kind'], (pen: Pen) => string>> = {
  stat: drawStat,
  gauge: drawDial,
  timeseries: drawGraph,
  bars: drawGraph,
  table: drawTable,
  logs: drawLines,
  traces: drawLines,
  alerts: drawAlerts,
  text: drawWords,
};

const drawContent = (pen: Pen): string => (isState(pen.panel) ? drawStates(pen) : DRAW[pen.panel.kind](pen));

function drawPanel({ panel, place }: PlacedPanel, { dataOf, time, width = 1_440 }: DrawOptions, theme: Theme): string {
  const column = (width - 2 * MARGIN + GAP) / 24;
  const [x, y] = [MARGIN + place.x * column, HEAD + place.y * UNIT];
  const [w, h] = [place.w * column - GAP, place.h * UNIT - GAP];
  const data = dataOf(panel);
  const box = { x: x + PADDING, y: y + TITLE, w: w - 2 * PADDING, h: h - TITLE - PADDING };
  const nothing =
    panel.kind === 'alerts'
      ? (panel.noValue ?? 'no data')
      : panel.needs === undefined
        ? 'no data'
        : `no data (${panel.needs})`;
  return [
    element('rect', { x, y, width: w, height: h, rx: 4, fill: theme.panel, stroke: theme.border }),
    writeText(x + PADDING, y + 22, panel.title, { size: 13, weight: 600, fill: theme.text, most: w - 2 * PADDING }),
    isEmpty(panel, data)
      ? writeText(x + w / 2, y + h / 2 + 8, nothing, { size: 13, anchor: 'middle', fill: theme.faint })
      : drawContent({ panel, data: data ?? {}, theme, box, time }),
  ].join('\n');
}

function drawHead(board: Board, { note, time, width = 1_440 }: DrawOptions, theme: Theme): string {
  const when = time
    .map((seconds) => new Date(seconds * 1_000).toISOString().slice(0, 16).replace('T', ' '))
    .join('  to  ');
  const tag = board.audience;
  const tagX = MARGIN + textWidth(board.title, 22, { weight: 600 }) + 14;
  return [
    writeText(MARGIN, 42, board.title, { size: 22, weight: 600, fill: theme.text }),
    element('rect', { x: tagX, y: 25, width: textWidth(tag, 12) + 18, height: 22, rx: 11, fill: theme.border }),
    writeText(tagX + 9, 40, tag, { size: 12, fill: theme.faint }),
    writeText(MARGIN, 68, board.description, { size: 13, fill: theme.faint, most: width - 420 }),
    writeText(width - MARGIN, 42, `${when} UTC`, { size: 12, anchor: 'end', fill: theme.faint }),
    note === undefined ? '' : writeText(width - MARGIN, 68, note, { size: 12, anchor: 'end', fill: theme.faint }),
  ].join('\n');
}

/**
 * A picture of a board: each panel where Grafana puts it, with what its queries answered, so that a person can look at what
 * a visitor would see. Grafana itself draws finer and picks other colours for series whose name says nothing.
 *
 * @returns one SVG document; the same input makes the same bytes
 */
export function drawBoard(board: Board, options: DrawOptions): string {
  const { theme: name = 'light', width = 1_440 } = options;
  const theme = THEMES[name];
  const rows = layOut(board.rows);
  const bottom = Math.max(...rows.flatMap(({ panels }) => panels.map(({ place }) => place.y + place.h)), 0);
  const height = HEAD + bottom * UNIT + MARGIN - GAP;
  const content = rows.flatMap(({ panels, title, y }) => [
    title === undefined
      ? ''
      : writeText(MARGIN, HEAD + y * UNIT + 22, title, { size: 15, weight: 600, fill: theme.text }),
    ...panels.map((panel) => drawPanel(panel, options, theme)),
  ]);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    element('rect', { x: 0, y: 0, width, height, fill: theme.canvas }),
    drawHead(board, options, theme),
    ...content,
    '</svg>',
    '',
  ].join('\n');
}
