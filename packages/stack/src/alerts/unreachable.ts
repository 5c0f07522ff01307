import type { SyntaxNode } from '@lezer/common';
import type { StackModel } from '../model/stack-model.ts';
import { prometheusName } from '@plumbline/core';
import { childrenOf, type Parsed, parseQuery, withinOf } from '../promql/syntax.ts';

const NUMBER = 'NumberDurationLiteral';

/** The query behind parentheses. */
const inner = (node: SyntaxNode): SyntaxNode => {
  const within = node.name === 'ParenExpr' ? childrenOf(node).find(({ type }) => !type.isError) : undefined;
  return within === undefined ? node : inner(within);
};

const metricsWithin = (node: SyntaxNode, { text }: Parsed): ReadonlySet<string> =>
  new Set(
    withinOf(node)
      .filter(({ name, parent }) => name === 'Identifier' && parent?.name === 'VectorSelector')
      .map(text),
  );

/** The highest value that an expression can have; undefined where it is not known. */
function mostOf(node: SyntaxNode, parsed: Parsed, model: StackModel): number | undefined {
  const query = inner(node);
  const metrics = [...metricsWithin(query, parsed)];
  if (query.name === 'FunctionCall' && query.getChild('FunctionIdentifier')?.getChild('HistogramQuantile') != null) {
    const found = [...model.instruments.values()].find(
      (instrument) => instrument.kind === 'histogram' && metrics[0] === `${prometheusName(instrument)}_bucket`,
    );
    // What lies above the last bound counts as the last bound.
    return found?.boundaries?.at(-1);
  }
  const isShare = query.name === 'BinaryExpr' && query.getChild('Div') !== null && metrics.length === 1;
  return isShare ? 1 : undefined;
}

/** Thresholds of an expression that nothing can exceed: a share of 1 or more, a quantile above the last bound. */
export function unreachableFaults(expr: string, model: StackModel): readonly string[] {
  const parsed = parseQuery(expr);
  return withinOf(parsed.root).flatMap((node) => {
    const isAbove = node.getChild('Gtr') !== null;
    if (node.name !== 'BinaryExpr' || (!isAbove && node.getChild('Gte') === null)) return [];
    const parts = childrenOf(node);
    const [left, right] = [parts[0], parts.at(-1)];
    if (left === undefined || right?.name !== NUMBER) return [];
    const most = mostOf(left, parsed, model);
    const bound = Number(parsed.text(right));
    if (most === undefined || (isAbove ? bound < most : bound <= most)) return [];
    return [`it asks for ${isAbove ? 'more than' : 'at least'} ${bound}, and the value is never more than ${most}`];
  });
}
