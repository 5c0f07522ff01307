import type { Labels } from '@plumbline/core';
import type { CreateLabelGuard, LabelGuard } from '../label-guard.ts';
import { DEFAULT_UNIT, type GaugeRow, type GaugeSet, instrumentOf } from './gauge-set.ts';

/** One series of a sample. */
export interface Point {
  readonly labels: Labels;
  readonly value: number;
}

/** The series of one sample, by the name of their gauge. */
export type Snapshot = ReadonlyMap<string, readonly Point[]>;

/** Rows as a snapshot, or why they are none: a sentence without any value. */
export type ReadRows = (rows: unknown) => Snapshot | { readonly fault: string };

/** A sample has a row for each series at most, and some for values outside the lists. */
const MAX_ROWS = 10_000;

interface GaugeReader {
  readonly add: (row: GaugeRow, value: unknown) => string | undefined;
  /** Ends a sample, and begins the next. */
  readonly take: () => readonly Point[];
}

/** Drivers give counts as numbers, as bigints or, for more than 53 bits, as texts. */
function numberOf(value: unknown): number | undefined {
  const isNumeric = typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string';
  const number = isNumeric && String(value).trim() !== '' ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** Numbers and booleans may be values of a label too. */
const textOf = (value: unknown): unknown =>
  typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' ? String(value) : value;

function combinations(labels: Readonly<Record<string, readonly string[]>>): Labels[] {
  return Object.entries(labels).reduce<Labels[]>(
    (before, [name, values]) => before.flatMap((some) => values.map((value) => ({ ...some, [name]: value }))),
    [{}],
  );
}

/** Every combination of the closed lists is a series from the beginning, and one with `other` as soon as it was seen. */
function createGaugeReader(name: string, gauge: GaugeSet['gauges'][string], guard: CreateLabelGuard): GaugeReader {
  const { labels = {}, unit = DEFAULT_UNIT } = gauge;
  const guards: readonly (readonly [string, LabelGuard])[] = Object.entries(labels).map(([label, values]) => [
    label,
    guard(instrumentOf(name), label, values),
  ]);
  const join = unit.startsWith('{') ? (a: number, b: number): number => a + b : Math.max;
  const keyOf = (of: Labels): string => JSON.stringify(Object.values(of));
  const series = new Map<string, Labels>(combinations(labels).map((of) => [keyOf(of), of]));
  let found = new Map<string, number>();
  return {
    add(row, value) {
      // What is not there is 0 already, and its labels are then NULL as well.
      if (value === null) return undefined;
      const number = numberOf(value);
      if (number === undefined) return `a value of \`${name}\` is no number`;
      const missing = guards.find(([label]) => row[label] === undefined);
      if (missing) return `a row of \`${name}\` has no column \`${missing[0]}\``;
      const of = Object.fromEntries(guards.map(([label, guarded]) => [label, guarded(textOf(row[label]))]));
      const key = keyOf(of);
      if (!series.has(key)) series.set(key, of);
      const before = found.get(key);
      found.set(key, before === undefined ? number : join(before, number));
      return undefined;
    },
    take() {
      const points = Array.from(series, ([key, of]) => ({ labels: of, value: found.get(key) ?? 0 }));
      found = new Map();
      return points;
    },
  };
}

type Readers = ReadonlyMap<string, GaugeReader>;

/** Rows of a function may be anything, and reading one may throw. */
function rowFault(row: unknown, readers: Readers, known: ReadonlySet<string>): string | undefined {
  try {
    return columnFault(row, readers, known);
  } catch {
    return 'a row cannot be read';
  }
}

/** A misspelt column would otherwise be a gauge that is 0 for ever. */
function columnFault(row: unknown, readers: Readers, known: ReadonlySet<string>): string | undefined {
  if (typeof row !== 'object' || row === null) return 'a row is no object';
  const columns = row as GaugeRow;
  const unknown = Object.keys(columns).find((column) => !known.has(column));
  if (unknown !== undefined) return `the column \`${unknown}\` is no gauge and no label of this set`;
  const wide = Array.from(readers).filter(([name]) => columns[name] !== undefined);
  const { gauge } = columns;
  const long = typeof gauge === 'string' ? readers.get(gauge) : undefined;
  if (gauge !== undefined && long === undefined) return 'the column `gauge` names no gauge of this set';
  if (wide.length === 0 && long === undefined) return 'a row names no gauge of this set';
  return (
    wide.map(([name, reader]) => reader.add(columns, columns[name])).find((fault) => fault !== undefined) ??
    long?.add(columns, columns['value'])
  );
}

/** Reads the rows of one set. `guard` counts what is outside of the closed lists. */
export function createRowReader({ gauges }: Pick<GaugeSet, 'gauges'>, guard: CreateLabelGuard): ReadRows {
  const readers = new Map(Object.entries(gauges).map(([name, gauge]) => [name, createGaugeReader(name, gauge, guard)]));
  const labels = Object.values(gauges).flatMap((gauge) => Object.keys(gauge.labels ?? {}));
  const known = new Set(['gauge', 'value', ...readers.keys(), ...labels]);
  return (rows) => {
    let fault = Array.isArray(rows) ? undefined : 'the sample is no list of rows';
    const list: readonly unknown[] = Array.isArray(rows) ? rows : [];
    if (list.length > MAX_ROWS) fault = `the sample has more than ${MAX_ROWS} rows; group them by the labels`;
    for (const row of fault === undefined ? list : []) fault ??= rowFault(row, readers, known);
    // Also where it failed: what was added so far is of no sample.
    const snapshot = new Map(Array.from(readers, ([name, reader]) => [name, reader.take()]));
    return fault === undefined ? snapshot : { fault };
  };
}
