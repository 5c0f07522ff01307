import { signals } from '@plumbline/core';
import type { ApplicationModel } from './model/stack-model.ts';
import type { StackOptions } from './model/stack-options.ts';

const unless = (holds: boolean, fault: string): readonly string[] => (holds ? [] : [fault]);

const BOUNDS: readonly number[] = signals['http.server.request.duration'].boundaries;
const DAY = 86_400;
/** What a queue may wait at most; a longer time is no bound that anybody waits for. */
const MOST_DAYS_OF_A_QUEUE = 30;
/** Alerts look back one and a half times as long, and rules no longer than a year. */
const MOST_DAYS_BETWEEN = 180;

/** Two of a clock or a week: `to` may be `from` where both are within. */
const isRange = (range: unknown, most: number): range is readonly [number, number] =>
  Array.isArray(range) &&
  range.length === 2 &&
  range.every((value) => Number.isInteger(value) && value >= 0 && value <= most) &&
  range[0] <= range[1];

function usageFaults({ usage = {} }: StackOptions): string[] {
  const { days, hours } = usage;
  return [
    ...unless(
      hours === undefined || (isRange(hours, 24) && hours[0] < hours[1]),
      '`usage.hours` must be two hours in UTC such as `[8, 18]`, from the first up to the second: there is none in `[8, 8]`',
    ),
    ...unless(
      days === undefined || isRange(days, 6),
      '`usage.days` must be two days such as `[1, 5]`, both of them within; 0 is Sunday',
    ),
  ];
}

/** Thresholds that nothing exceeds, or that everything does. */
export function thresholdFaults(options: StackOptions): string[] {
  const { minEvents, p95Seconds, queueAgeSeconds, ...shares } = options.thresholds ?? {};
  const [first = 0, last = 0] = [BOUNDS.at(0), BOUNDS.at(-1)];
  return [
    ...(['errorRatio', 'authFailureRatio'] as const).flatMap((name) => {
      const value = shares[name];
      return unless(
        value === undefined || (value > 0 && value < 1),
        `\`thresholds.${name}\` must be a share above 0 and below 1`,
      );
    }),
    ...unless(
      p95Seconds === undefined || (p95Seconds > first && p95Seconds < last),
      `\`thresholds.p95Seconds\` must be above ${first} and below ${last}, the first and the last bound of the histogram of requests: what lies beyond is not told apart`,
    ),
    ...unless(
      minEvents === undefined || (minEvents > 0 && minEvents <= 1e9),
      '`thresholds.minEvents` must be above 0, and 1e9 at most',
    ),
    ...unless(
      queueAgeSeconds === undefined || (queueAgeSeconds > 0 && queueAgeSeconds <= MOST_DAYS_OF_A_QUEUE * DAY),
      `\`thresholds.queueAgeSeconds\` must be above 0, and ${MOST_DAYS_OF_A_QUEUE * DAY} (${MOST_DAYS_OF_A_QUEUE} days) at most`,
    ),
    ...usageFaults(options),
  ];
}

/** Times between two runs that no rule can look back. */
export const intervalFaults = ({ gauges, jobs }: ApplicationModel): string[] =>
  [...jobs, ...gauges].flatMap(({ everySeconds, name }) =>
    unless(
      everySeconds === undefined || (everySeconds > 0 && everySeconds <= MOST_DAYS_BETWEEN * DAY),
      `\`${name}\` of plumbline.config.ts: \`everySeconds\` must be above 0, and ${MOST_DAYS_BETWEEN} days at most`,
    ),
  );
