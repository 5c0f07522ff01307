import type { ProductCell, ProductValueKind } from '@plumbline/core';
import { DAY_MS } from '../reporting/periods.ts';

const LOCALE = 'en-GB';

const formatOf = (options: Intl.NumberFormatOptions): ((value: number) => string) => {
  const format = new Intl.NumberFormat(LOCALE, options);
  return (value) => format.format(value);
};

const whole = formatOf({ maximumFractionDigits: 0 });
const fine = formatOf({ maximumFractionDigits: 2 });
const compact = formatOf({ notation: 'compact', minimumSignificantDigits: 3, maximumSignificantDigits: 3 });
const percent = formatOf({ style: 'percent', maximumFractionDigits: 0 });
const finePercent = formatOf({ style: 'percent', maximumFractionDigits: 1 });

/** Stands where nothing can be said. Screen readers skip a dash, so tables say it in words beside it. */
export const NOTHING = '\u2013';

/** A count as it is read: `48,213`. */
export const formatCount = (value: number): string => (Math.abs(value) < 10 ? fine(value) : whole(value));

/** A count where there is little room: `48.2K`; what is below 10,000 stays exact. */
export const formatCompact = (value: number): string =>
  Math.abs(value) < 10_000 ? formatCount(value) : compact(value);

/** A share of 0 to 1 as per cent; below 10 % with a digit after the point, and never 0 % or 100 % for what is not. */
export const formatShare = (value: number): string => {
  if (value > 0 && value < 0.001) return '<0.1%';
  if (value < 1 && value > 0.999) return '>99.9%';
  return value < 0.1 || (value > 0.99 && value < 1) ? finePercent(value) : percent(value);
};

/** A length of time in milliseconds, in the two largest units that say something: `4 min 12 s`. */
export const formatDuration = (milliseconds: number): string => {
  if (milliseconds < 1_000) return `${whole(milliseconds)} ms`;
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 60) return `${milliseconds < 10_000 ? fine(Math.round(milliseconds / 100) / 10) : seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${whole(hours / 24)} days`;
};

const dayFormat = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(LOCALE, { timeZone: 'UTC', ...options });

const shortDay = dayFormat({ day: 'numeric', month: 'short' });
const longDay = dayFormat({ day: 'numeric', month: 'short', year: 'numeric' });
const weekDay = dayFormat({ weekday: 'short', day: 'numeric', month: 'short' });

/** Milliseconds of a `YYYY-MM-DD` in UTC; NaN for another text. */
export const dayMs = (day: string): number => Date.parse(`${day.slice(0, 10)}T00:00:00Z`);

const withFormat =
  (format: Intl.DateTimeFormat) =>
  (day: string | number): string => {
    const at = typeof day === 'number' ? day : dayMs(day);
    return Number.isFinite(at) ? format.format(at) : String(day);
  };

/** `23 Nov`. */
export const formatDay: (day: string | number) => string = withFormat(shortDay);
/** `23 Nov 2026`. */
export const formatLongDay: (day: string | number) => string = withFormat(longDay);
/** `Mon 23 Nov`. */
export const formatWeekday: (day: string | number) => string = withFormat(weekDay);

/** Both ends of a span, the last day included: `24 Oct to 22 Nov 2026`. */
export const formatSpan = ({ from, until }: { readonly from: number; readonly until: number }): string => {
  const last = Math.max(from, until - 1);
  if (Math.floor(from / DAY_MS) === Math.floor(last / DAY_MS)) return formatLongDay(from);
  const sameYear = new Date(from).getUTCFullYear() === new Date(last).getUTCFullYear();
  return `${sameYear ? formatDay(from) : formatLongDay(from)} to ${formatLongDay(last)}`;
};

/** A cell of an answer as it is read in a table. */
export const formatCell = (value: ProductCell, kind: ProductValueKind): string => {
  if (value === null) return NOTHING;
  if (kind === 'day') return formatWeekday(value);
  if (typeof value === 'string') return value;
  if (kind === 'share') return formatShare(value);
  if (kind === 'milliseconds') return formatDuration(value);
  return kind === 'number' ? fine(value) : formatCount(value);
};
