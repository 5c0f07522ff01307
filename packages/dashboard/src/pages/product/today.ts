import type { PageRequest } from '../../page-request.ts';
import { DAY_MS, dayOf } from '../../reporting/periods.ts';
import { formatCount } from '../../ui/format.ts';
import { html, type Html } from '../../ui/html.ts';
import { readAnswer, total } from './read-answer.ts';

const todayOf = (now: number): { readonly from: number; readonly until: number } => {
  const from = now - (now % DAY_MS);
  return { from, until: from + DAY_MS };
};

/** Windows are of whole days; what happens now is seen in the day that is not over. */
export const isToday = ({ filters: { span }, now }: PageRequest): boolean =>
  'from' in span && span.from === todayOf(now).from && span.until === todayOf(now).until;

/** The same page about the day that is not over. */
export const todayHref = (request: PageRequest, path: string): string => {
  const today = dayOf(request.now);
  return request.href(path, { days: undefined, from: today, until: today });
};

/** Events of a span with the filters of the page; undefined where the store does not say. */
async function eventsIn(
  request: PageRequest,
  ask: { readonly span?: { readonly from: number; readonly until: number }; readonly compare: boolean },
): Promise<number | undefined> {
  const result = await request.ask({ panel: 'captureVolume', ...ask });
  if (result.state === 'error') return undefined;
  const reader = readAnswer(result.answer);
  return total(reader, reader.rows, 'events');
}

/**
 * Leads to today where the whole days of a window have nothing, which is so on the first day of a product: what has just been
 * sent would be looked for in vain. Nothing else where there is something.
 */
export async function todayNote(request: PageRequest, path: string): Promise<Html> {
  const { compare, span } = request.filters;
  // The same question as the tiles ask, so that the store is asked once.
  if ('from' in span || (await eventsIn(request, { compare })) !== 0) return html``;
  const today = (await eventsIn(request, { span: todayOf(request.now), compare: false })) ?? 0;
  if (today === 0) return html``;
  return html`<aside class="span-12 panel today" aria-label="Today">
    <p class="finding">${formatCount(today)} ${today === 1 ? 'event' : 'events'} came today.</p>
    <p>
      This page is about whole days, and these have nothing to show yet.
      <a class="button button-strong" href="${todayHref(request, path)}">Look at today</a>
    </p>
  </aside>`;
}
