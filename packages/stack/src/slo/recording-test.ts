import { createRuleContext } from '../alerts/rule-context.ts';
import type { StackFile } from '../model/stack-file.ts';
import type { Slo } from '../model/slo.ts';
import type { StackModel } from '../model/stack-model.ts';
import { toYaml } from '../yaml.ts';
import { requestSeries } from './burn-proofs.ts';
import { complement } from './decimal.ts';
import { BUDGET_REMAINING, ERRORS, errorRatio, EVENTS, OBJECTIVE } from './recordings.ts';

const DAY = 1440;
const ENDS = 3 * DAY + 60;
/** Minutes from sample to sample. */
const STEP = 2;
/** The last minutes, in which every request fails. */
const FAILING = 16;

/** Share of failures in a window that ends now: the rate of 5 minutes follows with half of that delay. */
const WINDOWS: Readonly<Record<string, number>> = {
  '5m': 5,
  '30m': 30,
  '1h': 60,
  '2h': 120,
  '6h': 360,
  '1d': DAY,
  '3d': 3 * DAY,
};

function expectations(model: StackModel, slo: Slo): readonly unknown[] {
  const labels = { ...createRuleContext(model).labels(), slo: slo.name };
  const written = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  // Rounded to a tenth of what is expected: rates begin late, and binary fractions are not exact.
  const near = (name: string, value: number): unknown => ({
    expr: `abs(${name}{slo="${slo.name}"} / ${value} - 1) < bool 0.1`,
    eval_time: `${ENDS}m`,
    exp_samples: [{ labels: `{${written.join(',')}}`, value: 1 }],
  });
  const perSecond = (slo.minEvents * 4) / 60;
  const ratios = Object.entries(WINDOWS).map(([window, minutes]) =>
    near(errorRatio(window), minutes === 5 ? 1 : (FAILING - 2) / minutes),
  );
  const whole = (FAILING - 2) / ENDS;
  return [
    near(EVENTS, perSecond),
    near(ERRORS, perSecond),
    ...ratios,
    near(errorRatio(slo.window), whole),
    near(OBJECTIVE, slo.objective),
    near(BUDGET_REMAINING, 1 - whole / Number(complement(slo.objective))),
  ];
}

/** What is recorded after three calm days and some minutes in which everything fails, here and not elsewhere. */
export function recordingTest(model: StackModel, slo: Slo): StackFile {
  const context = createRuleContext(model);
  const calm = { minutes: ENDS - FAILING, share: 0 };
  const series = requestSeries(context, slo, [calm, { minutes: FAILING, share: 1 }], STEP);
  const elsewhere = ['service_name', 'deployment_environment_name'].flatMap((label) =>
    series.map((line) => ({
      series: line.series.replace(new RegExp(`${label}="[^"]*"`), `${label}="elsewhere"`),
      values: line.values,
    })),
  );
  return {
    path: `prometheus/tests/slo-${slo.name}.test.yml`,
    text: toYaml({
      rule_files: ['../rules/slo.yml'],
      evaluation_interval: `${STEP}m`,
      tests: [
        {
          name: 'shares are weighted by events, in each window',
          interval: `${STEP}m`,
          input_series: [...series, ...elsewhere],
          promql_expr_test: expectations(model, slo),
        },
      ],
    }),
  };
}
