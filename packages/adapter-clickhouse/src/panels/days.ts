import { type AnswerColumn, type Cell, emptyCell, type Row, type RowContext } from './cell.ts';

export const DAY_MS = 86_400_000;

/** A day in UTC as `2026-05-31`. */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Every day of a span, in order; the first and the last may be parts of days. */
export const daysOf = ({ from, until }: Pick<RowContext, 'from' | 'until'>): readonly string[] => {
  const first = Math.floor(from / DAY_MS);
  const last = Math.floor((until - 1) / DAY_MS);
  return Array.from({ length: last - first + 1 }, (_, index) => dayOf((first + index) * DAY_MS));
};

/**
 * One row for each day, whose cell has the day as its first key. A day without a cell is a day on which nothing happened;
 * where small cells are left out nothing can be said about it.
 */
export const rowsByDay =
  (columns: readonly AnswerColumn[]) =>
  (cells: readonly Cell[], context: RowContext): readonly Row[] => {
    const byDay = new Map(cells.map((cell) => [cell.k1, cell]));
    return daysOf(context).map((day) => {
      const cell = byDay.get(day) ?? (context.isWhole ? emptyCell(day) : undefined);
      return columns.map((column, index) => (cell ? column.of(cell) : index === 0 ? day : null));
    });
  };
