import type { ProductAnswer, ProductPanelId } from '@plumbline/core';
import type { PageRequest, PanelAsk, PanelResult } from '../../page-request.ts';
import { dataTable } from '../../ui/data-table.ts';
import { html, type Html } from '../../ui/html.ts';
import { panel, type PanelSpec } from '../../ui/panel.ts';
import { productDefinitions } from './definitions.ts';

/** What is made of an answer; undefined where its rows say nothing, such as a month of zeros. */
export interface Drawn {
  readonly finding: Html | string;
  readonly chart: Html;
}

export interface AnswerPanel {
  readonly panel: ProductPanelId;
  readonly number?: number;
  readonly width: NonNullable<PanelSpec['width']>;
  readonly ask?: Omit<PanelAsk, 'panel'>;
  readonly controls?: Html;
  readonly draw: (answer: ProductAnswer) => Drawn | undefined | Promise<Drawn | undefined>;
  /** A question that was asked already, and its answer. */
  readonly result?: PanelResult;
}

/** What the empty state offers: the other filters away, or a longer time. */
function wayOut(request: PageRequest): PanelSpec['action'] {
  const { filters, sliceKeys } = request;
  const path = request.url.pathname.slice(request.basePath.length) || '/';
  if (Object.keys(filters.slice).length > 0) {
    const without = Object.fromEntries(sliceKeys.map(({ name }) => [name, undefined]));
    return { title: 'Take the filters away', href: request.href(path, without) };
  }
  if ('days' in filters.span && filters.span.days < 30) {
    return { title: 'Look at 30 days', href: request.href(path, { days: '30' }) };
  }
  return undefined;
}

function quietSpec(request: PageRequest, answer: ProductAnswer, base: PanelSpec): PanelSpec {
  const { suppressedBelow } = answer;
  const action = wayOut(request);
  const out = action && { action };
  if (suppressedBelow === undefined) return { ...base, state: 'empty', ...out };
  return {
    ...base,
    state: 'suppressed',
    message: `Either nothing fits the filters, or fewer than ${suppressedBelow} people stand behind every number.`,
    ...out,
  };
}

/** One question of the source as a panel, in whichever state its answer is. */
export async function answerPanel(request: PageRequest, spec: AnswerPanel): Promise<Html> {
  const { panel: id, number, width, controls, draw } = spec;
  const { question, whenEmpty, ...definition } = productDefinitions[id];
  const base: PanelSpec = {
    id,
    title: question,
    state: 'ready',
    width,
    ...(number !== undefined && { number }),
    ...(controls && { controls }),
    definition: { ...definition, ...(request.catalog && { version: `Catalog ${request.catalog.version}` }) },
    definitionHref: request.definitionHref(id),
    csvHref: request.csvHref(id),
  };
  const asked = { panel: id, ...spec.ask };
  const result = spec.result ?? (await request.ask(asked));
  if (result.state === 'error') {
    const { message, requestId } = result;
    return panel({
      ...base,
      state: 'error',
      message,
      requestId,
      action: { title: 'Ask again', href: request.url.pathname + request.url.search + `#${id}` },
    });
  }
  const { answer } = result;
  const provenance = {
    from: answer.from,
    span: answer.span,
    ...(answer.suppressedBelow !== undefined && { suppressedBelow: answer.suppressedBelow }),
  };
  const drawn = result.state === 'empty' ? undefined : await draw(answer);
  if (!drawn)
    return panel(
      quietSpec(request, answer, { ...base, provenance, ...(whenEmpty !== undefined && { message: whenEmpty }) }),
    );
  return panel({ ...base, ...drawn, provenance, table: dataTable(question, answer) });
}

/** A panel that comes when its answer does; until then its place says that the store is asked. */
export const slot = (request: PageRequest, spec: AnswerPanel): Html => {
  const { question } = productDefinitions[spec.panel];
  const waiting = panel({ id: `${spec.panel}-waiting`, title: question, state: 'loading', width: spec.width });
  return html`<div class="slot">${waiting}${request.later(spec.panel, () => answerPanel(request, spec))}</div>`;
};
