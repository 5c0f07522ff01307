import type { ProductPanelId } from '@plumbline/core';
import type { PageRequest, PanelAsk } from '../../page-request.ts';
import { LEAST_DAYS } from './actives.ts';
import { stepsOf } from './funnel.ts';

/** Weeks of retention that are worth a look, whatever the filters say: a month has hardly a cohort that could come back. */
const RETENTION_DAYS = 70;

/** The last days of an address, or more where a panel needs them; a span between two days stays as it is. */
const atLeast = (days: number, { filters: { span } }: Pick<PageRequest, 'filters'>): Pick<PanelAsk, 'span'> =>
  'days' in span && span.days < days ? { span: { days } } : {};

/** What a panel of the product page asks besides the filters. Its file is made of the same answer as its picture. */
export function panelAsk(panel: ProductPanelId, request: Pick<PageRequest, 'filters' | 'catalog'>): PanelAsk {
  const { span } = request.filters;
  if (panel === 'dailyActives' && 'days' in span && span.days === 1) return { panel, ...atLeast(LEAST_DAYS, request) };
  if (panel === 'retention') return { panel, ...atLeast(RETENTION_DAYS, request), compare: false };
  return panel === 'funnel' ? { panel, steps: stepsOf(request), compare: false } : { panel };
}
