import { rollups, sum } from 'd3-array';
import { type Reader, wordsOf } from './read-answer.ts';

export interface StackSpec {
  /** Columns that make a row of bars. */
  readonly row: readonly string[];
  /** The column whose values are the parts of a row. */
  readonly part: string;
  /** The column that is summed up. */
  readonly value: string;
  /** Parts at most; where there are more, the smallest are one of them together. */
  readonly most: number;
}

export interface Stack {
  /** Names of the parts, the largest first. */
  readonly parts: readonly string[];
  /** Texts of each row with its values in the order of the parts, the largest row first. */
  readonly rows: readonly { readonly texts: readonly string[]; readonly values: readonly number[] }[];
}

/** Rows of an answer as bars that are made of parts. */
export function stackRows(reader: Reader, { row, part, value, most }: StackSpec): Stack {
  const numberOf = (own: Reader['rows'][number]): number => reader.number(own, value) ?? 0;
  const sizes = rollups(
    reader.rows,
    (own) => sum(own, numberOf),
    (own) => reader.text(own, part),
  ).toSorted((a, b) => b[1] - a[1]);
  const named = sizes.slice(0, sizes.length > most ? most - 1 : most).map(([name]) => name);
  const parts = [...named.map(wordsOf), ...(sizes.length > most ? ['other'] : [])];
  const valuesOf = (rows: Reader['rows']): readonly number[] => {
    const values = parts.map(() => 0);
    for (const own of rows) {
      const at = named.indexOf(reader.text(own, part));
      const place = at < 0 ? parts.length - 1 : at;
      values[place] = (values[place] ?? 0) + numberOf(own);
    }
    return values;
  };
  const rows = rollups(reader.rows, valuesOf, (own) => row.map((name) => reader.text(own, name)).join('\n'));
  return {
    parts,
    rows: rows
      .map(([texts, values]) => ({ texts: texts.split('\n'), values }))
      .toSorted((a, b) => sum(b.values) - sum(a.values)),
  };
}
