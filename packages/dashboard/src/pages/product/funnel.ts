import type { ProductAnswer } from '@plumbline/core';
import { funnelChart } from '../../charts/funnel-chart.ts';
import type { PageRequest } from '../../page-request.ts';
import { formatCount, formatShare } from '../../ui/format.ts';
import { html, type Html, raw } from '../../ui/html.ts';
import { keptFields } from './kept-fields.ts';
import { readAnswer, wordsOf } from './read-answer.ts';
import type { Drawn } from './answer-panel.ts';

/** Steps that can be chosen; the address takes more. */
const CHOICES = 4;

/** Values of the field `within` and how people say them. */
const WITHIN: readonly (readonly [value: string, words: string, ms: number])[] = [
  ['1h', 'an hour', 3_600_000],
  ['1d', 'a day', 86_400_000],
  ['7d', '7 days', 604_800_000],
  ['30d', '30 days', 2_592_000_000],
];

/** What a funnel begins with where nothing was chosen: seeing a page, seeing a feature, doing something. */
const USUAL = ['page_viewed', 'feature_viewed', 'filter_changed', 'chart_interacted'];

/** Steps of the address, or the usual ones of those that the catalog declares. */
export function stepsOf({ filters, catalog }: Pick<PageRequest, 'filters' | 'catalog'>): readonly string[] {
  const chosen = [...new Set(filters.steps)];
  if (chosen.length >= 2) return chosen;
  const usual = USUAL.filter((name) => catalog === undefined || Object.hasOwn(catalog.events, name)).slice(0, 3);
  return usual.length >= 2 ? usual : Object.keys(catalog?.events ?? {}).slice(0, 2);
}

const select = (index: number, chosen: string | undefined, names: readonly string[]): Html =>
  html`<label class="field">
    <span>Step ${index + 1}</span>
    <select name="steps">
      ${index >= 2 && html`<option value="">none</option>`}
      ${names.map((name) => html`<option value="${name}" ${name === chosen && raw('selected')}>${wordsOf(name)}</option>`)}
    </select>
  </label>`;

/** Chooses the steps and the time; a GET form, so that each funnel has its address. */
export function funnelForm(request: PageRequest): Html {
  const { catalog, filters, url } = request;
  const steps = stepsOf(request);
  const names = [...new Set([...Object.keys(catalog?.events ?? {}), ...steps, ...(catalog ? [] : USUAL)])];
  return html`<form class="funnel-form" method="get" action="${url.pathname}#funnel" aria-label="Steps of the funnel">
    ${keptFields(request, ['steps', 'within'])}
    ${Array.from({ length: CHOICES }, (_, index) => select(index, steps[index], names))}
    <label class="field">
      <span>Within</span>
      <select name="within">
        ${WITHIN.map(([value, words, ms]) => html`<option value="${value}" ${ms === filters.withinMs && raw('selected')}>${words}</option>`)}
      </select>
    </label>
    <button class="button" type="submit">Show</button>
  </form>`;
}

/** How far people get. */
export function drawFunnel(answer: ProductAnswer): Drawn | undefined {
  const reader = readAnswer(answer);
  const steps = reader.rows.map((row) => ({
    name: wordsOf(reader.text(row, 'step')),
    people: reader.number(row, 'people') ?? 0,
  }));
  const first = steps[0]?.people ?? 0;
  const last = steps.at(-1)?.people ?? 0;
  if (first === 0) return undefined;
  return {
    finding: html`${formatShare(last / first)} of ${formatCount(first)} people get from ${steps[0]?.name} to
    ${steps.at(-1)?.name}.`,
    chart: funnelChart({ label: 'Steps and how many people reach them', steps }),
  };
}
