import type { ProductAnswer } from '@plumbline/core';
import { barChart, type BarRow } from '../../charts/bar-chart.ts';
import { formatCount, formatShare } from '../../ui/format.ts';
import { html, type Html } from '../../ui/html.ts';
import type { Drawn } from './answer-panel.ts';
import { movement, movementOf } from './compare.ts';
import { capitalised, previousNumber, readAnswer, total, wordsOf } from './read-answer.ts';

const numberText = (value: number | null): string => (value === null ? '–' : formatCount(value));

interface Ranking {
  readonly label: string;
  readonly names: string;
  readonly values: string;
  /** The column that ranks. */
  readonly column: string;
  readonly keys: readonly string[];
  readonly sides: Readonly<Record<string, string>>;
  readonly hasShares?: boolean;
  readonly tone?: 'bad';
  /** @default 8 */
  readonly shown?: number;
  readonly code?: boolean;
  readonly name: (texts: readonly string[]) => string;
  readonly detail?: (texts: readonly string[]) => string;
  readonly finding: (facts: {
    first: readonly string[];
    share: string;
    count: string;
    all: number;
    isWhole: boolean;
    moved: string;
  }) => Html;
}

const draw =
  (ranking: Ranking) =>
  (answer: ProductAnswer): Drawn | undefined => {
    const reader = readAnswer(answer);
    const { column, keys, sides, hasShares, name, detail, finding, ...chart } = ranking;
    const all = total(reader, reader.rows, column);
    if (all === 0) return undefined;
    const rows = reader.rows.map((row): BarRow => {
      const texts = keys.map((key) => reader.text(row, key));
      const previous = previousNumber(reader, row, keys, column);
      return {
        name: name(texts),
        ...(detail && { detail: detail(texts) }),
        value: reader.number(row, column) ?? 0,
        ...(previous !== undefined && { previous }),
        sides: Object.keys(sides).map((side) => numberText(reader.number(row, side))),
      };
    });
    const first = reader.rows[0];
    const top = reader.number(first, column) ?? 0;
    const earlier =
      reader.previous.length === 0 || (keys.length > 1 && !reader.isWhole)
        ? undefined
        : total(reader, reader.previous, column);
    return {
      finding: finding({
        first: keys.map((key) => reader.text(first, key)),
        share: formatShare(top / all),
        count: formatCount(top),
        all,
        isWhole: reader.isWhole,
        moved: movement(all, earlier, answer.span),
      }),
      chart: barChart({ ...chart, sides: Object.values(sides), rows, ...(hasShares === true && { total: all }) }),
    };
  };

export const drawRoutes: (answer: ProductAnswer) => Drawn | undefined = draw({
  label: 'Page views by route pattern',
  names: 'Route',
  values: 'Views',
  column: 'events',
  keys: ['route_pattern'],
  sides: { sessions: 'Sessions', anonymous_users: 'People' },
  shown: 11,
  hasShares: true,
  code: true,
  name: ([route = '']) => route || '(unmatched)',
  finding: ({ first: [route = ''], share, all, moved }) =>
    html`<code>${route}</code> takes ${share} of ${formatCount(all)} page views.${movementOf('Page views', moved)}`,
});

export const drawFeatures: (answer: ProductAnswer) => Drawn | undefined = draw({
  label: 'Views by feature and surface',
  names: 'Feature',
  values: 'Views',
  column: 'views',
  keys: ['feature', 'surface'],
  sides: { anonymous_users: 'People' },
  hasShares: true,
  name: ([feature = '']) => wordsOf(feature),
  detail: ([, surface = '']) => `on ${wordsOf(surface)}`,
  finding: ({ first: [feature = '', surface = ''], share, all, moved }) =>
    html`${capitalised(wordsOf(feature))} on ${wordsOf(surface)} is seen most: ${share} of ${formatCount(all)} feature
    views.${movementOf('Feature views', moved)}`,
});

export const drawFilters: (answer: ProductAnswer) => Drawn | undefined = draw({
  label: 'Filter changes by view and filter',
  names: 'Filter',
  values: 'Changes',
  column: 'changes',
  keys: ['view', 'filter_key'],
  sides: { avg_value_count: 'Values chosen' },
  name: ([, key = '']) => wordsOf(key),
  detail: ([view = '']) => `in ${wordsOf(view)}`,
  finding: ({ first: [view = '', key = ''], share, all, moved }) =>
    html`${capitalised(wordsOf(key))} in ${wordsOf(view)} is ${share} of ${formatCount(all)} filter
    changes.${movementOf('Filter changes', moved)}`,
});

export const drawErrors: (answer: ProductAnswer) => Drawn | undefined = draw({
  label: 'Client errors by class, route and boundary',
  names: 'Error',
  values: 'Errors',
  column: 'errors',
  keys: ['error_class', 'route_pattern', 'boundary'],
  sides: { affected_anonymous_users: 'People' },
  tone: 'bad',
  shown: 6,
  name: ([errorClass = '']) => errorClass,
  detail: ([, route = '', boundary = '']) => `${route} · ${wordsOf(boundary)}`,
  // Most groups of errors are small ones, which may be left out: a sum of the others would not be the number of errors.
  finding: ({ first: [errorClass = '', route = ''], count, all, isWhole, moved }) =>
    isWhole
      ? html`${formatCount(all)} errors reached people${moved}. ${errorClass} on <code>${route}</code> leads with
          ${count}.`
      : html`${errorClass} on <code>${route}</code> leads with ${count} errors.`,
});
