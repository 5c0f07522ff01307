import type { ProductAnswer } from '@plumbline/core';
import { sum } from 'd3-array';
import { stackedBars } from '../../charts/stacked-bars.ts';
import { formatCount, formatShare } from '../../ui/format.ts';
import { html } from '../../ui/html.ts';
import type { Drawn } from './answer-panel.ts';
import { readAnswer, total, wordsOf } from './read-answer.ts';
import { stackRows } from './stack-rows.ts';

/** Six colours can be told apart; the last one is for everything else. */
const MAX_PARTS = 6;

/** Actions on charts: a row for each chart and surface, a part for each action. */
export function drawChartActions(answer: ProductAnswer): Drawn | undefined {
  const reader = readAnswer(answer);
  const all = total(reader, reader.rows, 'interactions');
  if (all === 0) return undefined;
  const row = ['chart', 'surface'];
  const { parts, rows } = stackRows(reader, { row, part: 'action', value: 'interactions', most: MAX_PARTS });
  const first = sum(rows, ({ values }) => values[0]);
  return {
    finding: html`Charts are mostly ${parts[0]}: ${formatShare(first / all)} of ${formatCount(all)} actions.`,
    chart: stackedBars({
      label: 'Actions by chart and surface',
      names: 'Chart',
      values: 'Actions',
      parts,
      rows: rows.map(({ texts: [chart = '', surface = ''], values }) => ({
        name: wordsOf(chart),
        detail: `on ${wordsOf(surface)}`,
        values,
      })),
    }),
  };
}
