import { html, type Html } from '../ui/html.ts';
import type { ReportedMetric, ReportedPeriod } from './report.ts';
import { cellWords } from './report-words.ts';

const PLOT = 92;
const TOP = 18;
const FOOT = 22;

const percent = (share: number): string => `${Math.round(share * 10_000) / 100}%`;

/** One period of a metric: its column, its number above, its name below. */
function column({ metric }: ReportedMetric, period: ReportedPeriod, most: number, at: number, width: number): Html {
  const { number, label, state, isBreak } = period;
  const value = number?.value ?? null;
  const height = value === null || most <= 0 ? 0 : Math.max(1.5, (value / most) * PLOT);
  const y = TOP + PLOT - height;
  const middle = percent(at + width / 2);
  const words = number === undefined ? 'missing' : cellWords(value, metric.unit);
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
    <text class="of-value" x="${middle}" y="${y - 6}">${words}</text>
    <text x="${middle}" y="${TOP + PLOT + 16}">${label}${state === 'so-far' && ' so far'}</text>`;
}

/** The numbers of a metric as columns; a dashed one may still change, and behind a dashed line another version counts. */
export function reportColumns(reported: ReportedMetric): Html {
  const { periods, metric } = reported;
  const most = Math.max(0, ...periods.map(({ number }) => number?.value ?? 0));
  const width = 1 / Math.max(1, periods.length);
  const height = TOP + PLOT + FOOT;
  return html`<figure
    class="columns"
    role="img"
    aria-label="${metric.title}, by period; the table below has every number"
  >
    <svg width="100%" height="${height}">
      ${periods.map((period, index) => column(reported, period, most, index * width, width))}
      <line class="grid-base" x1="0" x2="100%" y1="${TOP + PLOT}" y2="${TOP + PLOT}" />
    </svg>
  </figure>`;
}
