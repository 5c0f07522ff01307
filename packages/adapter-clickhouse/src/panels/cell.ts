import type { ProductCell, ProductColumn } from '@plumbline/core';

/** One line of an answer before it is written down, as statements on events and on rollups both give it. */
export interface Cell {
  /** How many spans it lies before the one that was asked about. */
  readonly span: number;
  readonly k1: string;
  readonly k2: string;
  readonly k3: string;
  readonly events: number;
  readonly sessions: number;
  readonly users: number;
  readonly v1_avg: number | null;
  readonly v2_avg: number | null;
  readonly v3_avg: number | null;
  readonly v1_q: readonly (number | null)[];
}

export type CountColumn = 'events' | 'sessions' | 'users';
export type ValueColumn = 'v1_avg' | 'v2_avg' | 'v3_avg' | 'v1_q';

/** A column of an answer, and what it says of a cell. */
export interface AnswerColumn extends ProductColumn {
  readonly of: (cell: Cell) => ProductCell;
}

/** A line of an answer. */
export type Row = readonly ProductCell[];

/** The span that rows are made of. */
export interface RowContext {
  /** Milliseconds since the epoch; the end is outside. */
  readonly from: number;
  readonly until: number;
  /** Cells of the span before this one, where the panel looks back. */
  readonly before: readonly Cell[];
  /** Events from here on are all kept, in milliseconds since the epoch; undefined where they were when they were counted. */
  readonly keptFrom?: number | undefined;
  /** Whether a cell that is not there was nothing, and not left out because few people stand behind it. */
  readonly isWhole: boolean;
}

/** How the answer to a question is computed as cells and written down as rows. */
export interface CellPanel {
  /** Which events count. */
  readonly where: string;
  /** What makes a cell; at most three. */
  readonly keys: readonly string[];
  /** What is counted; other columns of a cell are not asked for. */
  readonly counts: Readonly<Partial<Record<CountColumn, string>>>;
  readonly values?: Readonly<Partial<Record<ValueColumn, string>>>;
  /** Cells with the most events come first; otherwise they stand in the order of their keys. @default false */
  readonly byEvents?: boolean;
  /** Cells of one span. @default all */
  readonly limit?: number;
  /** True where a second copy of an event moves nothing, so that copies need not be left out. @default false */
  readonly unmovedByCopies?: boolean;
  /** True where rows need the cells of the span before. @default false */
  readonly looksBack?: boolean;
  /** A statement for what keys and counts cannot say. @default made of the above */
  readonly statement?: (parts: StatementParts) => string;
  /** Days before each span whose events the statement reads too, with those of the span. @default 0 */
  readonly readsDaysBefore?: number;
  readonly columns: readonly AnswerColumn[];
  /** @default one row for each cell */
  readonly rows?: (cells: readonly Cell[], context: RowContext) => readonly Row[];
  /** Key of the slice whose values the third key of cells is: values that fewer than five people have are left out. */
  readonly namesGroups?: string;
  /** Cells of fewer people are null, also where events are counted. */
  readonly suppressedBelow?: number;
}

/** What a panel's own statement is made of. */
export interface StatementParts {
  readonly table: string;
  readonly where: string;
  /** What cells are grouped by besides their keys: an expression for each name. */
  readonly groups: Readonly<Record<string, string>>;
  /** First moment of the span, in milliseconds since the epoch; what `where` lets through may be earlier. */
  readonly spanStart: string;
}

/** A column that says what stands in a column of the cell. */
export const plain = (
  name: string,
  kind: ProductColumn['kind'],
  column: 'k1' | 'k2' | 'k3' | CountColumn | 'v1_avg' | 'v2_avg' | 'v3_avg',
): AnswerColumn => ({ name, kind, of: (cell) => cell[column] });

/** A cell of nothing. */
export const emptyCell = (k1: string): Cell => ({
  span: 0,
  k1,
  k2: '',
  k3: '',
  events: 0,
  sessions: 0,
  users: 0,
  v1_avg: 0,
  v2_avg: 0,
  v3_avg: null,
  v1_q: [],
});
