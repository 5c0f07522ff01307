import type { StackModel } from '../model/stack-model.ts';
import { knownMetrics, type KnownMetrics } from './known-metrics.ts';
import { resultLabels } from './result-labels.ts';
import { selectorFaults } from './selector-faults.ts';
import { parseQuery, withinOf } from './syntax.ts';

/** What is wrong with a query, given what is known. For one query at a time, `expressionFaults` is shorter. */
export function queryFaults(expr: string, known: KnownMetrics): readonly string[] {
  const parsed = parseQuery(expr);
  const nodes = withinOf(parsed.root);
  const broken = nodes.find(({ type }) => type.isError);
  if (broken !== undefined)
    return [`this is no PromQL from \`${expr.slice(Math.max(0, broken.from - 20), broken.from + 20)}\` on`];
  const selectors = nodes.filter(({ name }) => name === 'VectorSelector');
  const faults = selectors.flatMap((selector) => [...selectorFaults(selector, parsed, known)]);
  // With a metric unknown, every clause around it would be called wrong too.
  if (faults.length === 0) resultLabels(parsed.root, { parsed, known, faults });
  return [...new Set(faults)];
}

/**
 * What a query names that is not there: a metric that neither the application, nor the parts beside it, nor our own rules
 * emit; a label that the metric does not have; a value outside the closed list of its label; a label of `by`, `on` or
 * `group_left` that its operand does not have; and what is no PromQL at all. Empty where all is right.
 */
export const expressionFaults = (expr: string, model: StackModel): readonly string[] =>
  queryFaults(expr, knownMetrics(model));
