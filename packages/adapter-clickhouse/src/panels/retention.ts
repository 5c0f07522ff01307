import {
  type AnswerColumn,
  type Cell,
  type CellPanel,
  plain,
  type Row,
  type RowContext,
  type StatementParts,
} from './cell.ts';
import { DAY_MS } from './days.ts';
import { LEAST_PEOPLE } from './least-people.ts';
import { USE_BY_SOMEBODY } from './product-use.ts';

const WEEK_MS = 7 * DAY_MS;

/** Weeks begin on Monday; the epoch was a Thursday. */
const BEFORE_MONDAY_MS = 3 * DAY_MS;

const AT_MS = 'toUnixTimestamp64Milli(occurred_at)';

/** Number of the week of a moment in milliseconds, counted from the week of the epoch. */
const weekSql = (ms: string): string => `intDiv(${ms} + ${BEFORE_MONDAY_MS}, ${WEEK_MS})`;
const weekOf = (ms: number): number => Math.floor((ms + BEFORE_MONDAY_MS) / WEEK_MS);

/** Whoever was not seen for so many days before the span is new in it, as in the metric `activation`. */
const NEW_AFTER_DAYS = 30;

/** A person is one number with a bit for each week of the span in which something of theirs happened: 64 are enough for a year. */
function statement({ table, where, groups, spanStart }: StatementParts): string {
  const names = Object.keys(groups);
  const list = names.map((name) => `${name}, `).join('');
  const firstWeek = weekSql(spanStart);
  return `SELECT ${list}toString(toDate(toInt32(7 * (first_week + positions[1]) - 3))) AS k1, toString(week - positions[1]) AS k2, sum(people) AS users
FROM (
    SELECT ${list}first_week, bitPositionsToArray(bits) AS positions, count() AS people
    FROM (
        SELECT
            ${Object.entries(groups)
              .map(([name, expression]) => `${expression} AS ${name}, `)
              .join('')}any(${firstWeek}) AS first_week,
            groupBitOr(bitShiftLeft(toUInt64(1), toUInt8(greatest(${weekSql(AT_MS)} - ${firstWeek}, 0)))) AS bits
        FROM ${table}
        WHERE ${where}
        GROUP BY ${list}anonymous_user_id
        HAVING min(${AT_MS}) >= ${spanStart}
    )
    GROUP BY ${list}first_week, bits
)
ARRAY JOIN positions AS week
GROUP BY ${list}k1, k2`;
}

/** Whether events of the days before a cohort are gone, so that nobody can tell who was new in it. */
const isTooOld = (cohort: string, { from, keptFrom }: RowContext): boolean =>
  keptFrom !== undefined && Math.max(Date.parse(cohort), from) - NEW_AFTER_DAYS * DAY_MS < keptFrom;

function cohortRows(cohort: string, cells: readonly Cell[], context: RowContext): readonly Row[] {
  const { until } = context;
  const peopleAt = new Map(cells.map(({ k2, users }) => [Number(k2), users]));
  const enough = (weeks: number): number | null => {
    const people = peopleAt.get(weeks) ?? 0;
    return people < LEAST_PEOPLE ? null : people;
  };
  const size = isTooOld(cohort, context) ? null : enough(0);
  const weeks = weekOf(until - 1) - weekOf(Date.parse(cohort)) + 1;
  return Array.from({ length: weeks }, (_, since) => {
    const people = size === null ? null : enough(since);
    return [cohort, since, people, people === null || size === null ? null : people / size];
  });
}

/** A row for each cohort and each week since, up to the last week of the span. */
function rows(cells: readonly Cell[], context: RowContext): readonly Row[] {
  const cohorts = [...new Set(cells.map(({ k1 }) => k1))].toSorted((one, two) => (one < two ? -1 : 1));
  return cohorts.flatMap((cohort) => {
    const own = cells.filter(({ k1 }) => k1 === cohort);
    return cohortRows(cohort, own, context);
  });
}

const columns: readonly AnswerColumn[] = [
  plain('cohort', 'day', 'k1'),
  plain('weeks_since', 'number', 'k2'),
  plain('people', 'people', 'users'),
  // Rows are made of several cells.
  { name: 'share', kind: 'share', of: () => null },
];

/**
 * Of the people who were new in a week, named by its Monday, the share that was seen again so many weeks later. Somebody
 * who was seen in the thirty days before the span is not new in any week of it.
 */
export const retention: CellPanel = {
  where: USE_BY_SOMEBODY,
  keys: [],
  counts: { users: 'count()' },
  statement,
  readsDaysBefore: NEW_AFTER_DAYS,
  unmovedByCopies: true,
  columns,
  rows,
  suppressedBelow: LEAST_PEOPLE,
};
