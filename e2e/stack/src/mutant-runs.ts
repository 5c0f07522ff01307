import { alertsOf } from '../../../packages/stack/src/alerts/alerts-of.ts';
import { ruleOf } from '../../../packages/stack/src/alerts/rule-of.ts';
import { testFiles } from '../../../packages/stack/src/alerts/test-files.ts';
import type { StackFile } from '../../../packages/stack/src/model/stack-file.ts';
import type { StackModel } from '../../../packages/stack/src/model/stack-model.ts';
import { recordingTests } from '../../../packages/stack/src/slo/recording-test.ts';
import { sloAlertsOf } from '../../../packages/stack/src/slo/slo-alerts.ts';
import { recordingsOf } from '../../../packages/stack/src/slo/slo-rules.ts';
import { toYaml } from '../../../packages/stack/src/yaml.ts';
import { mutantsOf } from './rule-mutants.ts';

/** One mutant with the tests that must see it. */
export interface MutantRun {
  readonly of: string;
  readonly kind: string;
  readonly expr: string;
  readonly files: readonly StackFile[];
}

const ruleFile = (name: string, rules: readonly unknown[]): StackFile => ({
  path: `prometheus/rules/${name}`,
  text: toYaml({ groups: [{ name: 'mutant', rules }] }),
});

/** Each alert alone with its own tests: other rules would only cost time. */
const ofAlerts = (model: StackModel): readonly MutantRun[] =>
  alertsOf(model).flatMap((alert) =>
    mutantsOf(alert).map((mutant) => ({
      of: alert.name,
      kind: mutant.kind,
      expr: mutant.expr,
      files: [
        ruleFile('alerts.yml', [ruleOf({ ...alert, expr: mutant.expr, for: mutant.for }, model)]),
        ...testFiles(alert, 'alerts.yml'),
      ],
    })),
  );

/** Burn-rate alerts of the first objective with its recordings. They differ between objectives by their figures alone. */
function ofBurnRates(model: StackModel): readonly MutantRun[] {
  const [slo] = model.slos;
  if (slo === undefined) return [];
  const one = { ...model, slos: [slo] };
  const recordings = recordingsOf(one, slo);
  return sloAlertsOf(one).flatMap((alert) =>
    mutantsOf(alert).map((mutant) => ({
      of: alert.name,
      kind: mutant.kind,
      expr: mutant.expr,
      files: [
        ruleFile('slo.yml', [...recordings, ruleOf({ ...alert, expr: mutant.expr, for: mutant.for }, model)]),
        ...testFiles(alert, 'slo.yml'),
      ],
    })),
  );
}

/** What is recorded for each objective. */
const ofRecordings = (model: StackModel): readonly MutantRun[] =>
  model.slos.flatMap((slo) => {
    const recordings = recordingsOf(model, slo);
    return recordings.flatMap((recording, at) =>
      mutantsOf({ expr: String(recording['expr']), for: '0m' })
        .filter(({ kind }) => !kind.startsWith('`for`'))
        .map(({ expr, kind }) => ({
          of: String(recording['record']),
          kind,
          expr,
          files: [ruleFile('slo.yml', recordings.with(at, { ...recording, expr })), ...recordingTests(model, slo)],
        })),
    );
  });

/** Every mutant of the rules of a model. */
export const mutantRuns = (model: StackModel): readonly MutantRun[] => [
  ...ofAlerts(model),
  ...ofBurnRates(model),
  ...ofRecordings(model),
];
