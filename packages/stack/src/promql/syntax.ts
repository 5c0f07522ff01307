import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

/** A node of a parsed query together with the query, which nodes do not hold. */
export interface Parsed {
  readonly root: SyntaxNode;
  readonly text: (node: SyntaxNode) => string;
}

/**
 * What Grafana puts in for a time: to read the rest, one is as good as another. The same letters make a time of the same length, so
 * that a place in the tree is the place in the query.
 */
const VARIABLE_TIME = /\$__(?:rate_interval|interval|range|auto)\b/g;

/** Parses PromQL as Prometheus' own editor does, with the variables of Grafana for times. */
export function parseQuery(expr: string): Parsed {
  const readable = expr.replaceAll(VARIABLE_TIME, (variable) => `${'0'.repeat(variable.length - 2)}5m`);
  return { root: parser.parse(readable).topNode, text: ({ from, to }) => readable.slice(from, to) };
}

export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) found.push(child);
  return found;
}

/** A node and all below it, in the order of the query. */
export const withinOf = (node: SyntaxNode): readonly SyntaxNode[] => [
  node,
  ...childrenOf(node).flatMap((child) => withinOf(child)),
];

/** The text of a string literal without its quotes; `\\` and `\"` are read, other escapes stay. */
export const unquoted = (literal: string): string => literal.slice(1, -1).replaceAll(/\\(["'\\])/g, '$1');

/** Names in `by (…)`, `on (…)` or `group_left (…)`. */
export const groupingLabels = (grouping: SyntaxNode, { text }: Parsed): readonly string[] =>
  childrenOf(grouping)
    .filter(({ name }) => name === 'LabelName' || name === 'QuotedLabelName')
    .map((node) => (node.name === 'LabelName' ? text(node) : unquoted(text(node))));
