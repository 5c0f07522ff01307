import type { AlertDefinition } from '../model/alert.ts';
import type { StackModel } from '../model/stack-model.ts';
import { linksOf } from './links.ts';

/** An alert as Prometheus reads it. */
export const ruleOf = (definition: AlertDefinition, model: StackModel): Readonly<Record<string, unknown>> => {
  const { description, expr, for: wait, labels, layer, name, severity, summary } = definition;
  return {
    alert: name,
    expr,
    ...(/^0\w*$/.test(wait) ? {} : { for: wait }),
    labels: { severity, layer, ...labels },
    annotations: { summary, description, ...linksOf(definition, model) },
  };
};
