import type { SyntaxNode } from '@lezer/common';
import type { KnownMetrics } from './known-metrics.ts';
import { metricsOf } from './selector-faults.ts';
import { childrenOf, groupingLabels, type Parsed, unquoted } from './syntax.ts';

/** What the labels of a result are read from, and where faults on the way go. */
export interface Reading {
  readonly parsed: Parsed;
  readonly known: KnownMetrics;
  readonly faults: string[];
}

type Labels = ReadonlySet<string>;

const NONE: Labels = new Set();

/** Whether a node is a query of its own and not an operator, a clause or a time. */
const isQuery = ({ name }: SyntaxNode): boolean =>
  /Expr$|^(?:FunctionCall|VectorSelector|MatrixSelector|NumberDurationLiteral|StringLiteral)$/.test(name) &&
  !/Duration(?:Expr)$/.test(name);

/** Functions that put a label in: the place of its name among their arguments. */
const NAMING: Readonly<Record<string, number>> = { label_replace: 1, label_join: 1 };

const bodyOf = (call: SyntaxNode): readonly SyntaxNode[] => {
  const body = call.getChild('FunctionCallBody');
  return body === null ? [] : childrenOf(body).filter(isQuery);
};

function checked(asked: readonly string[], there: Labels, where: string, { faults }: Reading): Labels {
  for (const label of asked) if (!there.has(label)) faults.push(`\`${where}\`: there is no label \`${label}\``);
  return new Set(asked);
}

function ofAggregate(node: SyntaxNode, reading: Reading): Labels {
  const { parsed } = reading;
  const operator = parsed.text(childrenOf(node)[0] ?? node);
  const args = bodyOf(node);
  const inner = resultLabels(args.at(-1) ?? node, reading);
  const modifier = node.getChild('AggregateModifier');
  const grouping = modifier?.getChild('GroupingLabels');
  const keeps = /^(?:topk|bottomk|limitk|limit_ratio)$/.test(operator);
  const named = operator === 'count_values' && args[0] !== undefined ? [unquoted(parsed.text(args[0]))] : [];
  if (modifier === null || grouping === null || grouping === undefined) return keeps ? inner : new Set(named);
  const labels = groupingLabels(grouping, parsed);
  const asked = checked(labels, new Set([...inner, '__name__']), parsed.text(modifier), reading);
  if (keeps) return inner;
  const isWithout = modifier.getChild('Without') !== null;
  return new Set([...(isWithout ? [...inner].filter((label) => !asked.has(label)) : asked), ...named]);
}

function ofBinary(node: SyntaxNode, reading: Reading): Labels {
  const { parsed } = reading;
  const sides = childrenOf(node).filter(isQuery);
  const [left = NONE, right = NONE] = sides.map((side) => resultLabels(side, reading));
  const clause = node.getChild('MatchingModifierClause');
  const groupings = clause === null ? [] : clause.getChildren('GroupingLabels');
  const [matching, added] = groupings.map((grouping) => groupingLabels(grouping, parsed));
  if (clause !== null && matching !== undefined && clause.getChild('On') !== null)
    for (const side of [left, right]) checked(matching, side, parsed.text(clause), reading);
  if (node.getChild('Or') !== null) return new Set([...left, ...right]);
  if (clause === null) return left.size === 0 && node.getChild('And') === null ? right : left;
  const isRight = clause.getChild('GroupRight') !== null;
  const [many, one] = isRight ? [right, left] : [left, right];
  return new Set([...many, ...checked(added ?? [], one, parsed.text(clause), reading)]);
}

function ofCall(node: SyntaxNode, reading: Reading): Labels {
  const { parsed } = reading;
  const name = parsed.text(node.getChild('FunctionIdentifier') ?? node);
  const args = bodyOf(node);
  const labels = new Set(args.flatMap((argument) => [...resultLabels(argument, reading)]));
  const naming = NAMING[name];
  const named = naming === undefined ? undefined : args[naming];
  if (named !== undefined) labels.add(unquoted(parsed.text(named)));
  if (name === 'histogram_quantile') {
    if (!labels.has('le')) reading.faults.push('`histogram_quantile` needs the label `le`');
    labels.delete('le');
  }
  return labels;
}

/** Labels that the series of a result have. Names that a clause asks for and nothing has are put with the faults. */
export function resultLabels(node: SyntaxNode, reading: Reading): Labels {
  if (node.name === 'VectorSelector')
    return new Set(
      metricsOf(node, reading.parsed, reading.known).flatMap((name) => [...(reading.known.get(name)?.keys() ?? [])]),
    );
  if (node.name === 'AggregateExpr') return ofAggregate(node, reading);
  if (node.name === 'BinaryExpr') return ofBinary(node, reading);
  if (node.name === 'FunctionCall') return ofCall(node, reading);
  const inner = childrenOf(node).find(isQuery);
  return inner === undefined ? NONE : resultLabels(inner, reading);
}
