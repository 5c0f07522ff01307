import { toError } from '@plumbline/core';
import type { DashboardOptions } from '../dashboard-options.ts';
import type { PageEntry, PageRequest } from '../page-request.ts';
import { createFindRequest } from '../reliability/find-request.ts';
import { REQUEST_ID } from '../server/request-id.ts';
import { html, type Html, raw } from '../ui/html.ts';
import { panel } from '../ui/panel.ts';
import { actorOf } from './actor-of.ts';
import { frame } from './frame.ts';
import { requestBoardHref } from './reliability-links.ts';
import { storyPanel, TITLE } from './request-story.ts';
import { slot } from './slot.ts';

const PATH = '/request';
const HOUR_MS = 3_600_000;

const SPANS = {
  '1h': { ms: HOUR_MS, title: 'the last hour' },
  '24h': { ms: 24 * HOUR_MS, title: 'the last 24 hours' },
  '7d': { ms: 7 * 24 * HOUR_MS, title: 'the last 7 days' },
  '30d': { ms: 30 * 24 * HOUR_MS, title: 'the last 30 days' },
} as const;

type Last = keyof typeof SPANS;

const lastOf = (request: PageRequest): Last => {
  const given = request.parameter('last');
  return given !== undefined && Object.hasOwn(SPANS, given) ? (given as Last) : '24h';
};

const form = (request: PageRequest, id: string, last: Last): Html =>
  html`<form class="ask" method="get" action="${request.href(PATH).split('?')[0]}" role="search">
    <label class="field"
      ><span>Request or trace ID</span>
      <input
        type="text"
        name="id"
        value="${id}"
        required
        maxlength="128"
        pattern="[A-Za-z0-9][A-Za-z0-9._~+\\/=:\\-]{7,127}"
        title="8 to 128 letters, digits and signs, as in the header x-request-id"
        autocomplete="off"
        spellcheck="false"
    /></label>
    <label class="field"
      ><span>Within</span>
      <select name="last">
        ${Object.entries(SPANS).map(
          ([value, { title }]) => html`<option value="${value}" ${value === last && raw('selected')}>${title}</option>`,
        )}
      </select></label
    >
    <button class="button button-strong" type="submit">Show what it did</button>
  </form>`;

const asking = (): Html =>
  panel({
    id: 'request',
    title: TITLE,
    width: 12,
    state: 'empty',
    heading: 'No request yet',
    message: html`Paste the <code>x-request-id</code> of an answer, of an error message or of a log line; the ID of a
      trace does as well.`,
  });

/** For operators: everything that one request did, in the order of time, from whatever is configured. */
export function requestEntry({ reliability = {}, source, trail, log }: DashboardOptions): PageEntry {
  const { grafana } = reliability;
  return {
    id: 'request',
    path: PATH,
    title: 'One request',
    audience: 'operator',
    parameters: { id: REQUEST_ID, last: /^(?:1h|24h|7d|30d)$/ },
    page: async (request) => {
      const id = request.parameter('id');
      const last = lastOf(request);
      const find = createFindRequest({
        options: reliability,
        source,
        trail,
        onFailure: (layer, error) =>
          log?.warn({ err: toError(error), layer, request_id: request.requestId }, 'dashboard: a layer did not answer'),
      });
      const search = { from: request.now - SPANS[last].ms, until: request.now + 1 };
      const work = (wanted: string) => async (): Promise<Html> =>
        storyPanel(await request.attempt('request', (signal) => find(wanted, actorOf(request.viewer), search, signal)));
      return frame(request, {
        title: 'One request',
        lead: 'Its log lines, spans, errors, audit records and events, in order of time.',
        ...(grafana &&
          id !== undefined && {
            actions: html`<a class="button" href="${requestBoardHref(grafana, id)}" rel="noreferrer">In Grafana</a>`,
          }),
        body: html`${form(request, id ?? '', last)}
          <div class="grid">
            ${id === undefined ? asking() : slot(request, { id: 'request', title: TITLE, width: 12 }, work(id))}
          </div>`,
        footnote: 'Identifiers and constant texts alone: what was redacted when it was written is not here either.',
      });
    },
  };
}
