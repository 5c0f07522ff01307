import { formatShare } from '../ui/format.ts';
import { html, type Html } from '../ui/html.ts';
import { HEAT } from '../ui/tokens.ts';

export interface HeatRow {
  readonly name: string;
  readonly size: string;
  /** Shares of 0 to 1; null where it is not known, undefined where the time has not come. */
  readonly shares: readonly (number | null | undefined)[];
}

export interface HeatmapSpec {
  readonly label: string;
  readonly rowHeading: string;
  readonly sizeHeading: string;
  readonly columns: readonly string[];
  readonly rows: readonly HeatRow[];
  /** The share that has the strongest colour. @default the largest there is, without columns that are always whole */
  readonly top?: number;
}

const stepOf = (share: number, top: number): number =>
  Math.min(HEAT.length - 1, Math.max(0, Math.floor((share / (top || 1)) * HEAT.length)));

const cell = (share: number | null | undefined, top: number): Html => {
  if (share === undefined) return html`<td class="heat-none"></td>`;
  if (share === null)
    return html`<td class="heat-none"><span class="quiet">too few people</span><span aria-hidden="true">·</span></td>`;
  return html`<td class="heat-${stepOf(share, top)}">${formatShare(share)}</td>`;
};

/** Shares in rows and columns, each written on its colour: cohorts that come back. */
export const heatmap = ({ label, rowHeading, sizeHeading, columns, rows, top }: HeatmapSpec): Html => {
  const partial = rows.flatMap(({ shares }) => shares).filter((share) => typeof share === 'number' && share < 0.995);
  const most = top ?? Math.max(0.01, ...(partial as number[]));
  return html`<div class="scroller" role="region" tabindex="0" aria-label="${label}">
    <table class="heat">
      <caption class="quiet">
        ${label}
      </caption>
      <thead>
        <tr>
          <th scope="col">${rowHeading}</th>
          <th scope="col">${sizeHeading}</th>
          ${columns.map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              <th scope="row">${row.name}</th>
              <td class="heat-size">${row.size}</td>
              ${columns.map((_, index) => cell(row.shares[index], most))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
};
