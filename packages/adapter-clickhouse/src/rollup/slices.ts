import { countDistinct } from '../count-distinct.ts';
import { type CellPanelId, cellPanel } from '../panels/cell-panels.ts';
import type { CellPanel } from '../panels/cell.ts';
import { DAY_MS } from '../panels/days.ts';
import { sliceExpression } from '../panels/event-columns.ts';
import { PEOPLE, USE_BY_SOMEBODY } from '../panels/product-use.ts';
import { type ProductQuestionId, productQuestions } from '../product-questions.ts';

/** Panels that are kept besides the seven questions. A funnel has free steps, and recoveries are few enough to count. */
const ADDED = ['featureLedger', 'captureVolume', 'retention'] as const satisfies readonly CellPanelId[];

/** How many people are behind a value in all: what a page may show of it is judged by that. */
export const GROUP = 'people' as const;

/** One panel, for everybody or by the values of a dimension. */
export interface SliceStep {
  readonly panel: CellPanelId | typeof GROUP;
  /** Empty for everybody. */
  readonly dimension: string;
}

const QUESTIONS = Object.keys(productQuestions) as ProductQuestionId[];

/** What is kept in the table of slices: the added panels, and by each dimension all of them and how many people there are. */
export const sliceSteps = (dimensions: readonly string[]): readonly SliceStep[] => [
  ...ADDED.map((panel) => ({ panel, dimension: '' })),
  ...dimensions.flatMap((dimension) => [...QUESTIONS, ...ADDED, GROUP].map((panel) => ({ panel, dimension }))),
];

/** Whether finished numbers of a panel may be in the table of slices. */
export const isInSlices = (panel: CellPanelId, dimension: string): boolean =>
  sliceSteps([dimension]).some((step) => step.panel === panel && step.dimension === dimension);

/** Columns of the table of slices, in the order in which they are written. */
export const SLICE_COLUMNS =
  'as_of, window_days, panel, dimension, value, k1, k2, k3, events, sessions, users, v1_avg, v2_avg, v3_avg, v1_q, run_id';

const END = "toDateTime64({as_of:Date}, 3, 'UTC') + INTERVAL 1 DAY";
const START = `${END} - INTERVAL {days:UInt16} DAY`;

/** First moment of the window in milliseconds, where a statement reckons with it. */
const START_MS = `((toInt64(toUInt16({as_of:Date})) + 1 - {days:UInt16}) * ${DAY_MS})`;

const NOTHING = { v1_avg: '0', v2_avg: '0', v3_avg: '0', v1_q: '[]' };

const aliased = (columns: Readonly<Record<string, string>>): string =>
  Object.entries(columns)
    .map(([name, expression]) => `${expression} AS ${name}`)
    .join(', ');

const GROUPS: CellPanel = { where: USE_BY_SOMEBODY, keys: [], counts: {}, columns: [] };

/** Every cell of a panel, by value. */
function allCells({ panel: id, dimension }: SliceStep, table: string): string {
  const panel = id === GROUP ? GROUPS : cellPanel(id, []);
  const value = dimension === '' ? "''" : sliceExpression(dimension);
  const since = `${START} - INTERVAL ${panel.readsDaysBefore ?? 0} DAY`;
  const where = `${panel.where} AND occurred_at >= ${since} AND occurred_at < ${END}`;
  if (panel.statement) {
    const statement = panel.statement({ table, where, groups: { value }, spanStart: START_MS });
    return `SELECT value, k1, k2, '' AS k3, users AS events, 0 AS sessions, users, ${aliased(NOTHING)} FROM (${statement})`;
  }
  const [k1 = "''", k2 = "''", k3 = "''"] = panel.keys;
  const counts = {
    events: panel.counts.events ?? 'count()',
    sessions: countDistinct('session_id'),
    users: PEOPLE,
  };
  return `SELECT ${aliased({ value, k1, k2, k3, ...counts, ...NOTHING, ...panel.values })} FROM ${table} WHERE ${where} GROUP BY value, k1, k2, k3`;
}

/** How a cell stands among its neighbours: whether cells that must go are among them, and who goes with those. */
const among = (suffix: string, partition: string, order: string): string => `
        row_number() OVER (PARTITION BY ${partition} ORDER BY users, ${order}) AS place_${suffix},
        sum(users) OVER (PARTITION BY ${partition} ORDER BY users, ${order} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) - users AS below_${suffix},
        countIf(greatest(users, 1) < {k:UInt16}) OVER (PARTITION BY ${partition}) AS small_${suffix}`;

const isKept = (suffix: string): string =>
  `(small_${suffix} = 0 OR (place_${suffix} > small_${suffix} AND below_${suffix} >= {k:UInt16}))`;

/**
 * The cells of one panel that may be kept, as in the rollup of everybody: the small ones go, and the smallest of their
 * neighbours with them. Neighbours are the other cells of the same value, and the same cell of other values, so that
 * nobody finds a small one by taking the other values from what is known of everybody.
 *
 * That holds against one answer and against everybody's cell. Whoever puts several answers together and knows the total of a
 * value too, such as from its capture volume, may still come to a small one: what was hidden beside it in its answer can be
 * known from everybody's cell and the other values.
 */
export const sliceCellsSql = (step: SliceStep, table: string): string => `
SELECT
    {as_of:Date} AS as_of, {days:UInt16} AS window_days, '${step.panel}' AS panel, '${step.dimension}' AS dimension, value, k1, k2, k3,
    events, sessions, users, v1_avg, v2_avg, v3_avg, v1_q, {run:UUID} AS run_id
FROM (
    SELECT
        *,${among('within', 'value', 'k1, k2, k3')},${among('across', 'k1, k2, k3', 'value')}
    FROM (${allCells(step, table)})
)
WHERE ${isKept('within')} AND ${isKept('across')}`;

/** A row that says that a dimension was computed in a run, also where none of its cells may be kept. */
export const sliceMark = (dimension: string): string =>
  `SELECT {as_of:Date} AS as_of, {days:UInt16} AS window_days, '' AS panel, '${dimension}' AS dimension, '' AS value, '' AS k1, '' AS k2, '' AS k3, 0 AS events, 0 AS sessions, 0 AS users, 0 AS v1_avg, 0 AS v2_avg, 0 AS v3_avg, [] AS v1_q, {run:UUID} AS run_id`;
