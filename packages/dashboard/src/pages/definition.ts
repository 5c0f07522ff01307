import type { PageRequest } from '../page-request.ts';
import type { Metric } from '../reporting/metric.ts';
import { headingOf } from '../ui/data-table.ts';
import { html, type Html } from '../ui/html.ts';
import type { PanelDefinition } from '../ui/panel.ts';
import { frame } from './frame.ts';

/** What a definition page is about: a panel, or a reported number. */
export interface DefinitionSubject {
  readonly name: string;
  readonly metric?: Metric;
  /** Versions before it that are known, the newest first. */
  readonly earlier?: readonly Metric[];
  readonly panel?: PanelDefinition;
}

const row = (term: string, ...texts: readonly (Html | string)[]): Html =>
  html`<dt>${term}</dt>
    ${texts.map((text) => html`<dd>${text}</dd>`)}`;

const versionBody = (metric: Metric): Html =>
  html`<dl>
      ${row('Question', metric.question)} ${row('Version', String(metric.version))} ${row('Owner', metric.owner)}
      ${row('Unit', metric.unit)} ${row('Valid from', metric.validFrom)} ${row('Periods', metric.periods.join(', '))}
      ${metric.slices !== '' && row('Slices', metric.slices)}
      ${row('Left out', metric.minPeople === 0 ? 'nothing: no people stand behind it' : `values of fewer than ${metric.minPeople} people`)}
      ${metric.change !== '' && row('Changed in this version', metric.change)}
      ${row('What it does not say', ...metric.caveats)} ${row('Fingerprint', html`<code>${metric.fingerprint}</code>`)}
    </dl>
    <h3>Query</h3>
    <div class="scroller" role="region" tabindex="0" aria-label="Query of version ${metric.version}">
      <pre><code>${metric.query}</code></pre>
    </div>`;

const section = (id: string, title: string, body: Html): Html =>
  html`<section class="panel span-12 definition" id="${id}" aria-label="${title}">
    <h2>${title}</h2>
    ${body}
  </section>`;

/** What is declared now, and each version before it: a number stays that of the version that made it. */
function metricBody(metric: Metric, earlier: readonly Metric[]): Html {
  const known = new Set(earlier.map(({ version }) => version));
  const isShort = Array.from({ length: metric.version - 1 }, (_, index) => index + 1).some((one) => !known.has(one));
  return html`<div class="grid">
    ${[metric, ...earlier].map((one) => section(`version-${one.version}`, `Version ${one.version}`, versionBody(one)))}
    ${
      isShort &&
      html`<p class="note span-12">
        Numbers that an earlier version made are still that version's. Its text is in
        <code>plumbline.metrics.lock</code>, and stands here where <code>createDashboard</code> is given that file as
        <code>metricsLock</code>.
      </p>`
    }
  </div>`;
}

const panelBody = ({ counts, reads = [], caveats, version }: PanelDefinition): Html =>
  html`<dl>
    ${row('What is counted', counts)}
    ${reads.length > 0 && row('Events', ...reads.map((name) => html`<code>${name}</code>`))}
    ${caveats.length > 0 && row('What it does not say', ...caveats)} ${version !== undefined && row('Version', version)}
  </dl>`;

/** The definition of one number, on a page of its own so that it has an address. */
export const definitionPage = (request: PageRequest, { name, metric, earlier = [], panel }: DefinitionSubject): Html =>
  frame(request, {
    title: metric?.title ?? headingOf(name),
    lead: 'What this number means. Reports say which version of it made them.',
    body: metric
      ? metricBody(metric, earlier)
      : html`<section class="panel span-12 definition" aria-label="Definition">${panel && panelBody(panel)}</section>`,
  });
