import type { Slo } from '../model/slo.ts';
import type { StackModel } from '../model/stack-model.ts';
import { toYaml } from '../yaml.ts';
import { countingOf } from './slo-rules.ts';

const query = (text: string) => ({
  metricSource: { type: 'Prometheus', spec: { query: text } },
});

/** An objective as a document of OpenSLO v1 (kind SLO), for tools that read it; the rules here do not come from it. */
function documentOf(model: StackModel, slo: Slo): object {
  const { errors, events } = countingOf(model, slo);
  return {
    apiVersion: 'openslo/v1',
    kind: 'SLO',
    metadata: { name: slo.name, displayName: slo.name },
    spec: {
      description: slo.description,
      service: model.application.service.name,
      indicator: {
        metadata: { name: `${slo.name}-indicator` },
        spec: { ratioMetric: { counter: false, bad: query(errors), total: query(events) } },
      },
      timeWindow: [{ duration: slo.window, isRolling: true }],
      budgetingMethod: slo.indicator.kind === 'freshness' ? 'Timeslices' : 'Occurrences',
      objectives: [
        {
          displayName: slo.name,
          target: slo.objective,
          ...(slo.indicator.kind === 'freshness' && { timeSliceTarget: 1, timeSliceWindow: '1m' }),
        },
      ],
    },
  };
}

export const openSlo = (model: StackModel): string =>
  model.slos.map((slo) => toYaml(documentOf(model, slo))).join('---\n');
