/** Two windows over which the budget must burn at least so fast. */
export interface BurnRate {
  /** How many times faster than the budget lasts for the window of the objective. */
  readonly factor: number;
  readonly long: string;
  readonly short: string;
  /** The window over which there must be enough events. */
  readonly events: string;
}

interface Pair extends Omit<BurnRate, 'factor'> {
  /** Part of the budget, in percent, that is gone after the long window of so many hours. */
  readonly percent: number;
  readonly hours: number;
}

/**
 * "Site Reliability Workbook", chapter 5, "Alerting on SLOs", section 6 with table 5-8, and its pair of a day: 2 % of the
 * budget within an hour and 5 % within six, for which somebody is called.
 */
const FAST: readonly Pair[] = [
  { percent: 2, hours: 1, long: '1h', short: '5m', events: '1h' },
  { percent: 5, hours: 6, long: '6h', short: '30m', events: '6h' },
];

/** 10 % within a day or within three: somebody looks into it in working hours. */
const SLOW: readonly Pair[] = [
  { percent: 10, hours: 24, long: '1d', short: '2h', events: '6h' },
  { percent: 10, hours: 72, long: '3d', short: '6h', events: '6h' },
];

/**
 * The workbook's factors 14.4, 6, 3 and 1 are those of 30 days; of another window they are in proportion, since the budget is
 * spread over it. Never below 1: a budget that burns slower than that lasts.
 */
const rateOf =
  (days: number) =>
  ({ events, hours, long, percent, short }: Pair): BurnRate => ({
    factor: Math.max(1, Number(((percent * days * 24) / (hours * 100)).toFixed(4))),
    long,
    short,
    events,
  });

/** The pairs of windows of the fast and of the slow alert, for an objective over so many days (`30d`). */
export function burnRates(window: string): { readonly fast: readonly BurnRate[]; readonly slow: readonly BurnRate[] } {
  const of = rateOf(Number.parseInt(window, 10));
  return { fast: FAST.map(of), slow: SLOW.map(of) };
}

/**
 * Highest share of failures that a threshold may ask for. At 1 nothing but the failure of every request would do, and since
 * rates need minutes to follow, not even that in time.
 */
export const MOST_SHARE = 0.9;
