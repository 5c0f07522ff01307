import { max } from 'd3-array';
import { formatCount, formatShare } from '../ui/format.ts';
import { html, type Html } from '../ui/html.ts';
import { along } from './fluid.ts';

export interface BarRow {
  readonly name: string;
  /** A second, smaller line under the name. */
  readonly detail?: string;
  readonly value: number;
  readonly previous?: number | null;
  /** Further numbers of the row, in the order of `sides`; they give way where there is no room. */
  readonly sides?: readonly string[];
}

export interface BarChartSpec {
  /** What the ranking shows, in one sentence: the caption of its table. */
  readonly label: string;
  /** Heading of the names. */
  readonly names: string;
  /** Heading of the values. */
  readonly values: string;
  readonly sides?: readonly string[];
  /** The largest first. */
  readonly rows: readonly BarRow[];
  /** Of everything, so that shares are of the whole and not of the rows; without it there are none. */
  readonly total?: number;
  /** Rows that are drawn; the others are one line of text. @default 8 */
  readonly shown?: number;
  readonly format?: (value: number) => string;
  /** @default the measure's own colour */
  readonly tone?: 'measure' | 'bad';
  /** Whether names are code, such as route patterns. @default false */
  readonly code?: boolean;
}

const HEIGHT = 14;

const bar = (row: BarRow, most: number, tone: BarChartSpec['tone']): Html => {
  const share = most > 0 ? row.value / most : 0;
  const { previous } = row;
  const before =
    previous === null || previous === undefined || previous <= 0 || most <= 0 ? undefined : previous / most;
  return html`<span class="bar" aria-hidden="true"
    ><svg width="100%" height="${HEIGHT}">
      <rect class="bar-track" width="100%" height="${HEIGHT}" rx="3" />
      <rect class="${tone === 'bad' ? 'fill-bad' : 'fill-1'}" width="${along(share)}" height="${HEIGHT}" rx="3" />
      ${before !== undefined && html`<rect class="bar-before" x="${along(Math.min(before, 0.995))}" y="-3" width="2" height="${HEIGHT + 6}" />`}
    </svg></span
  >`;
};

const rowOf = (row: BarRow, spec: BarChartSpec, most: number): Html => {
  const { format = formatCount, total, code = false } = spec;
  return html`<tr>
    <th scope="row">
      ${code ? html`<code>${row.name}</code>` : row.name}${row.detail !== undefined && html`<small>${row.detail}</small>`}
    </th>
    <td class="bar-cell">${bar(row, most, spec.tone)}</td>
    <td class="number"><strong>${format(row.value)}</strong></td>
    ${total !== undefined && html`<td class="number">${formatShare(total > 0 ? row.value / total : 0)}</td>`}
    ${(row.sides ?? []).map((text) => html`<td class="number side">${text}</td>`)}
  </tr>`;
};

/** A ranking as what it is, a table, with a bar in each row; the mark across a bar is the time before. */
export const barChart = (spec: BarChartSpec): Html => {
  const { rows, shown = 8, format = formatCount, total } = spec;
  const drawn = rows.slice(0, shown);
  const rest = rows.slice(shown);
  const most = max(drawn.flatMap(({ value, previous }) => [value, previous ?? 0])) ?? 0;
  const left = rest.reduce((sum, { value }) => sum + value, 0);
  return html`<table class="ranking">
      <caption class="quiet">
        ${spec.label}
      </caption>
      <thead>
        <tr>
          <th scope="col">${spec.names}</th>
          <td></td>
          <th scope="col" class="number">${spec.values}</th>
          ${total !== undefined && html`<th scope="col" class="number">Share</th>`}
          ${(spec.sides ?? []).map((name) => html`<th scope="col" class="number side">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${drawn.map((row) => rowOf(row, spec, most))}
      </tbody>
    </table>
    ${rest.length > 0 && html`<p class="rest">${rest.length} more, together ${format(left)}.</p>`}`;
};
