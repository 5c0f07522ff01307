import { type Change, changeMark } from '../ui/change.ts';
import { html, type Html } from '../ui/html.ts';
import { sparkline } from './sparkline.ts';

export interface StatTile {
  readonly name: string;
  /** Already written; undefined where nothing can be said. */
  readonly value: string | undefined;
  /** What the value is of, such as `a day`. */
  readonly unit?: string;
  readonly change?: Change;
  readonly before?: string;
  /** Instead of a change, where nothing is compared. */
  readonly note?: string;
  readonly trend?: readonly (number | null)[];
}

const tile = ({ name, value, unit, change, before, note, trend }: StatTile): Html =>
  html`<div class="tile">
    <dt>${name}</dt>
    <dd class="tile-number">
      ${value ?? html`<span aria-hidden="true">–</span><span class="quiet">nothing to say</span>`}${unit !== undefined && value !== undefined && html` <small>${unit}</small>`}
    </dd>
    <dd class="tile-change">
      ${change === undefined ? html`<span class="change-before">${note}</span>` : changeMark(change, before)}
    </dd>
    ${trend !== undefined && trend.length > 1 && trend.some((value) => (value ?? 0) !== 0) && html`<dd class="tile-spark">${sparkline({ values: trend })}</dd>`}
  </div>`;

/** The numbers that a page begins with. */
export const statTiles = (label: string, tiles: readonly StatTile[]): Html =>
  html`<dl class="tiles" aria-label="${label}">${tiles.map(tile)}</dl>`;
