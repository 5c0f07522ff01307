import { codeWords } from './code-words.ts';
import { formatSpan } from './format.ts';
import { html, type Html } from './html.ts';

export type PanelState = 'ready' | 'empty' | 'error' | 'loading' | 'suppressed';

/** What a number means, for whoever asks. */
export interface PanelDefinition {
  /** What is counted, in one or two sentences. */
  readonly counts: string;
  /** Names of the events that it reads. */
  readonly reads?: readonly string[];
  /** What it does not say. */
  readonly caveats: readonly string[];
  /** Of the definition or of the catalog. */
  readonly version?: string;
}

/** What the answer says of itself. */
export interface Provenance {
  readonly from: 'events' | 'rollup';
  readonly span: { readonly from: number; readonly until: number };
  readonly suppressedBelow?: number;
}

export interface PanelSpec {
  /** Also the anchor of the panel. */
  readonly id: string;
  /** The question that the panel answers. */
  readonly title: string;
  /** Of the question, where the reader knows it by number. */
  readonly number?: number;
  readonly state: PanelState;
  /** The answer in one sentence, from the data. */
  readonly finding?: Html | string;
  readonly chart?: Html;
  /** The rows behind the chart, as `dataTable` writes them. */
  readonly table?: Html;
  readonly definition?: PanelDefinition;
  readonly definitionHref?: string;
  readonly csvHref?: string;
  readonly provenance?: Provenance;
  /** For the states without a chart: what happened, or what would have to happen. */
  readonly message?: Html | string;
  /** In place of the words that the state has of its own, such as `Not connected`. */
  readonly heading?: string;
  readonly requestId?: string;
  /** Where to try again, or to take a filter away. */
  readonly action?: { readonly title: string; readonly href: string };
  /** Of twelve columns. @default 6 */
  readonly width?: 3 | 4 | 5 | 6 | 7 | 8 | 12;
  /** Controls of the panel's own. */
  readonly controls?: Html;
}

const SOURCES = { events: 'Counted from events', rollup: 'Read from finished numbers' } as const;

const STATE_TITLES: Readonly<Record<Exclude<PanelState, 'ready' | 'loading'>, string>> = {
  empty: 'Nothing happened here',
  error: 'This could not be answered',
  suppressed: 'Too few people to say',
};

const STATE_TEXTS: Readonly<Record<Exclude<PanelState, 'ready' | 'loading'>, string>> = {
  empty: 'No event of this kind fits the filters in this time.',
  error: 'The store did not answer. The other panels do not depend on this one.',
  suppressed: 'Numbers of so few people would point at them, so they are left out.',
};

const provenanceText = ({ from, span, suppressedBelow }: Provenance): Html =>
  html`<p class="note">
    ${SOURCES[from]}, ${formatSpan(span)}, UTC.
    ${suppressedBelow !== undefined && `Groups of fewer than ${suppressedBelow} people are left out.`}
  </p>`;

const definitionDetails = ({ id, title, definition, definitionHref, provenance }: PanelSpec): Html | undefined =>
  definition &&
  html`<details class="more">
    <summary>Definition<span class="quiet"> of: ${title}</span></summary>
    <div class="more-body definition">
      <dl>
        <dt>Question</dt>
        <dd>${title}</dd>
        <dt>What is counted</dt>
        <dd>${definition.counts}</dd>
        ${
          definition.reads !== undefined &&
          html`<dt>Events</dt>
            <dd>${definition.reads.map((name, index) => html`${index > 0 && ', '}<code>${name}</code>`)}</dd>`
        }
        ${
          definition.caveats.length > 0 &&
          html`<dt>What it does not say</dt>
            ${definition.caveats.map((caveat) => html`<dd>${caveat}</dd>`)}`
        }
        ${
          definition.version !== undefined &&
          html`<dt>Version</dt>
            <dd>${definition.version}</dd>`
        }
      </dl>
      ${provenance && provenanceText(provenance)}
      ${definitionHref !== undefined && html`<p class="note"><a href="${definitionHref}">Definition of ${id} on its own page</a></p>`}
    </div>
  </details>`;

const footer = (spec: PanelSpec): Html =>
  html`<footer class="panel-foot">
    ${
      spec.table !== undefined &&
      html`<details class="more">
        <summary>Data<span class="quiet"> of: ${spec.title}</span></summary>
        <div class="more-body">${spec.table}</div>
      </details>`
    }
    ${definitionDetails(spec)}
    ${
      spec.csvHref !== undefined &&
      html`<a class="more-link" href="${spec.csvHref}" download>CSV<span class="quiet"> of: ${spec.title}</span></a>`
    }
  </footer>`;

const messageOf = (
  state: Exclude<PanelState, 'ready' | 'loading'>,
  { message = STATE_TEXTS[state] }: PanelSpec,
): Html => (typeof message === 'string' ? codeWords(message) : message);

const stateBody = (state: Exclude<PanelState, 'ready' | 'loading'>, spec: PanelSpec): Html =>
  html`<div class="state state-${state}">
    <span class="state-mark" aria-hidden="true"></span>
    <p class="state-title">${spec.heading ?? STATE_TITLES[state]}</p>
    <p class="state-text">${messageOf(state, spec)}</p>
    ${spec.requestId !== undefined && html`<p class="note">Request <code>${spec.requestId}</code></p>`}
    ${spec.action !== undefined && html`<p><a class="button" href="${spec.action.href}">${spec.action.title}</a></p>`}
  </div>`;

const skeleton = (): Html =>
  html`<div class="skeleton" role="status">
    <span class="quiet">The store is being asked.</span><span class="bone bone-line"></span
    ><span class="bone bone-block"></span>
  </div>`;

const bodyOf = (spec: PanelSpec): Html => {
  if (spec.state === 'loading') return skeleton();
  if (spec.state !== 'ready') return stateBody(spec.state, spec);
  return html`${spec.finding !== undefined && html`<p class="finding">${spec.finding}</p>`}
    <div class="panel-chart">${spec.chart}</div>`;
};

/** One question with its answer: the finding in words, the chart, its rows, what it means, and its CSV. */
export const panel = (spec: PanelSpec): Html =>
  html`<section
    class="panel span-${spec.width ?? 6} panel-${spec.state}"
    id="${spec.id}"
    aria-labelledby="${spec.id}-title"
  >
    <header class="panel-head">
      <h2 id="${spec.id}-title">
        ${spec.number !== undefined && html`<span class="ordinal">${spec.number}</span>`}${spec.title}
      </h2>
    </header>
    ${spec.controls} ${bodyOf(spec)}
    ${(spec.state === 'ready' || spec.state === 'empty' || spec.state === 'suppressed') && footer(spec)}
  </section>`;
