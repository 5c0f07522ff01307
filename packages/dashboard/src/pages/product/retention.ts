import type { ProductAnswer } from '@plumbline/core';
import { groups, max, mean } from 'd3-array';
import { heatmap, type HeatRow } from '../../charts/heatmap.ts';
import { formatCompact, formatDay, formatShare } from '../../ui/format.ts';
import { html } from '../../ui/html.ts';
import type { Drawn } from './answer-panel.ts';
import { readAnswer } from './read-answer.ts';

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
  const second = mean(rows.flatMap(({ shares }) => (typeof shares[1] === 'number' ? [shares[1]] : [])));
  return {
    finding:
      second === undefined
        ? 'Too early to say: nobody could come back yet.'
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
