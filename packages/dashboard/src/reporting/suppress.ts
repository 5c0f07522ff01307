import { PlumblineError } from '@plumbline/core';
import type { Metric } from './metric.ts';

/** One row of what a definition's query returns. */
interface MetricRow {
  readonly slice: string;
  readonly value: number | null;
  readonly people: number;
}

/** A number that may be kept. */
export interface MetricCell {
  /** Empty for all. */
  readonly slice: string;
  readonly value: number | null;
}

/** Slices are closed lists; a query that returns more has one slice for each of something else. */
const MAX_SLICES = 500;

const MAX_SLICE = 200;

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

function readRow({ slices, minPeople }: Metric, row: Readonly<Record<string, unknown>>): MetricRow | string {
  const { value, people } = row;
  const slice = slices === '' ? '' : row['slice'];
  if (value !== null && !isNumber(value)) return '`value` must be a number or NULL';
  if (minPeople > 0 && !(isNumber(people) && people >= 0)) return '`people` must be a number of people';
  if (slices !== '' && !Object.hasOwn(row, 'slice')) return 'a column `slice` is missing';
  if (typeof slice !== 'string' || slice.length > MAX_SLICE) return `\`slice\` must be text of at most ${MAX_SLICE}`;
  return { slice, value, people: isNumber(people) ? people : 0 };
}

const fault = ({ id, version }: Metric, what: string): PlumblineError =>
  new PlumblineError(
    'PLB_REPORTING_METRIC',
    `metric ${id} version ${version}: its query returned rows in which ${what}`,
  );

function readRows(metric: Metric, rows: readonly Readonly<Record<string, unknown>>[]): readonly MetricRow[] {
  const read = rows.map((row) => readRow(metric, row));
  const wrong = read.find((row) => typeof row === 'string');
  if (wrong !== undefined) throw fault(metric, wrong);
  const good = read.filter((row) => typeof row !== 'string');
  if (good.length > MAX_SLICES) throw fault(metric, `there are more than ${MAX_SLICES} slices: group the rare ones`);
  if (new Set(good.map(({ slice }) => slice)).size !== good.length) throw fault(metric, 'a slice stands twice');
  return good;
}

/** Values of slices that are counts add up to the value of all, and so tell what was left out between them. */
const addsUp = ({ unit }: Metric): boolean => unit === 'people' || unit === 'count';

/** Slices whose values are left out: those of too few people, and others until nobody can take the rest from the whole. */
function hiddenSlices(metric: Metric, slices: readonly MetricRow[]): ReadonlySet<string> {
  const few = ({ people }: MetricRow): boolean => people > 0 && people < metric.minPeople;
  const hidden = slices.filter((row) => few(row));
  let people = hidden.reduce((sum, row) => sum + row.people, 0);
  if (hidden.length > 0 && addsUp(metric)) {
    const rest = slices.filter((row) => !few(row) && row.people > 0).toSorted((a, b) => a.people - b.people);
    for (const row of rest) {
      if (people >= metric.minPeople) break;
      hidden.push(row);
      people += row.people;
    }
  }
  return new Set(hidden.map(({ slice }) => slice));
}

/**
 * What of a query's rows may be kept for ever: no value that stands for fewer than `minPeople` people, nor one that could be
 * had by taking the other slices from the whole. There is always a cell for all; without a value where the query has none.
 */
export function cellsOf(metric: Metric, rows: readonly Readonly<Record<string, unknown>>[]): readonly MetricCell[] {
  const read = readRows(metric, rows);
  const whole = read.find(({ slice }) => slice === '');
  const slices = read.filter(({ slice }) => slice !== '');
  const hidden = hiddenSlices(metric, slices);
  const isFew = whole !== undefined && whole.people > 0 && whole.people < metric.minPeople;
  return [
    { slice: '', value: whole === undefined || isFew ? null : whole.value },
    ...slices.map(({ slice, value }) => ({ slice, value: hidden.has(slice) ? null : value })),
  ];
}
