import type { AlertDefinition, AlertProof } from '../model/alert.ts';
import type { StackFile } from '../model/stack-file.ts';
import { toYaml } from '../yaml.ts';
import { labelList } from './rule-context.ts';

/** Rules that a proof needs beside the alert's own, in the file that the tests name. */
const FILE_OF_RULES = '../rules';

/**
 * The alert as a series, since `alert_rule_test` would ask for each annotation as it reads with the value of that moment.
 * A series is compared with all its labels, so a label too many or too few is seen.
 */
function firing(
  { labels, layer, name, severity }: AlertDefinition,
  own: Readonly<Record<string, string>> = {},
): string {
  return `ALERTS{${labelList({ alertname: name, alertstate: 'firing', severity, layer, ...labels, ...own })}}`;
}

function expectations(definition: AlertDefinition, { fires, quiet }: AlertProof): readonly unknown[] {
  const expr = `ALERTS{${labelList({ alertname: definition.name, alertstate: 'firing', ...definition.labels })}}`;
  const times = [...new Set(fires.map(({ at }) => at))];
  return [
    ...times.map((at) => ({
      expr,
      eval_time: at,
      exp_samples: fires
        .filter((fire) => fire.at === at)
        .map(({ labels }) => ({ labels: firing(definition, labels), value: 1 })),
    })),
    ...quiet.map((at) => ({ expr, eval_time: at, exp_samples: [] })),
  ];
}

/** Proofs with one interval in one file each: promtool evaluates the rules of a file at one interval. */
export function testFiles(
  definition: AlertDefinition,
  ruleFile: string,
  stem: string = definition.name,
): readonly StackFile[] {
  const intervals = [...new Set(definition.proofs.map(({ interval = '1m' }) => interval))];
  return intervals.map((interval, index) => ({
    path: `prometheus/tests/${stem}${index === 0 ? '' : `.${interval}`}.test.yml`,
    text: toYaml({
      rule_files: [`${FILE_OF_RULES}/${ruleFile}`],
      evaluation_interval: interval,
      tests: definition.proofs
        .filter((proof) => (proof.interval ?? '1m') === interval)
        .map((proof) => ({
          name: proof.title,
          interval,
          input_series: proof.series,
          promql_expr_test: expectations(definition, proof),
        })),
    }),
  }));
}
