import { unknownOptions } from '@plumbline/core';
import { AUDIENCES, type Metric, type MetricSpec, PERIODS, UNITS } from './metric.ts';
import { isDay, LONGEST_DAYS } from './periods.ts';

/** Days for which raw events are there for certain: the store drops whole weeks, none before this. */
export const RETENTION_DAYS = 173;

/** Browsers keep events for 72 hours while they are offline; the rest is for spools and servers that stood still. */
export const SETTLE_HOURS = 96;

const KEYS: readonly (keyof MetricSpec)[] = [
  'id',
  'version',
  'title',
  'question',
  'owner',
  'audience',
  'unit',
  'query',
  'caveats',
  'validFrom',
  'periods',
  'slices',
  'minPeople',
  'change',
  'readsDaysBefore',
  'readsDaysAfter',
];

// What nobody sees in a diff, or what turns the direction of text: controls, marks of format, odd spaces, unassigned.
const UNSEEN = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;

const ID = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;
const MAX_ID = 60;
const MAX_TEXT = 400;
const MAX_QUERY = 20_000;

// A number that depends on when it is asked is another one tomorrow.
const UNSTABLE =
  /\b(now|now64|today|yesterday|current_timestamp|rand|rand32|rand64|randCanonical|generateUUIDv4|generateUUIDv7)\s*\(/i;

const isLine = (value: unknown): value is string =>
  typeof value === 'string' &&
  value.trim() === value &&
  value !== '' &&
  value.length <= MAX_TEXT &&
  !UNSEEN.test(value);

const LINE = `one line of at most ${MAX_TEXT} characters, without space at its ends`;

const isWhole = (value: unknown, from: number, to: number): boolean =>
  Number.isInteger(value) && (value as number) >= from && (value as number) <= to;

const isVersion = (value: unknown): boolean => isWhole(value, 1, 10_000);

const isListOf = (value: unknown, known: readonly string[]): boolean =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((entry) => known.includes(entry as string)) &&
  new Set(value).size === value.length;

/** Text in quotes may hold what is refused in the statement. */
const withoutTexts = (query: string): string => query.replaceAll(/'(?:[^'\\]|\\.)*'/g, "''");

function parameterFaults(sql: string): readonly string[] {
  const given = [...sql.matchAll(/\{\s*(\w+)\s*:\s*([^}]*)\}/g)].map(([, name = '', type = '']) => ({ name, type }));
  return [
    ...['from', 'until']
      .filter((name) => !given.some((parameter) => parameter.name === name))
      .map((name) => `\`query\` must use the parameter {${name}:DateTime64(3)}`),
    ...given
      .filter(
        ({ name, type }) => !['from', 'until'].includes(name) || !/^DateTime64\(3(?:,\s*'')?\)$/.test(type.trim()),
      )
      .map(({ name }) => `\`query\` has the parameter {${name}}: only from and until are given, as DateTime64(3)`),
  ];
}

function queryFaults({ query, slices, minPeople }: MetricSpec): readonly string[] {
  if (typeof query !== 'string' || query.trim() === '' || query.length > MAX_QUERY) {
    return [`\`query\` must be SQL of at most ${MAX_QUERY} characters`];
  }
  const sql = withoutTexts(query);
  const unstable = UNSTABLE.exec(sql)?.[1];
  const words = new Set(sql.match(/\w+/g));
  const names = (column: string): boolean => words.has(column);
  return [
    ...(/^\s*(?:SELECT|WITH)\b/i.test(sql) ? [] : ['`query` must begin with SELECT or WITH']),
    ...(sql.includes(';') ? ['`query` must be one statement, without `;`'] : []),
    ...(names('product_telemetry_events') ? [] : ['`query` must read from product_telemetry_events']),
    ...(names('value') ? [] : ['`query` must return a column `value`']),
    ...(minPeople === 0 || names('people')
      ? []
      : [
          '`query` must return a column `people`, how many people stand behind the value; or set `minPeople: 0` where nobody does',
        ]),
    ...(slices !== undefined && !names('slice') ? ['`query` must return a column `slice`, as `slices` says'] : []),
    ...(slices === undefined && names('slice') ? ['`query` returns a column `slice`: say in `slices` of what'] : []),
    ...(unstable === undefined ? [] : [`\`query\` uses ${unstable}(): take the time from {from} and {until} alone`]),
    ...parameterFaults(sql),
    ...(UNSEEN.test(query.replaceAll(/\r?\n/g, '')) ? ['`query` holds characters that nobody sees, such as tabs'] : []),
  ];
}

function wordFaults({ title, question, owner, caveats, slices, change, version }: MetricSpec): readonly string[] {
  // Where the version itself is wrong, nothing is known of what was before.
  const first = version === 1 || !isVersion(version);
  return [
    ...(title === undefined || (isLine(title) && title.length <= 60)
      ? []
      : ['`title` must be one line of at most 60 characters']),
    ...(isLine(question) && question.endsWith('?') ? [] : [`\`question\` must be ${LINE}, and end with \`?\``]),
    ...(typeof owner === 'string' && /^@[\w./-]{1,80}$/.test(owner)
      ? []
      : ['`owner` must be `@` and a team or person']),
    ...(Array.isArray(caveats) && caveats.length > 0 && caveats.every(isLine)
      ? []
      : [`\`caveats\` must list what the number does not say, at least one, each ${LINE}`]),
    ...(slices === undefined || (isLine(slices) && slices.length <= 40)
      ? []
      : ['`slices` must say in at most 40 characters what the slices are']),
    ...(first || isLine(change)
      ? []
      : ['`change` is missing: from version 2 on, say in one sentence what is counted otherwise']),
    ...(version === 1 && change !== undefined
      ? ['`change` says what is otherwise than before: a first version has nothing before it']
      : []),
  ];
}

function daysFault({ periods, readsDaysBefore = 0, readsDaysAfter = 0 }: MetricSpec): readonly string[] {
  const whole = isWhole(readsDaysBefore, 0, RETENTION_DAYS) && isWhole(readsDaysAfter, 0, RETENTION_DAYS);
  if (!whole) return [`\`readsDaysBefore\` and \`readsDaysAfter\` must be whole numbers from 0 to ${RETENTION_DAYS}`];
  if (!isListOf(periods, PERIODS)) return [`\`periods\` must list some of ${PERIODS.join(', ')}, each once`];
  const longest = Math.max(...periods.map((period) => LONGEST_DAYS[period]));
  const days = readsDaysBefore + longest + readsDaysAfter + Math.ceil(SETTLE_HOURS / 24);
  return days < RETENTION_DAYS
    ? []
    : [
        `\`periods\` with \`readsDaysBefore\` and \`readsDaysAfter\` need events of ${days} days, and they are kept for ${RETENTION_DAYS}`,
      ];
}

/** Every fault of a definition, each with what to change; empty where there is none. */
export function metricFaults(spec: MetricSpec): readonly string[] {
  const { id, version, audience, unit, validFrom, minPeople = 5 } = spec;
  return [
    ...unknownOptions(spec, KEYS),
    ...(typeof id === 'string' && ID.test(id) && id.length <= MAX_ID
      ? []
      : [`\`id\` must be snake_case of at most ${MAX_ID} characters`]),
    ...(isVersion(version) ? [] : ['`version` must be a whole number from 1 on']),
    ...wordFaults(spec),
    ...(isListOf(typeof audience === 'string' ? [audience] : audience, AUDIENCES)
      ? []
      : [`\`audience\` must be one or some of ${AUDIENCES.join(', ')}`]),
    ...(UNITS.includes(unit) ? [] : [`\`unit\` must be one of ${UNITS.join(', ')}`]),
    ...(typeof validFrom === 'string' && isDay(validFrom) ? [] : ['`validFrom` must be a day, YYYY-MM-DD']),
    ...(minPeople === 0 || isWhole(minPeople, 2, 1_000) ? [] : ['`minPeople` must be 0, or 2 to 1000']),
    ...daysFault(spec),
    ...queryFaults(spec),
  ];
}

/** What is wrong with definitions together. */
export function listFaults(metrics: readonly Metric[]): readonly string[] {
  const ids = metrics.map(({ id }) => id);
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))].map(
    (id) => `metric ${id} is defined twice: list the newest version alone, the lock keeps the others`,
  );
}
