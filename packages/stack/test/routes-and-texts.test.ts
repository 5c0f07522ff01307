import { expect, test } from 'vitest';
import { createRuleContext } from '../src/alerts/rule-context.ts';
import { alternativesOf, literalOf } from '../src/promql/regex-alternatives.ts';
import { parseQuery, unquoted, withinOf } from '../src/promql/syntax.ts';
import { defineSlo } from '../src/slo/define-slo.ts';
import { requestSeries } from '../src/slo/burn-proofs.ts';
import { recordingsOf } from '../src/slo/slo-rules.ts';
import { model } from './model.ts';

/** Patterns as Fastify, Express and Next name them: `http.route` has them as they were written. */
const ROUTES = [
  '/items/:itemId/submit',
  String.raw`/items/:id(\d+)`,
  String.raw`/example/:file(^\d+).png`,
  '/files/*',
  '/wild/*path',
  '/a|/b',
  '/maybe{/:id}',
  '/docs/[[...slug]]',
  '/cost/$total+tax?',
  '/say/"hello"',
  String.raw`/both/\"`,
  'unmatched',
];

/** The text of the first string of a query that stands behind `http_route=~`. */
function patternIn(expr: string): string {
  const parsed = parseQuery(expr);
  const nodes = withinOf(parsed.root);
  expect(nodes.filter(({ type }) => type.isError)).toEqual([]);
  const literal = nodes.find(
    ({ name, prevSibling }) => name === 'StringLiteral' && prevSibling !== null && parsed.text(prevSibling) === '=~',
  );
  return literal === undefined ? '' : unquoted(parsed.text(literal));
}

test.each(ROUTES)('an objective over the route %s counts it, and no other', (route) => {
  const slo = defineSlo({
    name: 'one-route',
    description: 'One route.',
    objective: 0.99,
    indicator: { kind: 'availability', routes: [route] },
  });
  const text = patternIn(String(recordingsOf(model, slo)[0]?.['expr']));
  const pattern = new RegExp(`^(?:${text})$`, 'u');
  expect([...ROUTES, `${route}/more`, '', '/items/:id(7)'].filter((other) => pattern.test(other))).toEqual([route]);
  expect(alternativesOf(text).map((one) => literalOf(one))).toEqual([route]);
  // The proof puts in series of that very route.
  const series = requestSeries(createRuleContext(model), slo, [{ minutes: 5, share: 0 }], 1);
  const routes = series.flatMap((line) => {
    const parsed = parseQuery(line.series);
    const nodes = withinOf(parsed.root);
    expect(nodes.filter(({ type }) => type.isError)).toEqual([]);
    return nodes.filter(({ name }) => name === 'StringLiteral').map((node) => unquoted(parsed.text(node)));
  });
  expect(routes).toContain(route);
});
