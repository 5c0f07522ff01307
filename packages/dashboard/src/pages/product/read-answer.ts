import type { ProductAnswer, ProductCell } from '@plumbline/core';

/** Reads the cells of an answer by the names of its columns. */
export interface Reader {
  /** The rows of the span that was asked about. */
  readonly rows: readonly (readonly ProductCell[])[];
  /** The rows of the span before; empty where they were not asked for. */
  readonly previous: readonly (readonly ProductCell[])[];
  /** Whether rows that are absent are rows of nothing: no small group was left out. */
  readonly isWhole: boolean;
  text(row: readonly ProductCell[] | undefined, column: string): string;
  /** null where nothing can be said, and where there is no such column or row. */
  number(row: readonly ProductCell[] | undefined, column: string): number | null;
}

export const readAnswer = ({ columns, rows, previous = [], suppressedBelow }: ProductAnswer): Reader => {
  const places = new Map(columns.map(({ name }, index) => [name, index]));
  const cell = (row: readonly ProductCell[] | undefined, column: string): ProductCell =>
    row?.[places.get(column) ?? -1] ?? null;
  return {
    rows,
    previous,
    isWhole: suppressedBelow === undefined,
    text: (row, column) => String(cell(row, column) ?? ''),
    number: (row, column) => {
      const value = cell(row, column);
      return typeof value === 'number' ? value : null;
    },
  };
};

/** The sum of a column, as far as it is known. */
export const total = (reader: Reader, rows: Reader['rows'], column: string): number =>
  rows.reduce((sum, row) => sum + (reader.number(row, column) ?? 0), 0);

/** The row of the span before that has the same texts in these columns. */
export const before = (
  reader: Reader,
  row: readonly ProductCell[],
  keys: readonly string[],
): readonly ProductCell[] | undefined =>
  reader.previous.find((other) => keys.every((key) => reader.text(other, key) === reader.text(row, key)));

/**
 * A value of the span before. Without a row nothing happened, or it was left out because of few people; undefined where
 * nobody compared, and where that cannot be told apart.
 */
export const previousNumber = (
  reader: Reader,
  row: readonly ProductCell[],
  keys: readonly string[],
  column: string,
): number | undefined =>
  reader.previous.length === 0
    ? undefined
    : (reader.number(before(reader, row, keys), column) ?? (reader.isWhole ? 0 : undefined));

/** An identifier of the catalog as people read it: `release_notes` is `release notes`. */
export const wordsOf = (id: string): string => (id === '' ? '(none)' : id.replaceAll('_', ' '));

/** A text at the beginning of a sentence. */
export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
