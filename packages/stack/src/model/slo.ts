import type { PromDuration } from './alert.ts';

/** What an objective counts. */
export type SloIndicator =
  /** Requests that do not end with a server error. */
  | { readonly kind: 'availability'; readonly routes?: readonly string[] }
  /** Requests that end within a bound of the histogram. */
  | { readonly kind: 'latency'; readonly seconds: number; readonly routes?: readonly string[] }
  /** Share of the time in which a job or a set of gauges is not older than it may be. */
  | { readonly kind: 'freshness'; readonly job?: string; readonly set?: string; readonly maxAgeSeconds: number };

/** An objective with its burn-rate alerts; made by `defineSlo`, which refuses what can never fire. */
export interface Slo {
  /** `api-availability`: lower case, digits and hyphens. */
  readonly name: string;
  readonly description: string;
  /** Above 0 and below 1: `0.995`. */
  readonly objective: number;
  readonly indicator: SloIndicator;
  /** @default '30d' */
  readonly window: PromDuration;
  /** Fewest events of the longer window before an alert may fire. @default 50 */
  readonly minEvents: number;
}
