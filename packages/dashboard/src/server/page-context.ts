import {
  type Clock,
  type Log,
  type ProductAnswer,
  type ProductAsk,
  type ProductSource,
  toError,
} from '@plumbline/core';
import type { PageRequest, PanelResult } from '../page-request.ts';
import { html } from '../ui/html.ts';
import type { AnswerCache } from './answer-cache.ts';
import type { DashboardCounts, FailureReason } from './counts.ts';
import { describeFailure, PanelRefusal } from './describe-failure.ts';
import { type PanelLane, PanelLate, type PanelQueue } from './panel-queue.ts';
import { isFilterValue } from './read-filters.ts';
import { createLaterParts, type LaterParts } from './stream-page.ts';

/** What all pages of one dashboard share. */
export interface PanelServices {
  readonly source: ProductSource;
  readonly cache: AnswerCache;
  readonly queue: PanelQueue;
  readonly clock: Clock;
  readonly log: Log;
  readonly counts: DashboardCounts;
}

/** The part of a request that is plain data. */
export type PageFacts = Omit<
  PageRequest,
  'ask' | 'attempt' | 'values' | 'later' | 'href' | 'csvHref' | 'definitionHref' | 'parameter'
>;

/** A list, or an answer with rows, that holds none is empty; anything else is there. */
const hasRows = (answer: unknown): boolean => {
  const rows = Array.isArray(answer) ? answer : (answer as { readonly rows?: unknown } | null | undefined)?.rows;
  return !Array.isArray(rows) || rows.length > 0;
};

type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Links within the dashboard. Names and values are percent-encoded; the path is one of ours. */
const createHref =
  ({ basePath, url }: Pick<PageFacts, 'basePath' | 'url'>) =>
  (path: string, query: Query = {}): string => {
    const next = new URLSearchParams(url.searchParams);
    for (const [name, value] of Object.entries(query)) {
      next.delete(name);
      for (const each of value === undefined ? [] : [value].flat()) next.append(name, each);
    }
    const text = next.toString();
    return `${path === '/' ? `${basePath}/` : basePath + path}${text === '' ? '' : `?${text}`}`;
  };

/** Undefined for what no failure is: a viewer who is told to ask otherwise. */
function reasonOf(error: unknown): FailureReason | undefined {
  if (error instanceof PanelRefusal) return undefined;
  return error instanceof PanelLate ? error.reason : 'store';
}

export interface PageContext {
  readonly request: PageRequest;
  readonly parts: LaterParts;
}

/** Gives a page what it may do: ask, link, and leave parts for later. */
export function createPageContext(
  facts: PageFacts,
  parameters: ReadonlyMap<string, string>,
  { source, cache, counts, queue, log }: PanelServices,
): PageContext {
  const { filters, requestId } = facts;
  const note = (panel: string, error: unknown): void =>
    log.warn({ err: toError(error), panel, request_id: requestId }, 'dashboard: a panel could not be answered');
  const attempt: PageRequest['attempt'] = async <Answer>(
    id: string,
    work: (signal: AbortSignal) => Promise<Answer>,
    key?: string,
    lane?: PanelLane,
  ): Promise<PanelResult<Answer>> => {
    const run = (): Promise<Answer> => queue.run(work, lane);
    try {
      const answer = await (key === undefined ? run() : cache.once(`${id} ${key}`, run));
      return { state: hasRows(answer) ? 'ready' : 'empty', answer };
    } catch (error) {
      const reason = reasonOf(error);
      if (reason !== undefined) counts.failed(reason);
      note(id, error);
      return { state: 'error', message: describeFailure(error), requestId };
    }
  };
  const ask: PageRequest['ask'] = (given) => {
    const { span, slice, compare, steps, withinMs } = filters;
    const asked: ProductAsk = {
      span,
      slice,
      compare,
      ...(given.panel === 'funnel' && { steps, withinMs }),
      ...given,
    };
    return attempt<ProductAnswer>(given.panel, (signal) => source.answer({ ...asked, signal }), JSON.stringify(asked));
  };
  const values: PageRequest['values'] = async (key) => {
    const result = await attempt(
      `values of ${key}`,
      (signal) => source.values(key, filters.span, signal),
      JSON.stringify(filters.span),
    );
    return result.state === 'error' ? [] : result.answer.filter(isFilterValue);
  };
  const parts = createLaterParts((error) => {
    counts.failed('page');
    note('page', error);
    return html`<p class="error" role="alert">This part could not be made. Request ID: ${requestId}</p>`;
  });
  const href = createHref(facts);
  const request: PageRequest = {
    ...facts,
    ask,
    attempt,
    values,
    later: (_id, make) => parts.add(make),
    href,
    csvHref: (panel) => href(`/panel/${encodeURIComponent(panel)}.csv`),
    definitionHref: (id) => href(`/definition/${encodeURIComponent(id)}`),
    parameter: (name) => parameters.get(name),
  };
  return { request, parts };
}
