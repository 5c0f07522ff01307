import type { ProductAnswer, ProductCell } from '@plumbline/core';
import type { Panel } from './asks.ts';

type Rows = ProductAnswer['rows'];
type Row = Rows[number];

/** Panels whose answers have a row for each day, also where nothing happened; a statement has none there. */
const BY_DAY: ReadonlySet<Panel> = new Set(['dailyActives', 'offlineRecovery']);

/** Cells of retention with fewer people are null. */
const FEWEST = 5;

const isNothing = (cell: ProductCell | undefined): boolean => cell === null || cell === 0 || cell === undefined;

/** Averages may be added up in another order. */
const sameCell = (one: ProductCell, other: ProductCell | undefined): boolean =>
  typeof one === 'number' && typeof other === 'number'
    ? Math.abs(one - other) <= 1e-9 * Math.max(1, Math.abs(other))
    : one === other;

const sameRow = (one: Row, other: Row | undefined): boolean =>
  one.length === other?.length && one.every((cell, index) => sameCell(cell, other[index]));

/** The rows that a statement would give: cohorts and weeks with enough people, as counts. */
const peopleOfWeeks = (rows: Rows): Rows =>
  rows.filter(([, , people]) => people !== null).map((row) => row.slice(0, 3));

function enoughPeople(rows: Rows): Rows {
  const sizes = new Map(rows.filter(([, weeks]) => weeks === 0).map(([cohort, , people]) => [cohort, Number(people)]));
  return rows.filter(([cohort, , people]) => Number(people) >= FEWEST && (sizes.get(cohort ?? null) ?? 0) >= FEWEST);
}

function comparable(panel: Panel, rows: Rows): Rows {
  if (BY_DAY.has(panel)) return rows.filter(([, ...cells]) => !cells.every(isNothing));
  if (panel === 'sessionDurations') return rows.filter(([sessions]) => !isNothing(sessions));
  return rows;
}

/** Throws unless an answer has the same rows as the other one, in the same order. */
export function mustBeSame(what: string, rows: Rows, expected: Rows): void {
  const wrong = rows.findIndex((row, index) => !sameRow(row, expected[index]));
  if (wrong < 0 && rows.length === expected.length) return;
  const at = wrong < 0 ? Math.min(rows.length, expected.length) : wrong;
  throw new Error(
    `${what} is not exact: row ${at} is ${JSON.stringify(rows[at])} and must be ${JSON.stringify(expected[at])}; ${rows.length} rows, ${expected.length} expected`,
  );
}

/** Throws unless an answer has the rows that a statement of {@link naiveSql} gave. */
export function mustAgree(what: string, panel: Panel, rows: Rows, found: Rows): void {
  if (panel === 'retention') mustBeSame(what, peopleOfWeeks(rows), enoughPeople(found));
  else mustBeSame(what, comparable(panel, rows), comparable(panel, found));
}

/** A cell that finished numbers leave open says nothing. */
const isPartOf = (kept: Row, counted: Row): boolean =>
  kept.length === counted.length && kept.every((cell, index) => cell === null || sameCell(cell, counted[index]));

/**
 * Throws unless each row of finished numbers is one of those that were counted; some may be hidden. A list of `limit` rows may
 * have others at its end, where hidden ones made room.
 */
export function mustBePart(what: string, kept: Rows, counted: Rows, limit = Number.POSITIVE_INFINITY): void {
  const least = counted.length < limit ? Number.NEGATIVE_INFINITY : Number(counted.at(-1)?.[1]);
  const wrong = kept.find((row) => !(Number(row[1]) <= least) && !counted.some((other) => isPartOf(row, other)));
  if (wrong !== undefined) throw new Error(`${what} is not exact: ${JSON.stringify(wrong)} was not counted`);
}
