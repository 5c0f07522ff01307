import type { ReportPeriod } from '@plumbline/core';
import type { Metric, MetricAudience } from './metric.ts';
import type { MetricCell } from './suppress.ts';

/** A number of a period with what produced it. */
export interface ReportedNumber {
  readonly version: number;
  readonly fingerprint: string;
  /** Milliseconds since the epoch. */
  readonly computedAt: number;
  /** Of all; null where nothing can be said, or where fewer people stand behind it than may. */
  readonly value: number | null;
  /** Of slices, by name; empty where there are none. */
  readonly slices: readonly MetricCell[];
  /** How many of them all have no value. */
  readonly leftOut: number;
  /** Whether it was made by the text that the definition has; false says that the lock was rewritten. */
  readonly isKnown: boolean;
}

/** One period of one metric. */
export interface ReportedPeriod {
  /** First day, and the first one after it, `YYYY-MM-DD`. */
  readonly start: string;
  readonly until: string;
  /** `2026 Q2`, `2026-06`, `2026-W23`, `2026-06-01`. */
  readonly label: string;
  /** `finished`: kept for ever. `so-far`: counted just now, never kept. `missing`: `reason` says why. */
  readonly state: 'finished' | 'so-far' | 'missing';
  /** Absent where it is missing. */
  readonly number?: ReportedNumber;
  /** What other versions made of the same period, the oldest first. */
  readonly beside: readonly ReportedNumber[];
  /** Another version than that of the number before: the two are not to be compared. */
  readonly isBreak: boolean;
  /** Why it is missing, or until when a number so far may change. */
  readonly reason?: string;
}

/** One metric over the periods of a report, the oldest period first. */
export interface ReportedMetric {
  /** What is declared now; of a withdrawn metric, its last version. */
  readonly metric: Metric;
  readonly isWithdrawn: boolean;
  /** Every version that is known, the oldest first. */
  readonly versions: readonly Metric[];
  readonly periods: readonly ReportedPeriod[];
}

/** Numbers over some periods, for one audience or for all. */
export interface Report {
  readonly period: ReportPeriod;
  readonly audience: MetricAudience | undefined;
  /** Milliseconds since the epoch at which it was asked for. */
  readonly askedAt: number;
  readonly metrics: readonly ReportedMetric[];
}

export interface ReportAsk {
  readonly period: ReportPeriod;
  /** How many periods, the running one with them, 1 to 400. @default 5 */
  readonly count?: number;
  /** @default every metric */
  readonly audience?: MetricAudience;
  /** The last day that is reported, `YYYY-MM-DD`. @default today */
  readonly until?: string;
  /** Counts periods that are not finished so far. @default true */
  readonly soFar?: boolean;
}

/** What a run did about a row of periods. */
export interface RunFinding {
  readonly metric: string;
  readonly version: number;
  readonly period: ReportPeriod;
  /** First day of the first and of the last period. */
  readonly from: string;
  readonly until: string;
  readonly reason: string;
}

export interface ReportRun {
  /** How many numbers of periods were computed now and handed to the store. */
  readonly finished: number;
  /** Finished periods that can never be computed, in rows of one reason. */
  readonly impossible: readonly RunFinding[];
  /** Metrics whose query failed, or whose text is not the one that made the stored numbers: nothing of them was written. */
  readonly refused: readonly RunFinding[];
}
