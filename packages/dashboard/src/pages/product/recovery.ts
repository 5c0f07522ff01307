import type { ProductAnswer } from '@plumbline/core';
import { mean } from 'd3-array';
import { lineChart, type LinePoint } from '../../charts/line-chart.ts';
import { type Change, changeMark, changeOf, pointsMoved } from '../../ui/change.ts';
import { formatCount, formatDay, formatDuration, formatShare, formatWeekday, NOTHING } from '../../ui/format.ts';
import { html, type Html } from '../../ui/html.ts';
import type { Drawn } from './answer-panel.ts';
import { readAnswer, type Reader, total } from './read-answer.ts';

interface Recovery {
  readonly recovered: number;
  readonly lost: number;
  /** Undefined where nothing was kept offline. */
  readonly rate: number | undefined;
}

function recoveryOf(reader: Reader, rows: Reader['rows']): Recovery {
  const recovered = total(reader, rows, 'recovered');
  const lost = total(reader, rows, 'lost');
  return { recovered, lost, rate: recovered + lost === 0 ? undefined : recovered / (recovered + lost) };
}

const fact = (term: string, value: string, change?: Change): Html =>
  html`<div>
    <dt>${term}</dt>
    <dd>${value}${change && html`<small>${changeMark(change)}</small>`}</dd>
  </div>`;

function findingOf({ recovered, lost, rate }: Recovery): Html {
  const all = recovered + lost;
  if (lost === 0) return html`All of the ${formatCount(all)} events that waited offline arrived.`;
  return html`${formatShare(rate ?? 0)} of the ${formatCount(all)} events that waited offline arrived;
  ${formatCount(lost)} ${lost === 1 ? 'was' : 'were'} dropped in the browser.`;
}

/** What waited while browsers were offline: how much of it arrived on each day, and how much never will. */
export function drawRecovery(answer: ProductAnswer): Drawn | undefined {
  const reader = readAnswer(answer);
  const now = recoveryOf(reader, reader.rows);
  if (now.rate === undefined) return undefined;
  const earlier = recoveryOf(reader, reader.previous);
  const away = mean(reader.rows, (row) => reader.number(row, 'avg_offline_ms') ?? undefined);
  const points = reader.rows.map((row): LinePoint => {
    const day = reader.text(row, 'day');
    return { title: formatWeekday(day), tick: formatDay(day), value: reader.number(row, 'recovered') };
  });
  const lostChange = answer.previous === undefined ? undefined : changeOf(now.lost, earlier.lost, 'down');
  return {
    finding: findingOf(now),
    chart: html`${lineChart({ label: 'Events that waited offline and arrived, each day.', points, unit: 'events', height: 230, format: formatCount })}
      <dl class="pair">
        ${fact('Arrived', formatShare(now.rate), pointsMoved(now.rate, earlier.rate, 'up'))}
        ${fact('Dropped in the browser', formatCount(now.lost), lostChange)}
        ${fact('Average time offline', away === undefined ? NOTHING : formatDuration(away))}
      </dl>`,
  };
}
