import type { Panel } from '../../model/board.ts';
import { meaningOf } from '../series-colours.ts';

const USUAL_SIZE: Readonly<Record<string, number>> = {
  s: 0.18,
  percentunit: 0.4,
  bytes: 4e8,
  Bps: 3e5,
  reqps: 14,
  ops: 9,
  cps: 120,
  short: 9,
};

/** What nobody wants to see: none of it, or next to none. */
const FAULTS =
  /^(?:failed|failing|lost|killed|unhealthy|traces, metrics and logs)|\b(?:down|dead|lost|failed|fail|refused|missing|expired|out of memory|not written|not usable|outside their list|wait, and why)\b/i;
const GOOD = /success|kept|left|in memory|succeed|promise|Against/i;

const QUANTILES: Readonly<Record<string, number>> = { p50: 0.3, p99: 1.9 };

function shareOf({ description, title }: Panel, name: string): number {
  if (/share of failures/i.test(title)) return 0.002;
  if (/failing|failures/i.test(title)) return 0.012;
  if (/rules take|pressure/i.test(title)) return 0.05;
  return GOOD.test(title + description) || name === 'success' ? 0.986 : (USUAL_SIZE['percentunit'] ?? 1);
}

function countOf({ kind, thresholds = [], title }: Panel): number {
  const [base] = thresholds;
  if (kind === 'stat' && base?.colour === 'green' && thresholds.some(({ from }) => from === 1)) return 0;
  if (/series/i.test(title)) return 14_000;
  if (kind === 'stat' && /\b(?:24 h|7 d)\b/.test(title)) return /denied/i.test(title) ? 3 : 1_240;
  // Things that are at work are few; of what waits each has its own number.
  if (kind === 'stat') return base?.colour === 'text' && !/replicas|hosts/i.test(title) ? 2 + title.length : 3;
  if (kind === 'table' && /expired/i.test(title)) return 0;
  return kind === 'table' ? 140 : (USUAL_SIZE['short'] ?? 1);
}

function usualOf(panel: Panel, name: string): number {
  const { kind, queries, title, unit } = panel;
  if (unit === 'percentunit') return shareOf(panel, name);
  if (unit === 's' && /since|oldest|age|verified/i.test(title)) return 900;
  const isFault = /^(?:red|orange)$/.test(meaningOf(name) ?? '') || (queries.length === 1 && FAULTS.test(title));
  if (isFault && kind !== 'table') return unit === 'short' ? 0 : (USUAL_SIZE[unit] ?? 1) / 40;
  if (unit === 'short') return countOf(panel);
  return (USUAL_SIZE[unit] ?? 1.1) * (QUANTILES[name] ?? 1);
}

/** How large the made-up numbers of a series are: on a day on which nothing is wrong, within what the panel calls good. */
export function sizeOf(panel: Panel, name: string): number {
  // As many as the list of alerts has.
  if (panel.title === 'Alerts firing') return 2;
  const size = usualOf(panel, name);
  const [base, ...steps] = panel.thresholds ?? [];
  const [first, last] = [steps[0]?.from, steps.at(-1)?.from];
  if (base?.colour === 'green' && first !== undefined && first > 0 && size > 0) return Math.min(size, first * 0.45);
  if (base?.colour === 'red' && last !== undefined && panel.unit === 'percentunit') return (1 + Math.min(last, 1)) / 2;
  return size;
}
