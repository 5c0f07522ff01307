import type { PageRequest } from '../page-request.ts';
import { type Metric, titleOf } from '../reporting/metric.ts';
import { headingOf } from '../ui/data-table.ts';
import { html, type Html } from '../ui/html.ts';
import type { PanelDefinition } from '../ui/panel.ts';
import { frame } from './frame.ts';

/** What a definition page is about: a panel, or a reported number. */
export interface DefinitionSubject {
  readonly name: string;
  readonly metric?: Metric;
  readonly panel?: PanelDefinition;
}

const row = (term: string, ...texts: readonly (Html | string)[]): Html =>
  html`<dt>${term}</dt>
    ${texts.map((text) => html`<dd>${text}</dd>`)}`;

const metricBody = (metric: Metric): Html =>
  html`<dl>
      ${row('Question', metric.question)} ${row('Version', String(metric.version))} ${row('Owner', metric.owner)}
      ${row('Unit', metric.unit)} ${row('Valid from', metric.validFrom)} ${row('Periods', metric.periods.join(', '))}
      ${metric.slices !== '' && row('Slices', metric.slices)}
      ${row('Left out', metric.minPeople === 0 ? 'nothing: no people stand behind it' : `values of fewer than ${metric.minPeople} people`)}
      ${metric.change !== '' && row('Changed in this version', metric.change)}
      ${row('What it does not say', ...metric.caveats)} ${row('Fingerprint', html`<code>${metric.fingerprint}</code>`)}
    </dl>
    <h2>Query</h2>
    <div class="scroller" role="region" tabindex="0" aria-label="Query">
      <pre><code>${metric.query}</code></pre>
    </div>`;

const panelBody = ({ counts, reads = [], caveats, version }: PanelDefinition): Html =>
  html`<dl>
    ${row('What is counted', counts)}
    ${reads.length > 0 && row('Events', ...reads.map((name) => html`<code>${name}</code>`))}
    ${caveats.length > 0 && row('What it does not say', ...caveats)} ${version !== undefined && row('Version', version)}
  </dl>`;

/** The definition of one number, on a page of its own so that it has an address. */
export const definitionPage = (request: PageRequest, { name, metric, panel }: DefinitionSubject): Html =>
  frame(request, {
    title: metric ? titleOf(metric.id) : headingOf(name),
    lead: 'What this number means. Reports say which version of it made them.',
    body: html`<section class="panel span-12 definition" aria-label="Definition">
      ${metric ? metricBody(metric) : panel && panelBody(panel)}
    </section>`,
  });
