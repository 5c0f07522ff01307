import type { ProductAnswer } from '@plumbline/core';
import { mean } from 'd3-array';
import { lineChart, type LinePoint } from '../../charts/line-chart.ts';
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
  /** Of the day that lies one span before it. */
  readonly before: number | null;
}

/** The days of an answer in order, each with its day of the span before. */
export function activeDays(answer: ProductAnswer): readonly ActiveDay[] {
  const reader = readAnswer(answer);
  const length = answer.span.until - answer.span.from;
  const earlier = new Map(
    reader.previous.map((row) => [dayMs(reader.text(row, 'day')) + length, reader.number(row, PEOPLE)]),
  );
  return reader.rows.map((row) => {
    const day = reader.text(row, 'day');
    return { day, people: reader.number(row, PEOPLE), before: earlier.get(dayMs(day)) ?? null };
  });
}

/** Saturday and Sunday, of which there is less in a product for work. */
const isWeekend = (day: string): boolean => [0, 6].includes(new Date(dayMs(day)).getUTCDay());

const averageOf = (values: readonly (number | null)[]): number | undefined =>
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

function findingOf(days: readonly ActiveDay[], span: ProductAnswer['span']): Html {
  const people = averageOf(days.map((day) => day.people)) ?? 0;
  const change = changeOf(people, averageOf(days.map((day) => day.before)));
  const moved =
    change === undefined || change.text.startsWith('none')
      ? ''
      : `, ${change.text === 'no change' ? 'as many as' : `${change.text} on`} ${beforeWords(span)}`;
  const title = daysIn(span) === 1 ? 'people on that day' : 'people on an average day';
  return html`${formatCount(Math.round(people))} ${title}${moved}.${rhythm(days)}`;
}

/** People of each day, with the span before dashed behind it. */
export function drawActives(answer: ProductAnswer): Drawn | undefined {
  const days = activeDays(answer);
  if (!days.some(({ people }) => people !== null && people > 0)) return undefined;
  const points = days.map(({ day, people, before }): LinePoint => ({
    title: formatWeekday(day),
    tick: formatDay(day),
    value: people,
    previous: before,
    quiet: isWeekend(day),
  }));
  const compared = days.some(({ before }) => before !== null);
  return {
    finding: findingOf(days, answer.span),
    chart: html`${
      compared &&
      html`<ul class="legend" aria-label="Lines">
        <li><span class="key key-line" aria-hidden="true"></span>People a day</li>
        <li>
          <span class="key key-previous" aria-hidden="true"></span>${beforeWords(answer.span).replace('the', 'The')}
        </li>
      </ul>`
    }
    ${lineChart({ label: 'People active each day.', points, unit: 'people', previousName: 'Before', height: 260, format: formatCount })}`,
  };
}
