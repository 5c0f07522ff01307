import { isPlumblineError } from '@plumbline/core';
import { expect, test } from 'vitest';
import { alertFiles } from '../src/alerts/alert-files.ts';
import { alertsOf } from '../src/alerts/alerts-of.ts';
import type { AlertDefinition } from '../src/model/alert.ts';
import { instrumentsOf } from '../src/model/instruments.ts';
import type { StackModel } from '../src/model/stack-model.ts';
import { expressionFaults } from '../src/promql/vocabulary.ts';
import { application, model as base } from './model.ts';

const model: StackModel = { ...base, probe: 'http://approvals:3000/readyz' };
const alerts = alertsOf(model);
const names = (of: StackModel): readonly string[] => alertsOf(of).map(({ name }) => name);

const own: AlertDefinition = {
  name: 'ApprovalsWaiting',
  severity: 'warning',
  layer: 'product',
  summary: 'Approvals wait',
  description: 'More than 10 items wait for too long.',
  expr: 'max by (service_name) (plumbline_workflow_stale_approvals) > 10',
  for: '5m',
  proofs: [
    {
      title: 'fires',
      series: [{ series: 'plumbline_workflow_stale_approvals{service_name="approvals"}', values: '11x30' }],
      fires: [{ at: '10m', labels: { service_name: 'approvals' } }],
      quiet: [],
    },
    {
      title: 'stays quiet',
      series: [{ series: 'plumbline_workflow_stale_approvals{service_name="approvals"}', values: '10x30' }],
      fires: [],
      quiet: ['20m'],
    },
  ],
  runbook: { meaning: 'They wait.', impact: 'Work stops.', diagnosis: ['Look.'], mitigation: ['Ask.'] },
  board: 'plumbline-workflow',
};

const withAlert = (alert: AlertDefinition): StackModel => ({ ...model, options: { alerts: [alert] } });

function faultOf(run: () => unknown): { readonly code: string; readonly message: string } {
  try {
    run();
  } catch (error) {
    if (isPlumblineError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  return { code: 'none', message: '' };
}

test("the brief's eight alerts are there", () => {
  expect(names(model)).toEqual(
    expect.arrayContaining([
      'PlumblineTelemetryMissing',
      'PlumblineHighErrorRate',
      'PlumblineHighLatencyP95',
      'PlumblineCoreUsageQuiet',
      'PlumblineBugReportSubmitted',
      'PlumblineEmailDeliveryFailures',
      'PlumblineBlobStorageFailures',
      'PlumblineJobFailed',
    ]),
  );
});

test.each(alerts.map((alert) => [alert.name, alert] as const))(
  '%s is proven to fire, to resolve and to stay quiet',
  (_, alert) => {
    const { expr, proofs, severity } = alert;
    expect(expressionFaults(expr, model)).toEqual([]);
    expect(proofs.some(({ fires }) => fires.length > 0)).toBe(true);
    // The dead man's switch alone never ends.
    if (severity === 'none') return;
    expect(proofs.some(({ fires, quiet }) => fires.length > 0 && quiet.length > 0)).toBe(true);
    expect(proofs.some(({ fires, quiet }) => fires.length === 0 && quiet.length > 0)).toBe(true);
  },
);

test('what the application does not declare has no alert', () => {
  const bare = {
    ...application,
    jobs: [],
    queues: [],
    syncs: [],
    connections: [],
    pools: [],
    dependencies: {},
    gauges: [],
    actions: [],
    adapters: [],
    usage: [],
  };
  const { probe: _, ...rest } = model;
  const found = names({
    ...rest,
    application: bare,
    instruments: instrumentsOf(bare),
    roles: { email: undefined, blob: undefined },
    usage: { ...model.usage, core: [] },
    bugReport: undefined,
    exporters: { host: false, containers: false, kubernetes: false, postgres: false },
  });
  expect(found).toMatchInlineSnapshot(`
    [
      "PlumblineTelemetryMissing",
      "PlumblineHighErrorRate",
      "PlumblineHighLatencyP95",
      "PlumblineDependencyDown",
      "PlumblineCheckFailing",
      "PlumblineOutboundFailures",
      "PlumblineExportFailing",
      "PlumblineUnknownLabelValues",
      "PlumblineAuthFailureSpike",
      "Watchdog",
      "PlumblineStackTargetDown",
      "PlumblineLokiDown",
      "PlumblineTempoDown",
      "PlumblineGrafanaDown",
      "PlumblineRuleEvaluationFailures",
      "PlumblineNotificationsFailing",
      "PlumblineCollectorExportFailing",
      "PlumblineSeriesGrowth",
    ]
  `);
});

test.each([10, 60, 200, 400, 900, 3_600, 86_400])(
  'silence of the whole service is told before a job of each %d s looks stale',
  (everySeconds) => {
    const found = alertsOf({ ...model, application: { ...application, jobs: [{ name: 'digest', everySeconds }] } });
    const exprOf = (name: string): string => found.find((alert) => alert.name === name)?.expr ?? '';
    const [, allowed] = /> (\d+)\)/.exec(exprOf('PlumblineJobStale')) ?? [];
    expect(exprOf('PlumblineTelemetryMissing')).toContain('[5m]');
    const silentSeconds = (5 + 2) * 60;
    expect(Number(allowed)).toBeGreaterThan(everySeconds + silentSeconds);
    expect(Number(allowed)).toBeGreaterThanOrEqual(everySeconds * 1.5);
  },
);

test('a check that requests do without calls nobody', () => {
  const byName = new Map(alerts.map((alert) => [alert.name, alert]));
  expect(byName.get('PlumblineDependencyDown')).toMatchObject({ severity: 'critical', for: '2m' });
  expect(byName.get('PlumblineDependencyDown')?.expr).toContain('critical="true"');
  expect(byName.get('PlumblineCheckFailing')).toMatchObject({ severity: 'warning', for: '15m' });
});

test('each alert has a rule, a test and a page, and its links are readable', () => {
  const files = new Map(alertFiles(model).map(({ path, text }) => [path, text]));
  for (const { name } of alerts) {
    expect(files.get(`prometheus/tests/${name}.test.yml`)).toContain('rule_files');
    expect(files.get(`runbooks/${name}.md`)).toContain('## Mitigation');
  }
  const rules = files.get('prometheus/rules/alerts.yml') ?? '';
  const [, encoded = ''] = /logs_url: .*panes=([^"\s]+)/.exec(rules) ?? [];
  const { plumbline } = JSON.parse(decodeURIComponent(encoded));
  expect(plumbline.queries[0].expr).toContain('{service_name="approvals"');
  expect(plumbline.datasource).toBe('plumbline-logs');
  expect(rules).toContain('/d/plumbline-reliability?var-service=approvals&var-environment=production');
});

test('the same model makes the same bytes', () => {
  expect(alertFiles(model)).toEqual(alertFiles(structuredClone({ ...model })));
});

test("an application's own alert is taken", () => {
  expect(names(withAlert(own))).toContain('ApprovalsWaiting');
});

test.each<[string, Partial<AlertDefinition>, string, string]>([
  ['no proof', { proofs: [] }, 'PLB_STACK_PROOF', 'a case in which it fires'],
  ['no case that stays quiet', { proofs: own.proofs.slice(0, 1) }, 'PLB_STACK_PROOF', 'stays quiet throughout'],
  ['no runbook', { runbook: { ...own.runbook, diagnosis: [] } }, 'PLB_STACK_PROOF', '`runbook` needs'],
  [
    'a proof about something else',
    {
      proofs: own.proofs.map((proof) => ({
        ...proof,
        series: [{ series: 'plumbline_workflow_stale{}', values: '1x9' }],
      })),
    },
    'PLB_STACK_PROOF',
    'nothing emits `plumbline_workflow_stale`',
  ],
  [
    'a metric that nothing emits',
    { expr: 'plumbline_workflow_stale_aprovals > 1' },
    'PLB_STACK_OPTION',
    'nothing emits',
  ],
  [
    'a share that nothing exceeds',
    {
      expr: 'sum(rate(plumbline_job_runs_total{outcome="failure"}[5m])) / sum(rate(plumbline_job_runs_total[5m])) > 1',
    },
    'PLB_STACK_OPTION',
    'never more than 1',
  ],
  [
    'a quantile above the last bound',
    { expr: 'histogram_quantile(0.9, sum by (le) (rate(http_server_request_duration_seconds_bucket[5m]))) > 10' },
    'PLB_STACK_OPTION',
    'never more than 10',
  ],
  ['a label of the rule', { labels: { severity: 'x' } }, 'PLB_STACK_OPTION', '`severity` must be another name'],
  ['a name that is taken', { name: 'PlumblineJobFailed' }, 'PLB_STACK_OPTION', 'two alerts are called'],
  ['a name of the objectives', { name: 'PlumblineSloBurnFast' }, 'PLB_STACK_OPTION', 'two alerts are called'],
])('an alert with %s is refused', (_, change, code, message) => {
  const fault = faultOf(() => alertsOf(withAlert({ ...own, ...change })));
  expect(fault.code).toBe(code);
  expect(fault.message).toContain(message);
});

test('a threshold of the options that nothing exceeds is refused', () => {
  const fault = faultOf(() => alertsOf({ ...model, thresholds: { ...model.thresholds, p95Seconds: 10 } }));
  expect(fault).toMatchObject({ code: 'PLB_STACK_OPTION', message: expect.stringContaining('never more than 10') });
});
