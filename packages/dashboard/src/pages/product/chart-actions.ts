import type { ProductAnswer } from '@plumbline/core';
import { rollups, sum } from 'd3-array';
import { stackedBars } from '../../charts/stacked-bars.ts';
import { formatCount, formatShare } from '../../ui/format.ts';
import { html } from '../../ui/html.ts';
import type { Drawn } from './answer-panel.ts';
import { readAnswer, total, wordsOf } from './read-answer.ts';

/** Six colours can be told apart; the last one is for everything else. */
const MAX_PARTS = 6;

/** Actions on charts: a row for each chart and surface, a part for each action. */
export function drawChartActions(answer: ProductAnswer): Drawn | undefined {
  const reader = readAnswer(answer);
  const all = total(reader, reader.rows, 'interactions');
  if (all === 0) return undefined;
  const count = (rows: typeof reader.rows): number => total(reader, rows, 'interactions');
  const actions = rollups(reader.rows, count, (row) => reader.text(row, 'action')).toSorted((a, b) => b[1] - a[1]);
  const many = actions.length > MAX_PARTS;
  const named = actions.slice(0, many ? MAX_PARTS - 1 : MAX_PARTS).map(([action]) => action);
  const partOf = (action: string): number => (named.includes(action) ? named.indexOf(action) : MAX_PARTS - 1);
  const parts = [...named.map(wordsOf), ...(many ? ['other'] : [])];
  const rows = rollups(
    reader.rows,
    (own) => {
      const values = parts.map(() => 0);
      for (const row of own) {
        const part = partOf(reader.text(row, 'action'));
        values[part] = (values[part] ?? 0) + (reader.number(row, 'interactions') ?? 0);
      }
      return values;
    },
    (row) => `${reader.text(row, 'chart')}\n${reader.text(row, 'surface')}`,
  )
    .map(([key, values]) => {
      const [chart = '', surface = ''] = key.split('\n');
      return { name: wordsOf(chart), detail: `on ${wordsOf(surface)}`, values };
    })
    .toSorted((a, b) => sum(b.values) - sum(a.values));
  const [first = ''] = actions[0] ?? [];
  return {
    finding: html`Charts are mostly ${wordsOf(first)}: ${formatShare((actions[0]?.[1] ?? 0) / all)} of
    ${formatCount(all)} actions.`,
    chart: stackedBars({ label: 'Actions by chart and surface', names: 'Chart', values: 'Actions', parts, rows }),
  };
}
