import type { ProductPanelId, ProductValueKind } from '@plumbline/core';
import { countDistinct } from '../count-distinct.ts';
import type { ProductQuestionId } from '../product-questions.ts';
import { type CellColumn, type Panel, panels } from '../rollup/panels.ts';
import {
  type AnswerColumn,
  type Cell,
  type CellPanel,
  type CountColumn,
  plain,
  type Row,
  type RowContext,
} from './cell.ts';
import { DAY_MS, dayOf, rowsByDay } from './days.ts';
import { payloadText, sliceExpression } from './event-columns.ts';
import { PEOPLE, USE } from './product-use.ts';
import { retention } from './retention.ts';

export type CellPanelId = Exclude<ProductPanelId, 'funnel'>;

const COUNTS: Readonly<Record<CountColumn, string>> = {
  events: 'count()',
  sessions: countDistinct('session_id'),
  users: PEOPLE,
};

const isCount = (column: string): column is CountColumn => Object.hasOwn(COUNTS, column);

/** Columns of the seven questions that are no text. */
const KINDS: Readonly<Record<string, ProductValueKind>> = {
  day: 'day',
  active_anonymous_users: 'people',
  anonymous_users: 'people',
  affected_anonymous_users: 'people',
  events: 'count',
  sessions: 'count',
  views: 'count',
  changes: 'count',
  interactions: 'count',
  errors: 'count',
  avg_value_count: 'number',
};

/** One of the seven questions; its answer has the columns of its statement. */
function question(id: Exclude<ProductQuestionId, 'sessionDurations'>): CellPanel {
  const { where, keys, values, columns, byEvents, limit }: Panel = panels[id];
  const named = Object.entries<CellColumn>(columns);
  const used = [...named.map(([, column]) => column), ...(byEvents ? ['events' as const] : [])];
  return {
    where,
    keys,
    counts: Object.fromEntries(used.flatMap((column) => (isCount(column) ? [[column, COUNTS[column]]] : []))),
    ...(values && { values }),
    byEvents,
    ...(limit !== undefined && { limit }),
    columns: named.map(([name, column]) => plain(name, KINDS[name] ?? 'text', column as Exclude<CellColumn, 'v1_q'>)),
  };
}

const dailyActives = question('dailyActives');

const quantile = (name: string, index: number): AnswerColumn => ({
  name,
  kind: 'milliseconds',
  of: ({ v1_q }) => v1_q[index] ?? null,
});

const { where: sessionsWhere, values: sessionsValues = {} }: Panel = panels.sessionDurations;

/** Events that say that a feature was there or failed, and not that somebody used it. */
const NO_USE = ['page_viewed', 'client_error', 'session_ended', 'offline_recovered'];

const usesOf = ({ events, v1_avg }: Cell): number => events + (v1_avg ?? 0);

const dayCell = (days: number | null): string | null => (days === null ? null : dayOf(days * DAY_MS));

const ledgerColumns: readonly AnswerColumn[] = [
  plain('feature', 'text', 'k1'),
  plain('views', 'count', 'events'),
  plain('people', 'people', 'users'),
  plain('interactions', 'count', 'v1_avg'),
  { name: 'first_seen', kind: 'day', of: ({ v2_avg }) => dayCell(v2_avg) },
  { name: 'last_seen', kind: 'day', of: ({ v3_avg }) => dayCell(v3_avg) },
];

/** The change of views and interactions together against the span before, as a part of what they were. */
function ledgerRows(cells: readonly Cell[], { before }: RowContext): readonly Row[] {
  const usesBefore = new Map(before.map((cell) => [cell.k1, usesOf(cell)]));
  return cells.map((cell) => {
    const earlier = usesBefore.get(cell.k1) ?? 0;
    return [...ledgerColumns.map(({ of }) => of(cell)), earlier === 0 ? null : usesOf(cell) / earlier - 1];
  });
}

const recovered = (cell: Cell): number => cell.v1_avg ?? 0;
const lost = (cell: Cell): number => cell.v2_avg ?? 0;

const recoveryColumns: readonly AnswerColumn[] = [
  plain('day', 'day', 'k1'),
  { name: 'recovered', kind: 'count', of: recovered },
  { name: 'lost', kind: 'count', of: lost },
  {
    name: 'recovery_rate',
    kind: 'share',
    of: (cell) => (recovered(cell) + lost(cell) === 0 ? null : recovered(cell) / (recovered(cell) + lost(cell))),
  },
  plain('avg_offline_ms', 'milliseconds', 'v3_avg'),
];

/** What a dimension of this name would be shown by, where capture is asked about it. */
const TEAM = 'team';

/** Events by name and day, and by team where the slice speaks of teams. */
const captureVolume = (sliceKeys: readonly string[]): CellPanel => {
  const byTeam = sliceKeys.includes(TEAM);
  return {
    where: USE,
    keys: ['toString(toDate(occurred_at))', 'name', ...(byTeam ? [sliceExpression(TEAM)] : [])],
    counts: { events: COUNTS.events },
    ...(byTeam && { namesGroups: TEAM }),
    columns: [
      plain('day', 'day', 'k1'),
      plain('name', 'text', 'k2'),
      ...(byTeam ? [plain(TEAM, 'text', 'k3')] : []),
      plain('events', 'count', 'events'),
    ],
  };
};

const payloadInt = (field: string): string => `JSONExtractInt(payload_json, '${field}')`;

const CELL_PANELS: Readonly<Record<Exclude<CellPanelId, 'captureVolume'>, CellPanel>> = {
  dailyActives: { ...dailyActives, unmovedByCopies: true, rows: rowsByDay(dailyActives.columns) },
  topRoutes: question('topRoutes'),
  featureUsage: question('featureUsage'),
  filterChanges: question('filterChanges'),
  chartInteractions: question('chartInteractions'),
  clientErrors: question('clientErrors'),
  sessionDurations: {
    where: sessionsWhere,
    keys: [],
    counts: { events: COUNTS.events },
    values: sessionsValues,
    columns: [
      plain('sessions', 'count', 'events'),
      quantile('p50_duration_ms', 0),
      quantile('p75_duration_ms', 1),
      quantile('p90_duration_ms', 2),
      quantile('p95_duration_ms', 3),
      plain('avg_pages_viewed', 'number', 'v2_avg'),
      plain('avg_interactions', 'number', 'v3_avg'),
    ],
  },
  featureLedger: {
    where: `${USE} AND name NOT IN (${NO_USE.map((name) => `'${name}'`).join(', ')}) AND ${payloadText('feature')} != ''`,
    keys: [payloadText('feature')],
    counts: { events: "countIf(name = 'feature_viewed')", users: COUNTS.users },
    values: {
      v1_avg: "toFloat64(countIf(name != 'feature_viewed'))",
      v2_avg: 'toFloat64(toUInt16(min(toDate(occurred_at))))',
      v3_avg: 'toFloat64(toUInt16(max(toDate(occurred_at))))',
    },
    byEvents: true,
    looksBack: true,
    columns: [...ledgerColumns, { name: 'trend', kind: 'number', of: () => null }],
    rows: ledgerRows,
  },
  offlineRecovery: {
    where: "name = 'offline_recovered'",
    keys: ['toString(toDate(occurred_at))'],
    counts: {},
    values: {
      v1_avg: `toFloat64(sum(${payloadInt('events')}))`,
      v2_avg: `toFloat64(sum(${payloadInt('dropped')}))`,
      v3_avg: `avg(${payloadInt('offlineMs')})`,
    },
    columns: recoveryColumns,
    rows: rowsByDay(recoveryColumns),
  },
  retention,
};

/** How a panel is computed; what is shown may depend on what is asked. */
export const cellPanel = (id: CellPanelId, sliceKeys: readonly string[]): CellPanel =>
  id === 'captureVolume' ? captureVolume(sliceKeys) : CELL_PANELS[id];
