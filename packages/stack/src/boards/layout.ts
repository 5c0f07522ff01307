import type { BoardRow, Panel } from '../model/board.ts';

/** Columns of a board of Grafana. */
export const COLUMNS = 24;

/** Where a panel stands, in columns and in rows of 30 pixels. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface PlacedPanel {
  readonly panel: Panel;
  readonly place: Place;
}

export interface PlacedRow {
  readonly title: string | undefined;
  /** Of its heading; that of its panels where it has none. */
  readonly y: number;
  readonly panels: readonly PlacedPanel[];
}

/** Panels of a row in lines of at most 24 columns. */
function linesOf(panels: readonly Panel[]): readonly (readonly Panel[])[] {
  const lines: Panel[][] = [];
  let left = 0;
  for (const panel of panels) {
    if (panel.width > left) {
      lines.push([]);
      left = COLUMNS;
    }
    lines.at(-1)?.push(panel);
    left -= panel.width;
  }
  return lines;
}

/** A line takes all columns, whichever panels an application has: each grows by its share, and no gap is left at the end. */
function placeLine(panels: readonly Panel[], y: number): readonly PlacedPanel[] {
  const total = panels.reduce((sum, { width }) => sum + width, 0);
  const h = Math.max(...panels.map(({ height }) => height));
  let before = 0;
  return panels.map((panel) => {
    const x = Math.round((before * COLUMNS) / total);
    before += panel.width;
    return { panel, place: { x, y, w: Math.round((before * COLUMNS) / total) - x, h } };
  });
}

/** Every panel in its place, from top to bottom. */
export function layOut(rows: readonly BoardRow[]): readonly PlacedRow[] {
  let y = 0;
  return rows.map(({ panels, title }) => {
    const start = y;
    if (title !== undefined) y += 1;
    const placed = linesOf(panels).flatMap((line) => {
      const inLine = placeLine(line, y);
      y += inLine[0]?.place.h ?? 0;
      return inLine;
    });
    return { title, y: start, panels: placed };
  });
}
