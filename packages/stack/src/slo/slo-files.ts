import { ruleOf } from '../alerts/rule-of.ts';
import { runbookFile } from '../alerts/runbook.ts';
import { testFiles } from '../alerts/test-files.ts';
import type { StackFile } from '../model/stack-file.ts';
import type { StackModel } from '../model/stack-model.ts';
import { toYaml } from '../yaml.ts';
import { checkSlos } from './define-slo.ts';
import { openSlo } from './open-slo.ts';
import { recordingTests } from './recording-test.ts';
import { sloAlertsOf } from './slo-alerts.ts';
import { recordingsOf } from './slo-rules.ts';

/**
 * Recordings and burn-rate alerts of the objectives, one group each, their tests, their runbooks and the documents of
 * OpenSLO; nothing without objectives.
 *
 * @throws PLB_STACK_OPTION where an objective cannot be, or names what the application does not declare
 */
export function sloFiles(given: StackModel): readonly StackFile[] {
  if (given.slos.length === 0) return [];
  const model = { ...given, slos: checkSlos(given.slos) };
  const alerts = sloAlertsOf(model);
  const groups = model.slos.map((slo) => ({
    name: `plumbline-slo-${slo.name}`,
    interval: '30s',
    rules: [
      ...recordingsOf(model, slo),
      ...alerts.filter(({ labels }) => labels?.['slo'] === slo.name).map((alert) => ruleOf(alert, model)),
    ],
  }));
  // Alerts of several objectives share their page.
  const pages = [...new Map(alerts.map((alert) => [alert.name, alert])).values()];
  return [
    { path: 'prometheus/rules/slo.yml', text: toYaml({ groups }) },
    ...alerts.flatMap((alert) => testFiles(alert, 'slo.yml', `${alert.name}-${alert.labels?.['slo'] ?? ''}`)),
    ...model.slos
      .filter(({ indicator }) => indicator.kind !== 'freshness')
      .flatMap((slo) => recordingTests(model, slo)),
    ...pages.map(runbookFile),
    { path: 'slo/openslo.yml', text: openSlo(model) },
  ];
}
