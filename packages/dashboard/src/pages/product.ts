import type { PageEntry, PageRequest } from '../page-request.ts';
import { html, type Html } from '../ui/html.ts';
import { frame } from './frame.ts';
import { drawActives, drawLastDay } from './product/actives.ts';
import { slot } from './product/answer-panel.ts';
import { drawChartActions } from './product/chart-actions.ts';
import { productDefinitions } from './product/definitions.ts';
import { filtersBar, spanWords } from './product/filters-bar.ts';
import { drawFunnel, funnelForm } from './product/funnel.ts';
import { drawLedger } from './product/ledger.ts';
import { panelAsk } from './product/panel-ask.ts';
import { drawErrors, drawFeatures, drawFilters, drawRoutes } from './product/rankings.ts';
import { drawRecovery } from './product/recovery.ts';
import { drawRetention } from './product/retention.ts';
import { drawSessions } from './product/sessions.ts';
import { tiles } from './product/tiles.ts';
import { todayNote } from './product/today.ts';
import { drawVolume } from './product/volume.ts';

const PATH = '/';

const section = (id: string, title: string, lead: string): Html =>
  html`<div class="span-12">
    <h2 class="section-title" id="${id}">${title}</h2>
    <p class="section-lead">${lead}</p>
  </div>`;

const actives = (request: PageRequest): Html => {
  const { span } = request.filters;
  const few = 'days' in span && span.days === 1;
  return slot(request, {
    panel: 'dailyActives',
    number: 1,
    width: 12,
    draw: few ? drawLastDay : drawActives,
    ask: panelAsk('dailyActives', request),
  });
};

/** The seven questions in the order of the story: who comes, where to, what for, what fails, how long. */
const questions = (request: PageRequest): Html =>
  html`${actives(request)} ${slot(request, { panel: 'topRoutes', number: 2, width: 6, draw: drawRoutes })}
  ${slot(request, { panel: 'featureUsage', number: 3, width: 6, draw: drawFeatures })}
  ${slot(request, { panel: 'filterChanges', number: 4, width: 5, draw: drawFilters })}
  ${slot(request, { panel: 'chartInteractions', number: 5, width: 7, draw: drawChartActions })}
  ${slot(request, { panel: 'clientErrors', number: 6, width: 7, draw: drawErrors })}
  ${slot(request, { panel: 'sessionDurations', number: 7, width: 5, draw: drawSessions })}`;

const decisions = (request: PageRequest): Html => {
  return html`${section('decisions', 'What to keep', 'Use beside cost: what is maintained, who answers for it, and whether anybody would miss it.')}
  ${slot(request, { panel: 'featureLedger', width: 12, draw: drawLedger(request) })}
  ${slot(request, { panel: 'retention', width: 7, ask: panelAsk('retention', request), draw: drawRetention })}
  ${slot(request, { panel: 'funnel', width: 5, ask: panelAsk('funnel', request), controls: funnelForm(request), draw: drawFunnel })}`;
};

/** Whether the numbers above can be relied on. */
const signals = (request: PageRequest): Html =>
  html`${section('signals', 'Signal quality', 'Whether these numbers can be relied on: what is captured, and what is lost on its way.')}
  ${slot(request, { panel: 'captureVolume', width: 7, draw: drawVolume(request) })}
  ${slot(request, { panel: 'offlineRecovery', width: 5, draw: drawRecovery })}`;

/** The product page: the seven questions, then what follows from them. */
export async function productPage(request: PageRequest): Promise<Html> {
  return frame(request, {
    title: 'Product',
    lead: spanWords(request),
    body: html`${filtersBar(request, PATH)}
      <div class="grid">
        ${request.later('today', () => todayNote(request, PATH))} ${request.later('tiles', () => tiles(request))}
        ${questions(request)} ${decisions(request)} ${signals(request)}
      </div>`,
    footnote:
      'Counted from first-party events: pseudonymous, no addresses, no contents. People who refused are in it only through events that the catalog declares essential. Each view of this page is recorded.',
  });
}

/** Where the product page is and what it takes. */
export const productEntry: PageEntry = {
  id: 'product',
  path: PATH,
  title: 'Product',
  audience: 'product',
  page: productPage,
  definitions: productDefinitions,
  asks: panelAsk,
  panels: [
    'dailyActives',
    'topRoutes',
    'featureUsage',
    'filterChanges',
    'chartInteractions',
    'clientErrors',
    'sessionDurations',
    'featureLedger',
    'retention',
    'funnel',
    'captureVolume',
    'offlineRecovery',
  ],
};
