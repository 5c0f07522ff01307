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
const HEIGHT = BAND + 22;
const TICKS_MS = [1_000, 10_000, 60_000, 600_000, 3_600_000, 36_000_000];

/** What a band is, beside its colour: quantiles may stand so close to each other that names on the strip would overlap. */
const reading = ({ at, value }: Quantile, index: number): Html =>
  html`<div>
    <dt>
      <span class="key key-strip-${Math.min(4, index + 1)}" aria-hidden="true"></span>${Math.round(at * 100)}% stay
      below
    </dt>
    <dd>${formatDuration(value)}</dd>
  </div>`;

/** How a length of time is spread: bands between quantiles on a scale on which each step is ten times as long. */
export const quantileStrip = ({ label, quantiles }: QuantileStripSpec): Html => {
  const longest = Math.max(2_000, ...quantiles.map(({ value }) => value)) * 1.6;
  const shortest = Math.max(1_000, Math.min(...quantiles.map(({ value }) => value)) / 6);
  const scale = scaleLog([shortest, longest], [0, 1]).clamp(true);
  const places = quantiles.map(({ value }) => scale(Math.max(1, value)));
  const words = quantiles.map(({ at, value }) => `${Math.round(at * 100)}% stay below ${formatDuration(value)}`);
  return html`<div class="chart quantiles" role="img" aria-label="${label} ${words.join(', ')}.">
      <svg width="100%" height="${HEIGHT}">
        <rect class="bar-track" width="100%" height="${BAND}" rx="4" />
        ${places.map((share, index) => {
          const from = index === 0 ? 0 : (places[index - 1] ?? 0);
          return html`<rect
            class="strip-${Math.min(4, index + 1)}"
            x="${along(from)}"
            width="${along(share - from)}"
            height="${BAND}"
          />`;
        })}
        ${TICKS_MS.filter((tick) => tick > shortest * 1.3 && tick < longest / 1.3).map((tick) => html`<text x="${along(scale(tick))}" y="${HEIGHT - 4}" text-anchor="middle">${formatDuration(tick)}</text>`)}
      </svg>
    </div>
    <dl class="readings">${quantiles.map(reading)}</dl>`;
};
