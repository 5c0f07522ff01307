import type { ProductAnswer } from '@plumbline/core';
import { groups, max, sum } from 'd3-array';
import { heatmap, type HeatRow } from '../../charts/heatmap.ts';
import { dayMs, formatCompact, formatDay, formatShare } from '../../ui/format.ts';
import { html } from '../../ui/html.ts';
import type { Drawn } from './answer-panel.ts';
import { readAnswer } from './read-answer.ts';

const WEEK_MS = 604_800_000;

/** Who of a week's new people came in the next one; null where too few did. */
interface NextWeek {
  readonly cohort: string;
  readonly people: number | null;
  readonly share: number | null;
}

/**
 * Of all new people whose next week is over, the share that came back in it; undefined where there are none. A week of which
 * little is known is left out, with its people: a week that still runs would look as if nobody came.
 */
function cameBack(weeks: readonly NextWeek[], until: number): number | undefined {
  const known = weeks.flatMap(({ cohort, people, share }) =>
    people === null || share === null || dayMs(cohort) + 2 * WEEK_MS > until ? [] : [{ people, size: people / share }],
  );
  const size = sum(known, (week) => week.size);
  return size === 0 ? undefined : sum(known, ({ people }) => people) / size;
}

/** Cohorts by week, and how many of each come back. A row with only its own week says nothing and is left out of the finding. */
export function drawRetention(answer: ProductAnswer): Drawn | undefined {
  const reader = readAnswer(answer);
  const weekOf = (row: (typeof reader.rows)[number]): number =>
    reader.number(row, 'weeks_since') ?? Number(reader.text(row, 'weeks_since'));
  const last = max(reader.rows, weekOf) ?? 0;
  const rows = groups(reader.rows, (row) => reader.text(row, 'cohort')).map(([cohort, own]): HeatRow => {
    const shares: (number | null | undefined)[] = Array.from({ length: last + 1 }, () => undefined);
    for (const row of own) shares[weekOf(row)] = reader.number(row, 'share');
    const size = reader.number(
      own.find((row) => weekOf(row) === 0),
      'people',
    );
    return { name: formatDay(cohort), size: size === null ? '–' : formatCompact(size), shares };
  });
  if (!rows.some(({ shares }) => typeof shares[0] === 'number') || last === 0) return undefined;
  const next = reader.rows
    .filter((row) => weekOf(row) === 1)
    .map((row) => ({
      cohort: reader.text(row, 'cohort'),
      people: reader.number(row, 'people'),
      share: reader.number(row, 'share'),
    }));
  const second = cameBack(next, answer.span.until);
  return {
    finding:
      second === undefined
        ? 'Too early to say, or too few people to say it.'
        : html`${formatShare(second)} of the people who are new in a week come back in the next one.`,
    chart: heatmap({
      label: 'Share of each week’s new people who come back, by weeks since',
      rowHeading: 'Week of',
      sizeHeading: 'People',
      columns: Array.from({ length: last + 1 }, (_, week) => (week === 0 ? 'Week 0' : `+${week}`)),
      rows,
    }),
  };
}
