import type { ProductAnswer } from '@plumbline/core';
import { barChart, type BarRow } from '../../charts/bar-chart.ts';
import { changeOf } from '../../ui/change.ts';
import { formatCount, formatShare } from '../../ui/format.ts';
import { html, type Html } from '../../ui/html.ts';
import type { Drawn } from './answer-panel.ts';
import { beforeWords } from './compare.ts';
import { previousNumber, readAnswer, total, wordsOf } from './read-answer.ts';

const numberText = (value: number | null): string => (value === null ? '–' : formatCount(value));

/** `up 12% on the 30 days before`, as the end of a sentence; empty where nobody compared. */
function movement(now: number, earlier: number | undefined, span: ProductAnswer['span']): string {
  const change = changeOf(now, earlier);
  if (!change || change.text.startsWith('none')) return '';
  return change.text === 'no change' ? `, as in ${beforeWords(span)}` : `, ${change.text} on ${beforeWords(span)}`;
}

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
  readonly code?: boolean;
  readonly name: (texts: readonly string[]) => string;
  readonly detail?: (texts: readonly string[]) => string;
  readonly finding: (facts: {
    first: readonly string[];
    share: string;
    count: string;
    all: number;
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
    const earlier = reader.previous.length === 0 ? undefined : total(reader, reader.previous, column);
    return {
      finding: finding({
        first: keys.map((key) => reader.text(first, key)),
        share: formatShare(top / all),
        count: formatCount(top),
        all,
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
  hasShares: true,
  code: true,
  name: ([route = '']) => route || '(unmatched)',
  finding: ({ first: [route = ''], share, all, moved }) =>
    html`<code>${route}</code> takes ${share} of ${formatCount(all)} page views${moved}.`,
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
  finding: ({ first: [feature = '', surface = ''], share, moved }) =>
    html`${wordsOf(feature)} on ${wordsOf(surface)} is seen most, ${share} of all feature views. Together they
    are${moved === '' ? ' steady' : moved.slice(1)}.`,
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
    html`${wordsOf(key)} in ${wordsOf(view)} is ${share} of ${formatCount(all)} filter changes${moved}.`,
});

export const drawErrors: (answer: ProductAnswer) => Drawn | undefined = draw({
  label: 'Client errors by class, route and boundary',
  names: 'Error',
  values: 'Errors',
  column: 'errors',
  keys: ['error_class', 'route_pattern', 'boundary'],
  sides: { affected_anonymous_users: 'People' },
  tone: 'bad',
  name: ([errorClass = '']) => errorClass,
  detail: ([, route = '', boundary = '']) => `${route} · ${wordsOf(boundary)}`,
  finding: ({ first: [errorClass = '', route = ''], share, all, moved }) =>
    html`${formatCount(all)} errors reached people${moved}. ${errorClass} on <code>${route}</code> is ${share} of them.`,
});
