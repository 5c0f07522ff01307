import { createRuleContext, ERRORS as ERROR_LINES, labelList } from '../alerts/rule-context.ts';
import type { AlertDefinition, Runbook } from '../model/alert.ts';
import type { Slo } from '../model/slo.ts';
import type { StackModel } from '../model/stack-model.ts';
import {
  fastProofs,
  fewProof,
  foreignProof,
  type Phase,
  quietHourProof,
  requestSeries,
  slowProofs,
} from './burn-proofs.ts';
import { type BurnRate, burnRates } from './burn-rates.ts';
import { timesComplement } from './decimal.ts';
import { asText } from '../alerts/templates.ts';
import { freshnessProofs } from './freshness-proofs.ts';
import { errorRatio } from './recordings.ts';
import { countingOf } from './slo-rules.ts';

function burnExpr(model: StackModel, slo: Slo, pairs: readonly BurnRate[]): string {
  const { counted } = countingOf(model, slo);
  const scope = labelList({ ...createRuleContext(model).labels(), slo: slo.name });
  return pairs
    .map(({ events, factor, long, short }) => {
      const threshold = timesComplement(factor, slo.objective);
      return [
        '(',
        `  ${errorRatio(long)}{${scope}} > ${threshold}`,
        `  and ${errorRatio(short)}{${scope}} > ${threshold}`,
        `  and on (service_name, deployment_environment_name) ${counted(events)} >= ${slo.minEvents}`,
        ')',
      ].join('\n');
    })
    .join('\nor\n');
}

const RUNBOOK: Pick<Runbook, 'diagnosis' | 'mitigation'> = {
  diagnosis: [
    'Open the board of objectives: which one burns, since when, and what is left of its budget (`slo:error_budget_remaining:ratio`).',
    'Availability: follow the runbook PlumblineHighErrorRate. Latency: PlumblineHighLatencyP95. Freshness: PlumblineJobStale or PlumblineGaugesStale.',
    'Which route? `topk(5, sum by (http_route) (rate(http_server_request_duration_seconds_count{http_response_status_code=~"5.."}[1h])))`.',
    'Compare the beginning with deployments and with alerts of dependencies.',
  ],
  mitigation: [
    'Stop the burn first: roll back, fail over, or switch off the feature that fails.',
    'With the budget spent: hold back risky deployments until it recovers, as the policy of the team says.',
    'An objective that is missed all the time without a complaint is too strict: change it in `plumbline.stack.ts`, with its owner.',
  ],
};

function burnAlert(model: StackModel, slo: Slo, isFast: boolean): AlertDefinition {
  const pairs = burnRates(slo.window)[isFast ? 'fast' : 'slow'];
  const context = createRuleContext(model);
  const labels = context.labels();
  const [first = 0, second = 0] = pairs.map(({ factor }) => Number(timesComplement(factor, slo.objective)));
  const { indicator } = slo;
  const make = (phases: readonly Phase[], step = 1) => requestSeries(context, slo, phases, step);
  return {
    name: isFast ? 'PlumblineSloBurnFast' : 'PlumblineSloBurnSlow',
    severity: isFast ? 'critical' : 'warning',
    layer: 'reliability',
    labels: { slo: slo.name },
    summary: `Objective ${slo.name}: the budget burns ${isFast ? 'fast' : 'slowly'}, {{ $value | humanizePercentage }} fail`,
    description: `${asText(slo.description)} The objective is ${Number((slo.objective * 100).toPrecision(12))} % over ${slo.window}. ${isFast ? 'At this rate 2 % of the budget are gone within an hour, or 5 % within six.' : 'At this rate the budget does not last for the window.'}`,
    expr: burnExpr(model, slo, pairs),
    for: isFast ? '2m' : '15m',
    proofs:
      indicator.kind === 'freshness'
        ? freshnessProofs(context, indicator, labels)
        : [
            ...(isFast ? fastProofs : slowProofs)(make, first, second, labels),
            fewProof(make, slo),
            ...(isFast ? [quietHourProof(make, slo, second)] : []),
            foreignProof(context, slo),
          ],
    runbook: {
      meaning:
        'More events fail than the objective allows, over a long window and still now. Shares are weighted by events: a quiet night counts for little.',
      impact: isFast
        ? 'Users notice it now. Left alone, the whole budget is gone within two to five days.'
        : 'Users notice it now and then. Left alone, the objective is missed at the end of the window.',
      ...RUNBOOK,
    },
    board: 'plumbline-slo',
    logs: context.logs(ERROR_LINES),
    traces: context.traces('status = error'),
  };
}

/** A fast and a slow one for each objective; they have one name and differ by the label `slo`. */
export const sloAlertsOf = (model: StackModel): readonly AlertDefinition[] =>
  model.slos.flatMap((slo) => [burnAlert(model, slo, true), burnAlert(model, slo, false)]);
