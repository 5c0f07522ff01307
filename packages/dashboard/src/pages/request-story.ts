import type { PanelResult } from '../page-request.ts';
import { type LayerResult, MAX_ENTRIES, type RequestStory } from '../reliability/find-request.ts';
import type { Layer, TimelineEntry } from '../reliability/timeline.ts';
import { codeWords } from '../ui/code-words.ts';
import { formatCount } from '../ui/format.ts';
import { html, type Html } from '../ui/html.ts';
import { panel } from '../ui/panel.ts';

const LAYERS: Readonly<Record<Layer, { readonly title: string; readonly one: string }>> = {
  log: { title: 'Log lines', one: 'line' },
  span: { title: 'Spans', one: 'span' },
  error: { title: 'Errors', one: 'error' },
  audit: { title: 'Audit records', one: 'audit' },
  event: { title: 'Product events', one: 'event' },
};

const STATES: Readonly<Record<LayerResult['state'], string>> = {
  found: '',
  none: 'nothing found',
  failed: 'did not answer',
  unconfigured: 'not configured',
};

const layerItem = ({ layer, state, count, note }: LayerResult): Html =>
  html`<li class="layer layer-${state}">
    <span class="layer-mark layer-mark-${layer}" aria-hidden="true"></span><strong>${LAYERS[layer].title}</strong>
    <span>${state === 'found' ? count : STATES[state]}</span>
    ${note !== undefined && html`<small>${codeWords(note)}</small>`}
  </li>`;

const CLOCK = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});

const offsetText = (ms: number): string => {
  if (ms < 1_000) return `+${Number(ms.toFixed(1))} ms`;
  return ms < 120_000 ? `+${Number((ms / 1_000).toFixed(2))} s` : `+${Math.round(ms / 60_000)} min`;
};

const entryRow = ({ at, facts, failed, layer, what }: TimelineEntry, first: number): Html =>
  html`<tr class="${failed && 'entry-failed'}">
    <td class="entry-time">
      <time datetime="${new Date(at).toISOString()}">${CLOCK.format(at)}</time><small>${offsetText(at - first)}</small>
    </td>
    <td class="entry-layer">
      <span class="layer-mark layer-mark-${layer}" aria-hidden="true"></span>${LAYERS[layer].one}
      ${failed && html`<span class="verdict verdict-bad">failed</span>`}
    </td>
    <td class="entry-what">
      ${what}
      ${
        facts.length > 0 &&
        html`<dl class="facts">
          ${facts.map(
            ([name, value]) =>
              html`<div>
                <dt>${name}</dt>
                <dd>${value}</dd>
              </div>`,
          )}
        </dl>`
      }
    </td>
  </tr>`;

const timeline = (entries: readonly TimelineEntry[]): Html => {
  const first = entries[0]?.at ?? 0;
  return html`<div class="scroller" role="region" tabindex="0" aria-label="What the request did, in order of time">
    <table class="timeline">
      <caption class="quiet">
        What the request did, in order of time, UTC
      </caption>
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">From</th>
          <th scope="col">What</th>
        </tr>
      </thead>
      <tbody>
        ${entries.map((entry) => entryRow(entry, first))}
      </tbody>
    </table>
  </div>`;
};

const leftOut = (more: number): Html | undefined =>
  more === 0
    ? undefined
    : html`<p class="note">
        ${formatCount(more)} more ${more === 1 ? 'entry was' : 'entries were'} found and ${more === 1 ? 'is' : 'are'}
        not shown: a page holds ${formatCount(MAX_ENTRIES)}, what failed first and then what was earliest. The store of
        the lines or spans has them all.
      </p>`;

/** The question of the page. */
export const TITLE = 'What did this request do?';

/** What is known of a request: the layers that were asked, and what they know in the order of time. */
export function storyPanel(result: PanelResult<RequestStory>): Html {
  const spec = { id: 'request', title: TITLE, width: 12 } as const;
  if (result.state === 'error') return panel({ ...spec, ...result });
  const { entries, found, layers } = result.answer;
  const asked = html`<ul class="layers" aria-label="What was asked">
    ${layers.map(layerItem)}
  </ul>`;
  if (entries.length > 0) {
    const { count, failed, ms } = found;
    const finding = `${formatCount(count)} ${count === 1 ? 'entry' : 'entries'} in ${offsetText(ms).slice(1)}${failed > 0 ? `, ${formatCount(failed)} failed` : ''}`;
    return panel({
      ...spec,
      state: 'ready',
      finding,
      chart: html`${asked} ${timeline(entries)} ${leftOut(count - entries.length)}`,
    });
  }
  const message = 'Nothing carries this ID in this time. Widen the time, or look whether the ID is whole.';
  return panel({ ...spec, state: 'empty', heading: 'Nothing was found', message, controls: asked });
}
