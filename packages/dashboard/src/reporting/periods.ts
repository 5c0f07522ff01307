import type { ReportPeriod } from '@plumbline/core';

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;

/** Periods that are asked about at once, at most. */
export const MAX_COUNT = 400;

/** The longest that each can be, in days. */
export const LONGEST_DAYS: Readonly<Record<ReportPeriod, number>> = { day: 1, week: 7, month: 31, quarter: 92 };

/** 1970-01-05 was a Monday. */
const FIRST_MONDAY = 4 * DAY_MS;

export const timeOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** The day in UTC of an instant in milliseconds. */
export const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** Whether a text is a day that exists, `YYYY-MM-DD`. */
export const isDay = (day: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(timeOf(day)) && dayOf(timeOf(day)) === day;

/** Start of the period that an instant is in, in milliseconds; all of UTC, weeks from Monday (ISO 8601). */
export function startOf(period: ReportPeriod, time: number): number {
  const date = new Date(time);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  if (period === 'day') return Math.floor(time / DAY_MS) * DAY_MS;
  if (period === 'week') return Math.floor((time - FIRST_MONDAY) / (7 * DAY_MS)) * 7 * DAY_MS + FIRST_MONDAY;
  return Date.UTC(year, period === 'month' ? month : month - (month % 3), 1);
}

/** Start of the period some periods after the one that starts at `start`; a negative number for one before. */
export function shift(period: ReportPeriod, start: number, by: number): number {
  if (period === 'day') return start + by * DAY_MS;
  if (period === 'week') return start + by * 7 * DAY_MS;
  const date = new Date(start);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + by * (period === 'month' ? 1 : 3), 1);
}

/** Starts of the periods that begin at `from` or later and before `until`, in order. */
export function startsBetween(period: ReportPeriod, from: number, until: number): readonly number[] {
  const starts: number[] = [];
  const first = startOf(period, from);
  for (let start = first < from ? shift(period, first, 1) : first; start < until; start = shift(period, start, 1)) {
    starts.push(start);
  }
  return starts;
}

/** The week of a Monday: the year is that of its Thursday (ISO 8601). */
function weekOf(monday: number): string {
  const thursday = monday + 3 * DAY_MS;
  const year = new Date(thursday).getUTCFullYear();
  const week = Math.floor((thursday - Date.UTC(year, 0, 1)) / (7 * DAY_MS)) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}

/** What a period is called: `2026-06-01`, `2026-W23`, `2026-06`, `2026 Q2`. */
export function labelOf(period: ReportPeriod, start: number): string {
  const day = dayOf(start);
  if (period === 'day') return day;
  if (period === 'week') return weekOf(start);
  if (period === 'month') return day.slice(0, 7);
  return `${day.slice(0, 4)} Q${Math.floor(new Date(start).getUTCMonth() / 3) + 1}`;
}
