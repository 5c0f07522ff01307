import { max, sum } from 'd3-array';
import { formatCount } from '../ui/format.ts';
import { html, type Html } from '../ui/html.ts';
import { along } from './fluid.ts';

export interface StackedRow {
  readonly name: string;
  readonly detail?: string;
  /** In the order of `parts`. */
  readonly values: readonly number[];
}

export interface StackedBarsSpec {
  readonly label: string;
  readonly names: string;
  /** Heading of the sums. */
  readonly values: string;
  /** At most six: the legend, in the order of the colours. */
  readonly parts: readonly string[];
  readonly rows: readonly StackedRow[];
  /** @default 8 */
  readonly shown?: number;
}

const HEIGHT = 16;
/** Where a part is narrower than this share of the longest bar, parts of its row have no edges, which would hide them. */
const EDGED = 0.02;

const segments = (values: readonly number[], most: number): readonly Html[] => {
  let at = 0;
  const isEdged = values.every((value) => value === 0 || value / most > EDGED);
  return values.map((value, index) => {
    const from = at;
    at += value;
    if (value === 0 || most === 0) return html``;
    return html`<rect
      class="fill-${index + 1} ${isEdged && 'bar-edge'}"
      x="${along(from / most)}"
      width="${along(value / most)}"
      height="${HEIGHT}"
    />`;
  });
};

/** What a row is made of, for who does not see its colours. */
const inWords = ({ values }: StackedRow, parts: readonly string[]): string =>
  parts
    .flatMap((part, index) => ((values[index] ?? 0) > 0 ? [`${part} ${formatCount(values[index] ?? 0)}`] : []))
    .join(', ');

/** Rows of bars, each made of parts that add up to its value. */
export const stackedBars = ({ label, names, values, parts, rows, shown = 8 }: StackedBarsSpec): Html => {
  const drawn = rows.slice(0, shown);
  const most = max(drawn, (row) => sum(row.values)) ?? 0;
  return html`<ul class="legend" aria-label="Colours">
      ${parts.map((part, index) => html`<li><span class="key key-${index + 1}" aria-hidden="true"></span>${part}</li>`)}
    </ul>
    <table class="ranking">
      <caption class="quiet">
        ${label}
      </caption>
      <thead>
        <tr>
          <th scope="col">${names}</th>
          <th scope="col"><span class="quiet">Parts</span></th>
          <th scope="col" class="number">${values}</th>
        </tr>
      </thead>
      <tbody>
        ${drawn.map(
          (row) =>
            html`<tr>
              <th scope="row">${row.name}${row.detail !== undefined && html`<small>${row.detail}</small>`}</th>
              <td class="bar-cell">
                <span class="bar" role="img" aria-label="${inWords(row, parts)}"
                  ><svg width="100%" height="${HEIGHT}">${segments(row.values, most)}</svg></span
                >
              </td>
              <td class="number"><strong>${formatCount(sum(row.values))}</strong></td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${rows.length > shown && html`<p class="rest">${rows.length - shown} more ${rows.length - shown === 1 ? 'is' : 'are'} in the data.</p>`}`;
};
