import { scaleLog } from 'd3-scale';
import { formatDuration } from '../ui/format.ts';
import { html, type Html } from '../ui/html.ts';
import { along } from './fluid.ts';

export interface Quantile {
  /** 0 to 1. */
  readonly at: number;
  /** Milliseconds. */
  readonly value: number;
}

export interface QuantileStripSpec {
  readonly label: string;
  /** In rising order. */
  readonly quantiles: readonly Quantile[];
}

const BAND = 26;
const TOP = 42;
const HEIGHT = TOP + BAND + 62;
const TICKS_MS = [1_000, 10_000, 60_000, 600_000, 3_600_000, 36_000_000];

/** Where one of a text's ends would leave the drawing, that end is where it begins. */
const anchorOf = (share: number): 'start' | 'middle' | 'end' =>
  share < 0.1 ? 'start' : share > 0.9 ? 'end' : 'middle';

const marker = ({ at, value }: Quantile, share: number, index: number): Html => {
  const above = index % 2 === 0;
  const y = above ? 14 : TOP + BAND + 20;
  const anchor = anchorOf(share);
  return html`<line
      class="grid-base"
      x1="${along(share)}"
      x2="${along(share)}"
      y1="${above ? TOP - 8 : TOP}"
      y2="${above ? TOP + BAND : TOP + BAND + 8}"
    />
    <text class="label-value" x="${along(share)}" y="${y}" text-anchor="${anchor}">${formatDuration(value)}</text>
    <text class="label-name" x="${along(share)}" y="${y + 15}" text-anchor="${anchor}"
      >${Math.round(at * 100)}% stay below</text
    >`;
};

/** How a length of time is spread: bands between quantiles on a scale on which each step is ten times as long. */
export const quantileStrip = ({ label, quantiles }: QuantileStripSpec): Html => {
  const longest = Math.max(2_000, ...quantiles.map(({ value }) => value)) * 1.6;
  const shortest = Math.max(1_000, Math.min(...quantiles.map(({ value }) => value)) / 6);
  const scale = scaleLog([shortest, longest], [0, 1]).clamp(true);
  const places = quantiles.map(({ value }) => scale(Math.max(1, value)));
  const words = quantiles.map(({ at, value }) => `${Math.round(at * 100)}% stay below ${formatDuration(value)}`);
  return html`<div class="chart quantiles" role="img" aria-label="${label} ${words.join(', ')}.">
    <svg width="100%" height="${HEIGHT}">
      <rect class="bar-track" width="100%" y="${TOP}" height="${BAND}" rx="4" />
      ${places.map((share, index) => {
        const from = index === 0 ? 0 : (places[index - 1] ?? 0);
        return html`<rect
          class="strip-${Math.min(4, index + 1)}"
          x="${along(from)}"
          width="${along(share - from)}"
          y="${TOP}"
          height="${BAND}"
        />`;
      })}
      ${quantiles.map((quantile, index) => marker(quantile, places[index] ?? 0, index))}
      ${TICKS_MS.filter((tick) => tick > shortest * 1.3 && tick < longest / 1.3).map((tick) => html`<text x="${along(scale(tick))}" y="${HEIGHT - 2}" text-anchor="middle">${formatDuration(tick)}</text>`)}
    </svg>
  </div>`;
};
