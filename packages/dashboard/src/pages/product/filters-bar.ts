import type { PageRequest } from '../../page-request.ts';
import { dayOf } from '../../reporting/periods.ts';
import { formatSpan } from '../../ui/format.ts';
import { html, type Html, raw } from '../../ui/html.ts';
import { spanBefore, spanOf } from './compare.ts';
import { choices, labelOf } from './filter-choices.ts';
import { keptFields } from './kept-fields.ts';
import { wordsOf } from './read-answer.ts';
import { isToday, todayHref } from './today.ts';

const WINDOWS: readonly (readonly [days: string, name: string])[] = [
  ['1', 'Last day'],
  ['7', '7 days'],
  ['30', '30 days'],
];

const segments = (request: PageRequest, path: string): Html => {
  const { span } = request.filters;
  const days = 'days' in span ? String(span.days) : undefined;
  return html`<nav class="segments" aria-label="Time">
    <a href="${todayHref(request, path)}" ${isToday(request) && raw('aria-current="true"')}>Today</a>
    ${WINDOWS.map(
      ([value, name]) =>
        html`<a
          href="${request.href(path, { days: value, from: undefined, until: undefined })}"
          ${value === days && raw('aria-current="true"')}
          >${name}</a
        >`,
    )}
  </nav>`;
};

const compareSwitch = (request: PageRequest, path: string): Html => {
  const on = request.filters.compare;
  return html`<a class="switch ${on && 'switch-on'}" href="${request.href(path, { compare: on ? '0' : undefined })}"
    ><span class="switch-track" aria-hidden="true"></span>Compare with the time before<span class="quiet"
      >, now ${on ? 'on' : 'off'}</span
    ></a
  >`;
};

const dayField = (name: string, words: string, value: string, max: string): Html =>
  html`<label class="field"
    ><span>${words}</span><input type="date" name="${name}" value="${value}" max="${max}"
  /></label>`;

/** Both days, empty for a window of days: it stays one, which finished numbers answer, when other filters are applied. */
function range({ filters: { span }, now }: PageRequest): Html {
  const [from, until] = 'from' in span ? [dayOf(span.from), dayOf(span.until - 1)] : ['', ''];
  return html`<fieldset class="choices">
    <legend>Days</legend>
    <div class="choices-list">
      ${dayField('from', 'From', from, dayOf(now))} ${dayField('until', 'Until, that day included', until, dayOf(now))}
    </div>
  </fieldset>`;
}

function sliceForm(request: PageRequest, path: string): Html {
  const { sliceKeys, url } = request;
  const names = sliceKeys.map(({ name }) => name);
  return html`<form method="get" action="${url.pathname}" aria-label="Filters">
    ${keptFields(request, [...names, 'from', 'until'])} ${range(request)}
    ${sliceKeys.map((key) => choices(request, key))}
    <div class="form-actions">
      <button class="button button-strong" type="submit">Apply</button>
      <a class="button" href="${cleared(request, path)}">Reset</a>
    </div>
  </form>`;
}

const cleared = (request: PageRequest, path: string): string =>
  request.href(path, {
    ...Object.fromEntries(request.sliceKeys.map(({ name }) => [name, undefined])),
    from: undefined,
    until: undefined,
  });

interface Chip {
  readonly name: string;
  readonly value: string;
  readonly href: string;
}

/** What is active, each with the address at which it is not. */
function chipsOf(request: PageRequest, path: string): readonly Chip[] {
  const { span, slice } = request.filters;
  const slices = Object.entries(slice).flatMap(([name, values]) =>
    values.map((value) => ({
      name: labelOf(name),
      value: wordsOf(value),
      href: request.href(path, { [name]: values.filter((other) => other !== value) }),
    })),
  );
  if (!('from' in span) || isToday(request)) return slices;
  return [
    { name: 'Time', value: formatSpan(span), href: request.href(path, { from: undefined, until: undefined }) },
    ...slices,
  ];
}

const chips = (request: PageRequest, path: string, active: readonly Chip[]): Html =>
  html`<ul class="chips" aria-label="Active filters">
    ${active.map(
      ({ name, value, href }) =>
        html`<li>
          <a class="chip" href="${href}"
            ><span>${name}: <b>${value}</b></span
            ><i aria-hidden="true">×</i><span class="quiet">, take it away</span></a
          >
        </li>`,
    )}
    ${active.length > 1 && html`<li><a class="chip chip-clear" href="${cleared(request, path)}">Clear all</a></li>`}
  </ul>`;

const badge = (count: number): Html => html`<span class="badge">${count}<span class="quiet"> active</span></span>`;

/**
 * Time, comparison and slices. Links and a GET form, so that each state of the page is its address. Lists that the store has
 * to be asked for come later, and stand last, so that whatever is known is seen before them.
 */
export function filtersBar(request: PageRequest, path: string): Html {
  const active = chipsOf(request, path);
  return html`<section class="filters" aria-label="Filters">
    <div class="filters-bar">
      ${segments(request, path)} ${compareSwitch(request, path)}
      <details class="slices">
        <summary class="button"><span>Filter and range</span>${active.length > 0 && badge(active.length)}</summary>
        ${sliceForm(request, path)}
      </details>
    </div>
    ${active.length > 0 && chips(request, path, active)}
  </section>`;
}

/** Which time the page is about, in words. */
export const spanWords = (request: PageRequest): Html => {
  const span = spanOf(request);
  const compared = request.filters.compare && html`, compared with ${formatSpan(spanBefore(span))}`;
  const days = span.until > request.now ? 'Days in UTC, the last one so far' : 'Whole days in UTC';
  return html`<strong>${formatSpan(span)}</strong>${compared}. ${days}.`;
};
