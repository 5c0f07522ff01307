import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { freshest } from '../../../packages/stack/src/promql/freshest.ts';
import { createQuery, scopeOfRules } from '../../../packages/stack/src/promql/query.ts';
import { model } from '../../../packages/stack/test/model.ts';
import { bringPromtool } from './promtool.ts';

const FOLDER = path.join(import.meta.dirname, '../temp/freshest');
const ITEMS = 'plumbline_workflow_content_items';
const SAMPLED = 'plumbline_gauges_sampled_at_seconds';
const SERVICE = 'service_name="approvals", deployment_environment_name="production"';

let promtool = '';
beforeAll(() => {
  promtool = bringPromtool();
  mkdirSync(FOLDER, { recursive: true });
});

const query = createQuery(model, scopeOfRules(model));
const items = freshest(query, 'plumbline.workflow.content_items', 'workflow', {}, ['status']);

/** One replica: what it counts and when it sampled, a value for each minute; `_` where it exports nothing. */
const replica = (name: string, counts: string, sampled: string) => [
  { series: `${ITEMS}{${SERVICE}, instance="${name}", status="draft"}`, values: counts },
  { series: `${SAMPLED}{${SERVICE}, instance="${name}", set="workflow"}`, values: sampled },
  // Another set of the same replica, which it samples later than anybody samples this one.
  { series: `${SAMPLED}{${SERVICE}, instance="${name}", set="reports"}`, values: '5000x20' },
];

/** What promtool says of expressions over these series after so many minutes; nothing where all is as expected. */
function judge(series: readonly object[], minutes: number, expected: Readonly<Record<string, number>>): string {
  const tests = Object.entries(expected).map(([expr, value]) => ({
    expr,
    eval_time: `${minutes}m`,
    exp_samples: [{ labels: `{${SERVICE}, status="draft"}`, value }],
  }));
  const file = path.join(FOLDER, 'test.yml');
  // JSON is YAML too.
  writeFileSync(file, JSON.stringify({ tests: [{ interval: '1m', input_series: series, promql_expr_test: tests }] }));
  try {
    execFileSync(promtool, ['test', 'rules', file], { encoding: 'utf8', stdio: 'pipe' });
    return '';
  } catch (error) {
    const { stderr, stdout } = error as { stderr: string; stdout: string };
    return `${stdout}${stderr}`;
  }
}

const BY = 'service_name, deployment_environment_name, status';
const sum = `sum by (${BY}) (${ITEMS})`;
const max = `max by (${BY}) (${ITEMS})`;

it('a replica that was killed is not believed, while its series still lie about', () => {
  const series = [...replica('a', '10x3', '60 120 180 240'), ...replica('b', '_x3 8x9', '_x3 300+60x9')];
  expect(judge(series, 2, { [items]: 10 })).toBe('');
  expect(judge(series, 6, { [items]: 8, [max]: 10, [sum]: 18 })).toBe('');
  expect(judge(series, 6, { [items]: 10 })).toContain('FAILED');
});

it('a replica that leads again is believed again', () => {
  const series = [...replica('a', '10 10 _ _ 7 7', '60 120 _ _ 300 360'), ...replica('b', '_ _ 8 8', '_ _ 180 240')];
  expect(judge(series, 3, { [items]: 8 })).toBe('');
  expect(judge(series, 5, { [items]: 7 })).toBe('');
});
