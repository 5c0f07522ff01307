import type { PageRequest } from '../page-request.ts';
import { DAY_MS } from '../reporting/periods.ts';
import { html, type Html, raw } from '../ui/html.ts';

/** Where the page is. */
export const PATH = '/audit';

const SPANS = {
  '24h': { ms: DAY_MS, title: '24 hours' },
  '7d': { ms: 7 * DAY_MS, title: '7 days' },
  '30d': { ms: 30 * DAY_MS, title: '30 days' },
  '90d': { ms: 90 * DAY_MS, title: '90 days' },
} as const;

type Last = keyof typeof SPANS;

const lastOf = (request: PageRequest): Last => {
  const given = request.parameter('last');
  return given !== undefined && Object.hasOwn(SPANS, given) ? (given as Last) : '7d';
};

/** The time that is asked about, milliseconds since the epoch. */
export const rangeOf = (request: PageRequest): { readonly from: number; readonly to: number } => ({
  from: request.now - SPANS[lastOf(request)].ms,
  to: request.now + 1,
});

/** The question that an auditor asks first, as a form. */
export const whoForm = (request: PageRequest): Html =>
  html`<form class="ask" method="get" action="${request.href(PATH).split('?')[0]}" role="search">
    <label class="field"
      ><span>Who changed this? ID of what was changed</span>
      <input
        type="text"
        name="subject"
        value="${request.parameter('subject')}"
        required
        maxlength="200"
        autocomplete="off"
        spellcheck="false"
    /></label>
    <button class="button button-strong" type="submit">Show who</button>
  </form>`;

const VIEWS = [
  ['overview', 'Denied and verified'],
  ['patterns', 'Unusual patterns'],
] as const;

/** Questions and times to choose from. */
export const tabs = (request: PageRequest, view: string): Html =>
  html`<div class="filters">
    <div class="filters-bar">
      <nav class="segments" aria-label="Questions">
        ${VIEWS.map(
          ([name, title]) =>
            html`<a
              href="${request.href(PATH, { view: name, subject: undefined, after: undefined })}"
              ${name === view && raw('aria-current="true"')}
              >${title}</a
            >`,
        )}
      </nav>
      <nav class="segments" aria-label="Time">
        ${Object.entries(SPANS).map(
          ([last, { title }]) =>
            html`<a
              href="${request.href(PATH, { last, after: undefined })}"
              ${last === lastOf(request) && raw('aria-current="true"')}
              >${title}</a
            >`,
        )}
      </nav>
    </div>
  </div>`;
