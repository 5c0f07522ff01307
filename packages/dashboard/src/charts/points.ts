import { html, type Html } from '../ui/html.ts';

/** What reading a chart says of one place on it. */
export interface Point {
  readonly title: string;
  readonly lines: readonly string[];
  /** Pixels from the top of the drawing where the value is. */
  readonly y: number | null;
}

/** The values behind a chart as an attribute, for the script; a page works without it. */
export const pointsAttribute = (points: readonly Point[]): string => JSON.stringify(points);

/** The line that follows the reader: upright, with a bob at its end. */
export const plumbLine = (height: number): Html =>
  html`<g class="plumb" aria-hidden="true"
    ><line x1="0" x2="0" y1="0" y2="${height}" /><svg x="0" y="${height}" width="1" height="1" overflow="visible">
      <path d="M-5 -1h10l-2 5.4L0 11l-3-6.6z" /></svg
    ><circle cx="0" cy="-100" r="5"
  /></g>`;
