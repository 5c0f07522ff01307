import type { ProductAnswer, ProductCell, ProductColumn } from '@plumbline/core';
import { formatCell, NOTHING } from './format.ts';
import { html, type Html } from './html.ts';

/** Beyond this a table is for the CSV, and would cost the page more than it tells. */
const MAX_ROWS = 100;

const HEADINGS: Readonly<Record<string, string>> = {
  active_anonymous_users: 'People',
  anonymous_users: 'People',
  affected_anonymous_users: 'People affected',
  route_pattern: 'Route',
  filter_key: 'Filter',
  error_class: 'Error class',
  avg_value_count: 'Values chosen, on average',
  avg_pages_viewed: 'Pages, on average',
  avg_interactions: 'Interactions, on average',
};

/** A column's name as a heading: `error_class` is `Error class`. */
export const headingOf = (name: string): string => {
  const known = HEADINGS[name];
  if (known !== undefined) return known;
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** Whether a column holds numbers, which stand on the right. */
export const isNumeric = ({ kind }: ProductColumn): boolean => kind !== 'text' && kind !== 'day';

const cellOf = (value: ProductCell, column: ProductColumn, first: boolean): Html => {
  const text =
    value === null
      ? html`<span aria-hidden="true">${NOTHING}</span><span class="quiet">nothing to say</span>`
      : formatCell(value, column.kind);
  if (first) return html`<th scope="row" class="${isNumeric(column) && 'number'}">${text}</th>`;
  return html`<td class="${isNumeric(column) ? 'number' : 'words'}">${text}</td>`;
};

/** The rows of an answer as a table: the equivalent of its chart. A long one ends with how many are left to the CSV. */
export const dataTable = (caption: string, { columns, rows }: Pick<ProductAnswer, 'columns' | 'rows'>): Html => {
  const shown = rows.slice(0, MAX_ROWS);
  return html`<div class="scroller" role="region" tabindex="0" aria-label="${caption}: rows">
    <table class="data">
      <caption class="quiet">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(
            (column) =>
              html`<th scope="col" class="${isNumeric(column) ? 'number' : 'words'}">${headingOf(column.name)}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${shown.map(
          (row) =>
            html`<tr>
              ${columns.map((column, index) => cellOf(row[index] ?? null, column, index === 0))}
            </tr>`,
        )}
      </tbody>
    </table>
    ${rows.length > shown.length && html`<p class="note">${rows.length - shown.length} more rows are in the CSV.</p>`}
  </div>`;
};
