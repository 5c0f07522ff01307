import { max, min } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';
import { html, type Html } from '../ui/html.ts';
import { along, place, STRETCH } from './fluid.ts';

export interface SparklineSpec {
  /** What it shows; without one it only decorates a number that stands beside it. */
  readonly label?: string;
  readonly values: readonly (number | null)[];
  /** Pixels. @default 32 */
  readonly height?: number;
  /** Whether the axis begins at 0; without it the line shows its own range. @default true */
  readonly fromZero?: boolean;
}

/** A line of the size of a word. */
export const sparkline = ({ label, values, height = 32, fromZero = true }: SparklineSpec): Html => {
  const known = values.filter((value) => value !== null);
  const most = max(known) ?? 0;
  const least = fromZero ? 0 : (min(known) ?? 0);
  const y = scaleLinear([least, most > least ? most : least + 1], [height - 3, 3]);
  const x = (index: number): number => (values.length < 2 ? 1 : index / (values.length - 1));
  const at = (_: number | null, index: number): number => place(x(index) * STRETCH);
  const up = (value: number | null): number => place(y(value ?? 0));
  const has = (value: number | null): boolean => value !== null;
  const lastAt = values.findLastIndex(has);
  const role = label === undefined ? html`aria-hidden="true"` : html`role="img" aria-label="${label}"`;
  return html`<span class="spark" ${role}
    ><svg width="100%" height="${height}">
      <svg viewBox="0 0 ${STRETCH} ${height}" preserveAspectRatio="none" width="100%" height="${height}">
        <path class="area" d="${area<number | null>(at, height, up).defined(has)([...values])}" />
        <path class="line" d="${line<number | null>(at, up).defined(has)([...values])}" /></svg
      >${lastAt >= 0 && html`<circle class="spark-dot" cx="${along(x(lastAt))}" cy="${up(values[lastAt] ?? 0)}" r="3" />`}
    </svg></span
  >`;
};
