import type { ProductAnswer } from '@plumbline/core';
import { type Quantile, quantileStrip } from '../../charts/quantile-strip.ts';
import { changeMark, changeOf } from '../../ui/change.ts';
import { formatCount, formatDuration, NOTHING } from '../../ui/format.ts';
import { html, type Html } from '../../ui/html.ts';
import type { Drawn } from './answer-panel.ts';
import { readAnswer, type Reader } from './read-answer.ts';

const QUANTILES = [0.5, 0.75, 0.9, 0.95] as const;
const nameOf = (at: number): string => `p${Math.round(at * 100)}_duration_ms`;

const average = (reader: Reader, term: string, column: string): Html => {
  const value = reader.number(reader.rows[0], column);
  const change = changeOf(value, reader.number(reader.previous[0], column));
  return html`<div>
    <dt>${term}</dt>
    <dd>${value === null ? NOTHING : value.toFixed(1)}${change && html`<small>${changeMark(change)}</small>`}</dd>
  </div>`;
};

/** How long sessions last, as the times that shares of them stay below, with pages and interactions. */
export function drawSessions(answer: ProductAnswer): Drawn | undefined {
  const reader = readAnswer(answer);
  const row = reader.rows[0];
  const quantiles = QUANTILES.flatMap((at): readonly Quantile[] => {
    const value = reader.number(row, nameOf(at));
    return value === null ? [] : [{ at, value }];
  });
  const median = quantiles[0]?.value;
  if (median === undefined) return undefined;
  const longest = quantiles.at(-1)?.value ?? median;
  const sessions = reader.number(row, 'sessions');
  const sessionsChange = changeOf(sessions, reader.number(reader.previous[0], 'sessions'));
  return {
    finding: html`Half of the sessions end within ${formatDuration(median)}; one in twenty lasts longer than
    ${formatDuration(longest)}.`,
    chart: html`${quantileStrip({ label: 'Duration of sessions:', quantiles })}
      <dl class="pair">
        ${
          sessions !== null &&
          html`<div>
            <dt>Sessions that ended</dt>
            <dd>${formatCount(sessions)}${sessionsChange && html`<small>${changeMark(sessionsChange)}</small>`}</dd>
          </div>`
        }
        ${average(reader, 'Pages in one, on average', 'avg_pages_viewed')}
        ${average(reader, 'Interactions, on average', 'avg_interactions')}
      </dl>`,
  };
}
