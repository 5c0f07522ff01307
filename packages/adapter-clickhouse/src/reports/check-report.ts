import { PlumblineError, type ReportPeriod, type ReportQuestion, type ReportValue } from '@plumbline/core';

const PERIODS: Readonly<Record<ReportPeriod, true>> = { day: true, week: true, month: true, quarter: true };

const MAX_TEXT = 512;
const MAX_VERSION = 4_294_967_295;

/** A day that ClickHouse's type `Date` holds. */
const isDay = (text: unknown): text is string =>
  typeof text === 'string' &&
  /^\d{4}-\d{2}-\d{2}$/.test(text) &&
  new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text &&
  text >= '1970-01-01' &&
  text < '2149-06-07';

const isText = (text: unknown, least: number): boolean =>
  typeof text === 'string' && text.length >= least && text.length <= MAX_TEXT;

const isPeriod = (period: unknown): boolean => typeof period === 'string' && Object.hasOwn(PERIODS, period);

const isVersion = (version: unknown): boolean =>
  Number.isInteger(version) && (version as number) >= 1 && (version as number) <= MAX_VERSION;

/** The end of 2299, the last that ClickHouse's times hold. */
const isTime = (ms: unknown): boolean =>
  Number.isSafeInteger(ms) && (ms as number) >= 0 && (ms as number) <= 10_413_791_999_999;

function faultsOf(value: ReportValue): readonly string[] {
  return [
    ...(isText(value.metric, 1) ? [] : ['`metric` must be a text']),
    ...(isVersion(value.version) ? [] : ['`version` must be a whole number from 1']),
    ...(/^[\da-f]{64}$/.test(value.fingerprint) ? [] : ['`fingerprint` must be a SHA-256 in hex']),
    ...(isPeriod(value.period) ? [] : ['`period` must be day, week, month or quarter']),
    ...(isDay(value.start) ? [] : ['`start` must be a day, YYYY-MM-DD']),
    ...(isText(value.slice, 0) ? [] : ['`slice` must be a text']),
    ...(value.value === null || Number.isFinite(value.value) ? [] : ['`value` must be a number or null']),
    ...(isTime(value.computedAt) ? [] : ['`computedAt` must be milliseconds since the epoch']),
  ];
}

function refuse(faults: readonly string[]): void {
  if (faults.length === 0) return;
  throw new PlumblineError('PLB_OPTION_INVALID', `reports: ${[...new Set(faults)].join('; ')}`);
}

/** Throws PLB_OPTION_INVALID where a value cannot be kept, naming every fault and no value. */
export const checkReportValues = (values: readonly ReportValue[]): void =>
  refuse(values.flatMap((value) => faultsOf(value)));

/** Throws PLB_OPTION_INVALID where a question cannot be asked. */
export function checkReportQuestion({ period, from, until }: ReportQuestion): void {
  refuse([
    ...(period === undefined || isPeriod(period) ? [] : ['`period` must be day, week, month or quarter']),
    ...([from, until].every((day) => day === undefined || isDay(day))
      ? []
      : ['`from` and `until` must be days, YYYY-MM-DD']),
  ]);
}
