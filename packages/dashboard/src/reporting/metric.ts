import type { MetricLike, ReportPeriod } from '@plumbline/core';

/** Who reads a number; the same four as the pages of the dashboard. */
export type MetricAudience = 'product' | 'leadership' | 'operator' | 'security';

/** What a number is of, and so how it is written: `share` is 0 to 1, `milliseconds` a length of time. */
export type MetricUnit = 'people' | 'count' | 'share' | 'milliseconds' | 'number';

/** The definition of a reported number, as an application writes it. */
export interface MetricSpec {
  /** Snake_case and for ever: numbers, lock and boards name it. */
  readonly id: string;
  /** A whole number from 1 on. Another query, unit or bound of people is another version. */
  readonly version: number;
  /** What people call it, in a few words. @default the ID in words */
  readonly title?: string;
  /** What the number answers, as a question in plain words. */
  readonly question: string;
  /** `@` and a team or person. */
  readonly owner: string;
  readonly audience: MetricAudience | readonly MetricAudience[];
  readonly unit: MetricUnit;
  /**
   * SQL on `product_telemetry_events` with `{from:DateTime64(3)}` and `{until:DateTime64(3)}`, the end outside. It returns a
   * column `value`, one `people` (how many stand behind the value) unless `minPeople` is 0, and with `slices` one `slice`,
   * whose empty text stands for all. It must not ask what time it is.
   */
  readonly query: string;
  /** What the number does not say, each in a sentence; at least one. */
  readonly caveats: readonly string[];
  /** First day that counts, `YYYY-MM-DD`: periods that begin before it are not computed by this version. */
  readonly validFrom: string;
  readonly periods: readonly ReportPeriod[];
  /** What the slices are, in a word or two: `role`. @default none: one number for each period */
  readonly slices?: string;
  /** A value behind which stand fewer people is left out, 2 to 1000; 0 where nobody stands behind it. @default 5 */
  readonly minPeople?: number;
  /** From version 2 on: what is counted otherwise than before, in one sentence. */
  readonly change?: string;
  /** Days before the period whose events the query reads too. @default 0 */
  readonly readsDaysBefore?: number;
  /** Days after the period whose events the query reads too: the period is finished that much later. @default 0 */
  readonly readsDaysAfter?: number;
}

/** A checked definition: plain, frozen data, so that it can be written down and compared. */
export interface Metric extends MetricLike {
  readonly audience: readonly MetricAudience[];
  readonly unit: MetricUnit;
  /** Empty in a first version. */
  readonly change: string;
  readonly readsDaysBefore: number;
  readonly readsDaysAfter: number;
}

export const AUDIENCES: readonly MetricAudience[] = ['product', 'leadership', 'operator', 'security'];
export const UNITS: readonly MetricUnit[] = ['people', 'count', 'share', 'milliseconds', 'number'];
export const PERIODS: readonly ReportPeriod[] = ['day', 'week', 'month', 'quarter'];

/** What a metric is called where nobody says otherwise: `active_people` is `Active people`. */
export const titleOf = (id: string): string => `${id.slice(0, 1).toUpperCase()}${id.slice(1).replaceAll('_', ' ')}`;
