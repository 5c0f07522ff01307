import type { ProductAnswer } from '@plumbline/core';
import { mean } from 'd3-array';
import { lineChart, type LinePoint } from '../../charts/line-chart.ts';
import { DAY_MS } from '../../reporting/periods.ts';
import { changeOf } from '../../ui/change.ts';
import { dayMs, formatCount, formatDay, formatWeekday } from '../../ui/format.ts';
import { html, type Html } from '../../ui/html.ts';
import type { Drawn } from './answer-panel.ts';
import { beforeWords, daysIn } from './compare.ts';
import { readAnswer } from './read-answer.ts';

const PEOPLE = 'active_anonymous_users';

export interface ActiveDay {
  readonly day: string;
  readonly people: number | null;
  /** Of the day that it is compared with. */
  readonly before: number | null;
}

const WEEK_DAYS = 7;

/**
 * How many days lie between a day and the one it is compared with. As many whole weeks as the span has, so that a Monday
 * stands beside a Monday; spans of less than a week take their own length.
 */
export const daysApart = (span: ProductAnswer['span']): number => {
  const days = daysIn(span);
  return days < WEEK_DAYS ? days : days - (days % WEEK_DAYS);
};

/** The days of an answer in order, each with the day that it is compared with; the last of those may be in the span itself. */
export function activeDays(answer: ProductAnswer): readonly ActiveDay[] {
  const reader = readAnswer(answer);
  const apart = daysApart(answer.span) * DAY_MS;
  const all = reader.previous.length === 0 ? [] : [...reader.previous, ...reader.rows];
  const known = new Map(all.map((row) => [dayMs(reader.text(row, 'day')), reader.number(row, PEOPLE)]));
  return reader.rows.map((row) => {
    const day = reader.text(row, 'day');
    return { day, people: reader.number(row, PEOPLE), before: known.get(dayMs(day) - apart) ?? null };
  });
}

/** People on an average day of the span before; undefined where nobody compared. */
export const averageBefore = (answer: ProductAnswer): number | undefined => {
  const reader = readAnswer(answer);
  return averageOf(reader.previous.map((row) => reader.number(row, PEOPLE)));
};

/** Saturday and Sunday, of which there is less in a product for work. */
const isWeekend = (day: string): boolean => [0, 6].includes(new Date(dayMs(day)).getUTCDay());

export const averageOf = (values: readonly (number | null)[]): number | undefined =>
  mean(values.filter((value) => value !== null));

/** How weekdays and weekends differ, where there are enough of both to say so. */
function rhythm(days: readonly ActiveDay[]): string {
  const ends = days.filter(({ day }) => isWeekend(day));
  const weekend = averageOf(ends.map(({ people }) => people));
  const weekday = averageOf(days.filter(({ day }) => !isWeekend(day)).map(({ people }) => people));
  if (ends.length < 4 || weekend === undefined || weekday === undefined || weekend < 1) return '';
  const times = weekday / weekend;
  return times > 1.25 ? ` Weekdays have ${times.toFixed(1)} times as many as weekends.` : '';
}

function findingOf(days: readonly ActiveDay[], answer: ProductAnswer): Html {
  const { span } = answer;
  const people = averageOf(days.map((day) => day.people)) ?? 0;
  const change = changeOf(people, averageBefore(answer));
  const moved =
    change === undefined || change.text.startsWith('none')
      ? ''
      : `, ${change.text === 'no change' ? 'as many as' : `${change.text} on`} ${beforeWords(span)}`;
  const title = daysIn(span) === 1 ? 'people on that day' : 'people on an average day';
  return html`${formatCount(Math.round(people))} ${title}${moved}.${rhythm(days)}`;
}

/** What the dashed line is. */
const apartWords = (span: ProductAnswer['span']): string => {
  const days = daysApart(span);
  if (days % WEEK_DAYS !== 0) return days === 1 ? 'The day before' : `${days} days before`;
  return days === WEEK_DAYS ? 'The same weekday a week before' : `The same weekday ${days / WEEK_DAYS} weeks before`;
};

/** The last day beside the same weekday a week before. */
function lastDayFinding(days: readonly ActiveDay[]): Html {
  const last = days.at(-1);
  const people = last?.people ?? 0;
  const change = changeOf(people, days.at(-1 - WEEK_DAYS)?.people);
  const moved =
    change === undefined || change.text.startsWith('none') ? '' : `, ${change.text} on the same day a week before`;
  return html`${formatCount(people)} people on ${formatWeekday(last?.day ?? '')}${moved}.`;
}

const legend = (span: ProductAnswer['span']): Html =>
  html`<ul class="legend" aria-label="Lines">
    <li><span class="key key-line" aria-hidden="true"></span>People a day</li>
    <li><span class="key key-previous" aria-hidden="true"></span>${apartWords(span)}</li>
  </ul>`;

const draw = (answer: ProductAnswer, finding: (days: readonly ActiveDay[]) => Html): Drawn | undefined => {
  const days = activeDays(answer);
  if (!days.some(({ people }) => people !== null && people > 0)) return undefined;
  const points = days.map(({ day, people, before }): LinePoint => ({
    title: formatWeekday(day),
    tick: formatDay(day),
    value: people,
    previous: before,
    quiet: isWeekend(day),
  }));
  const label = 'People active each day.';
  return {
    finding: finding(days),
    chart: html`${days.some(({ before }) => before !== null) && legend(answer.span)}
    ${lineChart({ label, points, unit: 'people', previousName: 'Before', height: 260, format: formatCount })}`,
  };
};

/** People of each day, with the span before dashed behind it. */
export const drawActives = (answer: ProductAnswer): Drawn | undefined =>
  draw(answer, (days) => findingOf(days, answer));

/** Days that are drawn where fewer are asked about: one day is no line, and says little without its week. */
export const LEAST_DAYS = 14;

/** The last day among those before it. */
export const drawLastDay = (answer: ProductAnswer): Drawn | undefined => draw(answer, lastDayFinding);
