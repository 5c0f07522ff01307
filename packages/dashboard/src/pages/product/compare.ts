import type { ProductAnswer } from '@plumbline/core';
import type { PageRequest } from '../../page-request.ts';
import { DAY_MS } from '../../reporting/periods.ts';
import { changeOf } from '../../ui/change.ts';

/** Days of a span, at least one. */
export const daysIn = ({ from, until }: { readonly from: number; readonly until: number }): number =>
  Math.max(1, Math.round((until - from) / DAY_MS));

/** The span that is compared with. */
export const spanBefore = ({
  from,
  until,
}: {
  readonly from: number;
  readonly until: number;
}): { from: number; until: number } => ({
  from: from - (until - from),
  until: from,
});

/** The span of the address, as the source will read it: whole days end with the last whole one. */
export const spanOf = ({ filters, now }: Pick<PageRequest, 'filters' | 'now'>): { from: number; until: number } => {
  const { span } = filters;
  if ('from' in span) return span;
  const until = Math.floor(now / DAY_MS) * DAY_MS;
  return { from: until - span.days * DAY_MS, until };
};

/** `the 30 days before`, `the day before`. */
export const beforeWords = (span: { readonly from: number; readonly until: number }): string => {
  const days = daysIn(span);
  return days === 1 ? 'the day before' : `the ${days} days before`;
};

/** `up 12% on the 30 days before`, as the end of a sentence; empty where nobody compared. */
export function movement(now: number, earlier: number | undefined, span: ProductAnswer['span']): string {
  const change = changeOf(now, earlier);
  if (!change || change.text.startsWith('none')) return '';
  if (change.text === 'no change') return `, as in ${beforeWords(span)}`;
  return change.text.includes('times')
    ? `, ${(now / (earlier ?? now)).toFixed(1)} times as many as in ${beforeWords(span)}`
    : `, ${change.text} on ${beforeWords(span)}`;
}

/** The same as a sentence of its own about what moved, for one that ends with a share; empty where nobody compared. */
export const movementOf = (what: string, moved: string): string =>
  moved === '' ? '' : ` ${what} are ${moved.replace(/^, /, '')}.`;
