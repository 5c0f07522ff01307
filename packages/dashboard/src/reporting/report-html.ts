import { html, type Html, raw, renderHtml } from '../ui/html.ts';
import { styleSheet } from '../ui/style-sheet.ts';
import type { Report, ReportedMetric } from './report.ts';
import { reportColumns } from './report-columns.ts';
import { reportCss } from './report-css.ts';
import { metricNotes, type ReportPaper } from './report-notes.ts';
import {
  cellWords,
  definitionWords,
  missingOf,
  reportTitle,
  sliceNames,
  sliceOf,
  stateWords,
  timeWords,
} from './report-words.ts';

/** More columns than this have no room on a page, and a table says the same. */
const MAX_COLUMNS = 12;

/** The newest number that is finished, large. */
function latest({ metric, periods }: ReportedMetric): Html {
  const period = periods.findLast(({ state }) => state === 'finished');
  if (period?.number === undefined) return html`<div class="figure-now"><small>no finished number yet</small></div>`;
  return html`<div class="figure-now">
    <strong>${cellWords(period.number.value, metric.unit)}</strong><small>${period.label}</small>
  </div>`;
}

function numbers({ metric, periods }: ReportedMetric): Html {
  return html`<div class="scroller" role="region" tabindex="0" aria-label="${metric.title}: numbers">
    <table>
      <thead>
        <tr>
          <th scope="col">period</th>
          <th scope="col">${metric.unit}</th>
          <th scope="col">state</th>
          <th scope="col">version</th>
          <th scope="col">computed</th>
        </tr>
      </thead>
      <tbody>
        ${periods.map(
          (period) =>
            html`<tr>
              <th scope="row">${period.label}</th>
              <td>${period.number && cellWords(period.number.value, metric.unit)}</td>
              <td>${stateWords(period)}</td>
              <td>${period.number?.version}</td>
              <td>${period.number && timeWords(period.number.computedAt)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function slices(reported: ReportedMetric): Html | false {
  const { metric, periods } = reported;
  const names = sliceNames(reported);
  return (
    names.length > 0 &&
    html`<div class="scroller" role="region" tabindex="0" aria-label="${metric.title}: ${metric.slices}">
      <table>
        <thead>
          <tr>
            <th scope="col">${metric.slices}</th>
            ${periods.map(({ label }) => html`<th scope="col">${label}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${names.map(
            (name) =>
              html`<tr>
                <th scope="row">${name}</th>
                ${periods.map((period) => {
                  const cell = sliceOf(period, name);
                  return html`<td>${cell && cellWords(cell.value, metric.unit)}</td>`;
                })}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`
  );
}

function figure(reported: ReportedMetric): Html {
  const { metric, periods } = reported;
  const notes = metricNotes(reported);
  return html`<section class="figure">
    <div class="figure-head">
      <div>
        <h2>${metric.title}</h2>
        <p>${metric.question}</p>
      </div>
      ${latest(reported)}
    </div>
    ${periods.length <= MAX_COLUMNS && reportColumns(reported)} ${numbers(reported)} ${slices(reported)}
    ${
      notes.length > 0 &&
      html`<ul class="figure-notes">
        ${notes.map(({ text, isLoud }) => html`<li>${isLoud ? html`<strong>${text}</strong>` : text}</li>`)}
      </ul>`
    }
    <ul class="figure-caveats">
      ${metric.caveats.map((caveat) => html`<li>${caveat}</li>`)}
    </ul>
    <p class="figure-made">${definitionWords(reported)}</p>
  </section>`;
}

const HOW_TO_READ =
  'A finished number never changes: it stays as the version of its definition made it once. A dashed column may change; behind a dashed line another version counts; \u2013 has no value.';

/** A report as one file of HTML that reads, prints and becomes a PDF without anything beside it: no script, no font, no address. */
export function reportHtml(report: Report, { service }: ReportPaper): string {
  const title = reportTitle(report, service);
  const missing = missingOf(report);
  return renderHtml(
    html`<!doctype html>
      <html lang="en" data-theme="light">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>${title}</title>
          <style>
            ${raw(styleSheet)}${raw(reportCss)}
          </style>
        </head>
        <body>
          <main class="report">
            <header>
              <h1>${title}</h1>
              <p>Made ${timeWords(report.askedAt)}. ${HOW_TO_READ}</p>
            </header>
            ${report.metrics.length === 0 && html`<p>No definition is made per this period for these readers.</p>`}
            ${report.metrics.map((reported) => figure(reported))}
            ${
              missing.length > 0 &&
              html`<section class="missing">
                <h2>What is missing</h2>
                <ul>
                  ${missing.map((line) => html`<li>${line}</li>`)}
                </ul>
              </section>`
            }
          </main>
        </body>
      </html>`,
  );
}
