import type { ProductAnswer } from '@plumbline/core';
import { groups, max, sum } from 'd3-array';
import { heatmap, type HeatRow } from '../../charts/heatmap.ts';
import { dayMs, formatCompact, formatDay, formatShare } from '../../ui/format.ts';
import type { Drawn } from './answer-panel.ts';
import { readAnswer } from './read-answer.ts';

const WEEK_MS = 604_800_000;

/** A week's new people, and how many of them came in the next one; null where they are too few to say. */
interface NewWeek {
  readonly cohort: string;
  readonly people: number | null;
  readonly next: number | null;
}

interface CameBack {
  readonly share: number;
  /** Too few came back of one of the weeks to say how many: they count as none. */
  readonly isLeast: boolean;
}

/**
 * Of all new people whose next week is over, the share that came back in it; undefined where no number of those is known. A
 * week of unknown size is left out; one whose next week still runs too, as it would look as if nobody came.
 */
function cameBack(weeks: readonly NewWeek[], until: number): CameBack | undefined {
  const over = weeks.filter(({ cohort, people }) => people !== null && dayMs(cohort) + 2 * WEEK_MS <= until);
  if (over.every(({ next }) => next === null)) return undefined;
  const share = sum(over, ({ next }) => next ?? 0) / sum(over, ({ people }) => people ?? 0);
  return { share, isLeast: over.some(({ next }) => next === null) };
}

/** Cohorts by week, and how many of each come back. A row with only its own week says nothing and is left out of the finding. */
export function drawRetention(answer: ProductAnswer): Drawn | undefined {
  const reader = readAnswer(answer);
  const weekOf = (row: (typeof reader.rows)[number]): number =>
    reader.number(row, 'weeks_since') ?? Number(reader.text(row, 'weeks_since'));
  const last = max(reader.rows, weekOf) ?? 0;
  const cohorts = groups(reader.rows, (row) => reader.text(row, 'cohort'));
  const weeks = cohorts.map(([cohort, own]): NewWeek => {
    const peopleAt = (week: number) =>
      reader.number(
        own.find((row) => weekOf(row) === week),
        'people',
      );
    return { cohort, people: peopleAt(0), next: peopleAt(1) };
  });
  const rows = cohorts.map(([cohort, own], index): HeatRow => {
    const shares: (number | null | undefined)[] = Array.from({ length: last + 1 }, () => undefined);
    for (const row of own) shares[weekOf(row)] = reader.number(row, 'share');
    const size = weeks[index]?.people ?? null;
    return { name: formatDay(cohort), size: size === null ? '–' : formatCompact(size), shares };
  });
  if (!rows.some(({ shares }) => typeof shares[0] === 'number') || last === 0) return undefined;
  const second = cameBack(weeks, answer.span.until);
  return {
    finding:
      second === undefined
        ? 'Too early to say, or too few people to say it.'
        : `${second.isLeast ? 'At least ' : ''}${formatShare(second.share)} of the people who are new in a week come back in the next one.`,
    chart: heatmap({
      label: 'Share of each week’s new people who come back, by weeks since',
      rowHeading: 'Week of',
      sizeHeading: 'People',
      columns: Array.from({ length: last + 1 }, (_, week) => (week === 0 ? 'Week 0' : `+${week}`)),
      rows,
    }),
  };
}
