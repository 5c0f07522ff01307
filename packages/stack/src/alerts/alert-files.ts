import type { AlertLayer } from '../model/alert.ts';
import type { StackFile } from '../model/stack-file.ts';
import type { StackModel } from '../model/stack-model.ts';
import { toYaml } from '../yaml.ts';
import { alertsOf } from './alerts-of.ts';
import { ruleOf } from './rule-of.ts';
import { runbookFile } from './runbook.ts';
import { testFiles } from './test-files.ts';

const LAYERS: readonly AlertLayer[] = ['reliability', 'product', 'audit', 'stack'];

/** The rules, one group for each layer, their tests for promtool, and their runbooks. */
export function alertFiles(model: StackModel): readonly StackFile[] {
  const alerts = alertsOf(model);
  const groups = LAYERS.map((layer) => ({
    name: `plumbline-${layer}`,
    rules: alerts.filter((alert) => alert.layer === layer).map((alert) => ruleOf(alert, model)),
  }));
  return [
    { path: 'prometheus/rules/alerts.yml', text: toYaml({ groups: groups.filter(({ rules }) => rules.length > 0) }) },
    ...alerts.flatMap((alert) => testFiles(alert, 'alerts.yml')),
    ...alerts.map(runbookFile),
  ];
}
