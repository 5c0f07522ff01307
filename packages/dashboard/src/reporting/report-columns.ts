import { html, type Html } from '../ui/html.ts';
import type { ReportedMetric, ReportedPeriod } from './report.ts';
import { cellWords } from './report-words.ts';

const PLOT = 92;
const TOP = 18;
const FOOT = 22;
const LINE = 15;
/** More columns than this leave no room for the names of all on a phone. */
const ALL_NAMED = 5;

const percent = (share: number): string => `${Math.round(share * 10_000) / 100}%`;

/** One period of a metric: its column, its number above, its name below. */
function column(
  { metric }: ReportedMetric,
  period: ReportedPeriod,
  most: number,
  at: number,
  width: number,
  rank = 0,
): Html {
  const { number, label, state, isBreak } = period;
  const value = number?.value ?? null;
  const height = value === null || most <= 0 ? 0 : Math.max(1.5, (value / most) * PLOT);
  const y = TOP + PLOT - height;
  const middle = percent(at + width / 2);
  const words = number === undefined ? 'missing' : cellWords(value, metric.unit);
  const thin = rank % 2 === 1 && 'tick-second';
  const kind = state === 'so-far' ? 'column-so-far' : 'fill-1';
  return html`${isBreak && html`<line class="column-break" x1="${percent(at)}" x2="${percent(at)}" y1="0" y2="${TOP + PLOT}" />`}
    <rect
      class="${kind}"
      x="${percent(at + width * 0.2)}"
      width="${percent(width * 0.6)}"
      y="${y}"
      height="${height}"
      rx="2"
    />
    <text class="of-value ${thin}" x="${middle}" y="${y - 6}">${words}</text>
    <text class="${thin}" x="${middle}" y="${TOP + PLOT + 16}">${label}</text>
    ${state === 'so-far' && html`<text x="${middle}" y="${TOP + PLOT + 16 + LINE}">so far</text>`}`;
}

/** The numbers of a metric as columns; a dashed one may still change, and behind a dashed line another version counts. */
export function reportColumns(reported: ReportedMetric): Html {
  const { periods, metric } = reported;
  const most = Math.max(0, ...periods.map(({ number }) => number?.value ?? 0));
  const width = 1 / Math.max(1, periods.length);
  const isSoFar = periods.some(({ state }) => state === 'so-far');
  const height = TOP + PLOT + FOOT + (isSoFar ? LINE : 0);
  const rankOf = (index: number): number => (periods.length > ALL_NAMED ? periods.length - 1 - index : 0);
  return html`<figure
    class="columns"
    role="img"
    aria-label="${metric.title}, by period; the table below has every number"
  >
    <svg width="100%" height="${height}">
      ${periods.map((period, index) => column(reported, period, most, index * width, width, rankOf(index)))}
      <line class="grid-base" x1="0" x2="100%" y1="${TOP + PLOT}" y2="${TOP + PLOT}" />
    </svg>
  </figure>`;
}
