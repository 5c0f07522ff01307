import type { PageRequest, SliceKey } from '../../page-request.ts';
import { formatSpan } from '../../ui/format.ts';
import { html, type Html, raw } from '../../ui/html.ts';
import { spanBefore, spanOf } from './compare.ts';
import { keptFields } from './kept-fields.ts';
import { wordsOf } from './read-answer.ts';

const WINDOWS: readonly (readonly [days: string, name: string])[] = [
  ['1', 'Last day'],
  ['7', '7 days'],
  ['30', '30 days'],
];

const DAY_MS = 86_400_000;

/** Windows are of whole days; what happens now is seen in the day that is not over. */
const isToday = ({ filters: { span }, now }: PageRequest): boolean =>
  'from' in span && span.from === now - (now % DAY_MS) && span.until === span.from + DAY_MS;

const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

const segments = (request: PageRequest, path: string): Html => {
  const { span } = request.filters;
  const days = 'days' in span ? String(span.days) : undefined;
  const today = isoDay(request.now);
  return html`<nav class="segments" aria-label="Time">
    <a
      href="${request.href(path, { days: undefined, from: today, until: today })}"
      ${isToday(request) && raw('aria-current="true"')}
      >Today</a
    >
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

/** A list of one key; several values of the address stay, where a list of one would drop them. */
const field = (request: PageRequest, { name }: SliceKey, values: readonly string[]): Html => {
  const chosen = request.filters.slice[name] ?? [];
  const options = [...new Set([...values, ...chosen])];
  return html`<label class="field">
    <span>${labelOf(name)}</span>
    <select name="${name}">
      <option value="">all</option>
      ${options.map((value) => html`<option value="${value}" ${chosen[0] === value && raw('selected')}>${wordsOf(value)}</option>`)}
    </select>
  </label>`;
};

const labelOf = (name: string): string => {
  const words = wordsOf(name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase());
  return words.charAt(0).toUpperCase() + words.slice(1);
};

async function sliceForm(request: PageRequest, path: string): Promise<Html> {
  const { sliceKeys, url } = request;
  const lists = await Promise.all(
    sliceKeys.map(async (key) => (key.values.length > 0 ? key.values : await request.values(key.name))),
  );
  const { from, until } = spanOf(request);
  const names = sliceKeys.map(({ name }) => name);
  return html`<form method="get" action="${url.pathname}" aria-label="Filters">
    ${keptFields(request, [...names, 'days', 'from', 'until'])}
    ${sliceKeys.map((key, index) => field(request, key, lists[index] ?? []))}
    <label class="field"
      ><span>From</span><input type="date" name="from" value="${isoDay(from)}" max="${isoDay(request.now)}"
    /></label>
    <label class="field"
      ><span>Until, that day included</span
      ><input type="date" name="until" value="${isoDay(until - 1)}" max="${isoDay(request.now)}"
    /></label>
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

const chips = (request: PageRequest, path: string): Html | undefined => {
  const active = chipsOf(request, path);
  if (active.length === 0) return undefined;
  return html`<ul class="chips" aria-label="Active filters">
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
};

/** Time, comparison and slices. Links and a GET form, so that each state of the page is its address. */
export async function filtersBar(request: PageRequest, path: string): Promise<Html> {
  return html`<section class="filters" aria-label="Filters">
    <div class="filters-bar">
      ${segments(request, path)}
      <details class="slices">
        <summary class="button">Filter and range</summary>
        ${await sliceForm(request, path)}
      </details>
      ${compareSwitch(request, path)}
    </div>
    ${chips(request, path)}
  </section>`;
}

/** Which time the page is about, in words. */
export const spanWords = (request: PageRequest): Html => {
  const span = spanOf(request);
  const compared = request.filters.compare && html`, compared with ${formatSpan(spanBefore(span))}`;
  const days = span.until > request.now ? 'Days in UTC, the last one so far' : 'Whole days in UTC';
  return html`<strong>${formatSpan(span)}</strong>${compared}. ${days}.`;
};
