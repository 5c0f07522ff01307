import { expect, it } from 'vitest';
import { boardsOf } from '../src/boards/boards-of.ts';
import { model } from './model.ts';

const queries = boardsOf(model).flatMap(({ rows }) =>
  rows.flatMap(({ panels }) => panels.flatMap((panel) => panel.queries.map((query) => ({ ...query, panel })))),
);
const labelsOf = (legend = ''): readonly string[] =>
  [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label ?? '');

it('a zero for what never happened has each label of its legend, which would end in nothing', () => {
  const withZero = queries.filter(({ expr, legend }) => expr.includes(' or on () ') && labelsOf(legend).length > 0);
  expect(withZero.map(({ legend }) => legend)).toContain('refused: {{reason}}');
  for (const { expr, legend, panel } of withZero) {
    const zero = expr.split(' or on () ')[1] ?? '';
    const unnamed = labelsOf(legend).filter((label) => !zero.includes(`, "${label}", "none", "", "")`));
    expect([panel.title, zero.includes('vector(0)'), unnamed]).toEqual([panel.title, true, []]);
  }
});

it('a failing share is zero where nothing failed, and not a panel without data', () => {
  const shares = queries.filter(
    ({ panel }) => panel.title.endsWith('failing share') || panel.title.startsWith('Failing share'),
  );
  expect(shares.map(({ panel }) => panel.title)).toEqual([
    'Failing share by route',
    'Outbound calls: failing share',
    'Failing share of sign-ins',
  ]);
  // The failures of sign-in are declared, and begin with 0.
  expect(shares.slice(0, 2).filter(({ expr }) => !/ or 0 \* /.test(expr))).toEqual([]);
});
