import type { ReportPeriod } from '@plumbline/core';
import { barChart } from '../../charts/bar-chart.ts';
import { reportColumns } from '../../reporting/report-columns.ts';
import type { ReportedMetric, ReportedPeriod } from '../../reporting/report.ts';
import {
  besideWords,
  breakWords,
  cellWords,
  leftOutWords,
  sliceNames,
  sliceOf,
  stateWords,
} from '../../reporting/report-words.ts';
import { type Change, changeMark, changeOf, pointsMoved } from '../../ui/change.ts';
import { html, type Html } from '../../ui/html.ts';
import { panel } from '../../ui/panel.ts';
import type { Counted, Trouble } from './count.ts';
import { countsWords, labelWords, madeBy, noNumberWords, versionWords } from './measure-words.ts';

/** Slices that a table shows; the CSV has all. */
const MAX_SLICES = 12;

/** The newest number that will never change; where there is none, the newest that is known. */
export const newest = ({ periods }: ReportedMetric): ReportedPeriod | undefined =>
  periods.findLast(({ state, number }) => state === 'finished' && number?.value != null) ??
  periods.findLast(({ number }) => number?.value != null);

/** The number before it, unless another version made that one: those two are not to be compared. */
export function comparable({ periods }: ReportedMetric, now: ReportedPeriod): ReportedPeriod | undefined {
  const before = periods[periods.indexOf(now) - 1];
  return now.isBreak || now.state !== 'finished' || before?.state !== 'finished' ? undefined : before;
}

/** How far a number moved; shares move by points. */
export const movedSince = (
  { metric }: ReportedMetric,
  now: ReportedPeriod,
  before: ReportedPeriod | undefined,
): Change | undefined => (metric.unit === 'share' ? pointsMoved : changeOf)(now.number?.value, before?.number?.value);

const headline = (reported: ReportedMetric, now: ReportedPeriod): Html => {
  const { metric } = reported;
  const before = comparable(reported, now);
  const change = movedSince(reported, now, before);
  return html`<div class="measure-head">
    <p class="measure-number">
      ${cellWords(now.number?.value ?? null, metric.unit)}
      <small>${labelWords(now)}</small>
    </p>
    ${change && html`<p class="measure-change">${changeMark(change, cellWords(before?.number?.value ?? null, metric.unit))}</p>`}
  </div>`;
};

const facts = ({ metric, isWithdrawn }: ReportedMetric, now: ReportedPeriod): Html =>
  html`<ul class="measure-facts" aria-label="What made the number">
    <li class="tag">${metric.id}</li>
    <li class="tag">version ${now.number?.version ?? metric.version}</li>
    <li class="tag">${metric.owner}</li>
    ${isWithdrawn && html`<li class="tag">withdrawn</li>`}
  </ul>`;

const versionOf = ({ number }: ReportedPeriod): string => (number === undefined ? '–' : `v${number.version}`);

/** Every number with its version and state, and what else was made of the period. */
function numbersTable(reported: ReportedMetric): Html {
  const { metric, periods } = reported;
  const slices = sliceNames(reported).slice(0, MAX_SLICES);
  return html`<div class="scroller" role="region" tabindex="0" aria-label="${metric.title}: numbers">
    <table class="data">
      <caption class="quiet">
        ${metric.title} by period
      </caption>
      <thead>
        <tr>
          <th scope="col">Period</th>
          <th scope="col" class="number">All</th>
          ${slices.map((slice) => html`<th scope="col" class="number">${slice}</th>`)}
          <th scope="col">Version</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        ${periods.map(
          (period) =>
            html`<tr>
              <th scope="row">${period.label}</th>
              <td class="number">${cellWords(period.number?.value ?? null, metric.unit)}</td>
              ${slices.map((slice) => html`<td class="number">${cellWords(sliceOf(period, slice)?.value ?? null, metric.unit)}</td>`)}
              <td>${versionOf(period)}</td>
              <td>
                ${[stateWords(period), ...besideWords(reported, period)].join('; ')}${period.reason !== undefined && html`<br /><span class="change-before">${period.reason}</span>`}
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** The slices of a number, where it has some; `undefined` shows the periods instead. */
function sliceBars({ metric, periods }: ReportedMetric, now: ReportedPeriod): Html | undefined {
  const before = periods[periods.indexOf(now) - 1];
  const rows = (now.number?.slices ?? []).flatMap(({ slice, value }) => {
    const previous = now.isBreak || before === undefined ? null : sliceOf(before, slice)?.value;
    return value === null ? [] : [{ name: slice.replaceAll('_', ' '), value, previous: previous ?? null }];
  });
  if (rows.length === 0) return undefined;
  return barChart({
    label: `${metric.title}, ${labelWords(now)}`,
    names: metric.slices.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase()),
    values: labelWords(now),
    rows: rows.toSorted((a, b) => b.value - a.value),
    shown: 6,
    format: (value) => cellWords(value, metric.unit),
  });
}

const breaks = (reported: ReportedMetric): readonly Html[] =>
  reported.periods
    .filter(({ isBreak }) => isBreak)
    .map((period) => html`<p class="measure-break">${breakWords(reported, period)}</p>`);

const lateNote = ({ message, requestId }: Trouble): Html =>
  html`<p class="note">What is not finished could not be counted now. ${message} Request <code>${requestId}</code></p>`;

/** One reported number over its periods: what it is now, how it came there, and which version of which definition says so. */
export function measure({ reported, trouble }: Counted, period: ReportPeriod, definitionHref: string): Html {
  const now = newest(reported);
  const metric = madeBy(reported, now);
  const shared = {
    id: metric.id,
    title: `${metric.title}: ${metric.question}`,
    definition: {
      counts: countsWords(metric),
      caveats: metric.caveats,
      version: versionWords(reported, now),
    },
    definitionHref: `${definitionHref}#version-${metric.version}`,
  };
  const table = numbersTable(reported);
  if (now?.number === undefined && trouble !== undefined) return panel({ ...shared, state: 'error', ...trouble });
  if (now?.number === undefined) {
    const reason = reported.periods.at(-1)?.reason;
    const heading = noNumberWords(reported, period);
    const message = reason === undefined ? 'No period has a number yet.' : `No period has a number yet: ${reason}.`;
    return panel({ ...shared, state: 'empty', heading, message, table });
  }
  const left = leftOutWords(reported, now.number);
  return panel({
    ...shared,
    state: 'ready',
    table,
    chart: html`${headline(reported, now)} ${sliceBars(reported, now) ?? reportColumns(reported)} ${breaks(reported)}
    ${trouble && lateNote(trouble)}
    ${left !== undefined && html`<p class="note">${left.charAt(0).toUpperCase() + left.slice(1)}.</p>`}
    ${facts(reported, now)}`,
  });
}
