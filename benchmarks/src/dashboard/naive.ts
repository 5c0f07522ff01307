import { STEPS, WITHIN_MS, type Panel } from './asks.ts';

/**
 * The questions as somebody writes them who has the table and ClickHouse's manual: `FINAL` against copies, `count(DISTINCT …)`
 * for people, the payload read where it is needed. They are what answers are compared with, in time and in value; their
 * columns are those of the answers. `{from:Int64}` and `{until:Int64}` are milliseconds.
 */

const text = (name: string): string => `JSONExtractString(payload_json, '${name}')`;
const int = (name: string): string => `JSONExtractInt(payload_json, '${name}')`;
const at = (name: string): string => `fromUnixTimestamp64Milli({${name}:Int64}, 'UTC')`;

const WINDOW = `occurred_at >= ${at('from')} AND occurred_at < ${at('until')}`;
const DAY = 'toString(toDate(occurred_at))';
const PEOPLE = 'count(DISTINCT anonymous_user_id)';
const SESSIONS = 'count(DISTINCT session_id)';

interface Grouped {
  readonly keys: readonly string[];
  readonly values: readonly string[];
  readonly where?: string;
  readonly order: string;
  readonly limit?: number;
}

function grouped({ keys, values, where, order, limit }: Grouped, events: string): string {
  return `SELECT ${[...keys, ...values].join(', ')} FROM ${events} WHERE ${where === undefined ? '' : `${where} AND `}${WINDOW}${
    keys.length === 0 ? '' : ` GROUP BY ${keys.map((_, index) => index + 1).join(', ')}`
  } ORDER BY ${order}${limit === undefined ? '' : ` LIMIT ${limit}`}`;
}

const QUESTIONS: Readonly<Partial<Record<Panel, Grouped>>> = {
  dailyActives: { keys: [DAY], values: [PEOPLE], order: '1' },
  topRoutes: {
    keys: ['route_pattern'],
    values: ['count()', SESSIONS, PEOPLE],
    where: "name = 'page_viewed'",
    order: '2 DESC, 1',
    limit: 25,
  },
  featureUsage: {
    keys: [text('feature'), text('surface')],
    values: ['count()', PEOPLE],
    where: "name = 'feature_viewed'",
    order: '3 DESC, 1, 2',
  },
  filterChanges: {
    keys: [text('view'), text('filterKey')],
    values: ['count()', `avg(${int('valueCount')})`],
    where: "name = 'filter_changed'",
    order: '3 DESC, 1, 2',
  },
  chartInteractions: {
    keys: [text('chart'), text('action'), text('surface')],
    values: ['count()', SESSIONS],
    where: "name = 'chart_interacted'",
    order: '4 DESC, 1, 2, 3',
  },
  clientErrors: {
    keys: ['route_pattern', text('boundary'), text('errorClass')],
    values: ['count()', PEOPLE],
    where: "name = 'client_error'",
    order: '4 DESC, 1, 2, 3',
  },
  sessionDurations: {
    keys: [],
    values: [
      'count()',
      ...[0.5, 0.75, 0.9, 0.95].map((share) => `quantileExactInclusive(${share})(${int('durationMs')})`),
      `avg(${int('pagesViewed')})`,
      `avg(${int('interactions')})`,
    ],
    where: "name = 'session_ended'",
    order: '1',
  },
  captureVolume: { keys: [DAY, 'name'], values: ['count()'], order: '1, 2' },
  offlineRecovery: {
    keys: [DAY],
    values: [
      `sum(${int('events')}) AS recovered`,
      `sum(${int('dropped')}) AS lost`,
      'recovered / (recovered + lost)',
      `avg(${int('offlineMs')})`,
    ],
    where: "name = 'offline_recovered'",
    order: '1',
  },
};

/** Both spans at once; `now` is the one that was asked about. */
const ledger = (events: string): string => `
WITH occurred_at >= ${at('from')} AS now
SELECT
    ${text('feature')} AS feature,
    countIf(now AND name = 'feature_viewed') AS views,
    count(DISTINCT if(now, anonymous_user_id, NULL)),
    countIf(now AND name != 'feature_viewed'),
    toString(minIf(toDate(occurred_at), now)),
    toString(maxIf(toDate(occurred_at), now)),
    if(countIf(NOT now) = 0, NULL, countIf(now) / countIf(NOT now) - 1)
FROM ${events}
WHERE name NOT IN ('page_viewed', 'client_error', 'session_ended', 'offline_recovered') AND feature != ''
  AND occurred_at >= ${at('before')} AND occurred_at < ${at('until')}
GROUP BY feature
HAVING countIf(now) > 0
ORDER BY views DESC, feature`;

/** Cohort, weeks since, people: of those who were not seen in the thirty days before. */
const retention = (events: string): string => `
SELECT toString(cohort), intDiv(toInt64(toMonday(occurred_at)) - toInt64(cohort), 7) AS weeks, ${PEOPLE} AS people
FROM ${events}
JOIN (
    SELECT anonymous_user_id, toMonday(min(occurred_at)) AS cohort FROM ${events}
    WHERE occurred_at >= ${at('from')} - INTERVAL 30 DAY AND occurred_at < ${at('until')} AND anonymous_user_id != ''
    GROUP BY anonymous_user_id
    HAVING min(occurred_at) >= ${at('from')}
) AS first USING anonymous_user_id
WHERE ${WINDOW}
GROUP BY cohort, weeks
ORDER BY cohort, weeks`;

const funnel = (events: string): string => {
  const levels = `SELECT windowFunnel(${WITHIN_MS})(toUInt64(toUnixTimestamp64Milli(occurred_at)), ${STEPS.map((step) => `name = '${step}'`).join(', ')}) AS level FROM ${events} WHERE ${WINDOW} AND anonymous_user_id != '' GROUP BY anonymous_user_id`;
  const rows = STEPS.map(
    (step, index) => `('${step}', countIf(level > ${index}), countIf(level > ${index}) / countIf(level > 0))`,
  );
  return `SELECT row.1, row.2, row.3 FROM (SELECT arrayJoin([${rows.join(', ')}]) AS row FROM (${levels}))`;
};

/** The statement of a panel; `events` stands behind FROM. */
export function naiveSql(panel: Panel, events: string): string {
  if (panel === 'featureLedger') return ledger(events);
  if (panel === 'retention') return retention(events);
  if (panel === 'funnel') return funnel(events);
  const question = QUESTIONS[panel];
  if (question === undefined) throw new Error(`${panel} has no statement`);
  return grouped(question, events);
}
