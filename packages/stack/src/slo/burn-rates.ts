/** Two windows over which the budget must burn at least so fast, by the SRE workbook, "Alerting on SLOs", table 5-8. */
export interface BurnRate {
  readonly factor: number;
  readonly long: string;
  readonly short: string;
  /** The window over which there must be enough events. */
  readonly events: string;
}

/** 2 % of a budget of 30 days within an hour, and 5 % within six: somebody is called. */
export const FAST: readonly BurnRate[] = [
  { factor: 14.4, long: '1h', short: '5m', events: '1h' },
  { factor: 6, long: '6h', short: '30m', events: '6h' },
];

/** 10 % within a day or within three: somebody looks into it in working hours. */
export const SLOW: readonly BurnRate[] = [
  { factor: 3, long: '1d', short: '2h', events: '6h' },
  { factor: 1, long: '3d', short: '6h', events: '6h' },
];

/**
 * Highest share of failures that a threshold may ask for. At 1 nothing but the failure of every request would do, and since
 * rates need minutes to follow, not even that in time.
 */
export const MOST_SHARE = 0.9;
