import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serviceFiles } from '../../../packages/stack/src/services/service-files.ts';
import { bare } from '../../../packages/stack/test/services-support.ts';
import { freePort } from '../../demo/src/service.ts';
import { startAlertmanager } from './alertmanager.ts';
import type { ServerProcess } from './server-process.ts';
import { until } from './until.ts';

type Labels = Readonly<Record<string, string>>;

interface Shown {
  readonly labels: Labels;
  readonly status: { readonly state: 'active' | 'suppressed' | 'unprocessed' };
}

const directory = mkdtempSync(path.join(tmpdir(), 'plumbline-inhibition-'));
let server: ServerProcess | undefined;
let api = '';
let turn = 0;

beforeAll(async () => {
  const port = await freePort();
  api = `http://127.0.0.1:${port}/api/v2/alerts`;
  server = await startAlertmanager(directory, port, serviceFiles(bare));
});
afterAll(async () => {
  await server?.stop();
  rmSync(directory, { recursive: true, force: true });
});

const post = (alerts: readonly object[]): Promise<Response> =>
  fetch(api, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(alerts) });

/** Two alerts of which the first is certain to hold back the second. Alerts are looked at in the order of their coming. */
const witness = (slo: string): readonly Labels[] => [
  { alertname: 'PlumblineSloBurnSlow', slo },
  { alertname: 'PlumblineSloBurnFast', slo },
];

/** What a real Alertmanager holds back of these, by name. They are over before the next ones come. */
async function heldBack(alerts: readonly Labels[]): Promise<readonly string[]> {
  turn += 1;
  const run = `${turn}`;
  const sent = [...alerts, ...witness(run)].map((labels) => ({ labels: { ...labels, run } }));
  await post(sent);
  const held = async (): Promise<readonly string[]> => {
    const shown = (await (await fetch(api)).json()) as readonly Shown[];
    const own = shown.filter(({ labels, status }) => labels['run'] === run && status.state === 'suppressed');
    return own.map(({ labels }) => labels['alertname'] ?? '');
  };
  await until('every alert has been looked at', async () => (await held()).includes('PlumblineSloBurnSlow'));
  const names = await held();
  await post(sent.map((alert) => ({ ...alert, endsAt: new Date().toISOString() })));
  return names.filter((name) => name !== 'PlumblineSloBurnSlow').toSorted();
}

const SERVICE = { service_name: 'approvals', deployment_environment_name: 'production' } as const;
const of = (alertname: string, labels: Labels = {}, severity = 'warning'): Labels => ({
  alertname: `Plumbline${alertname}`,
  severity,
  layer: 'reliability',
  ...SERVICE,
  ...labels,
});
const down = (dependency: string, labels: Labels = {}) => of('DependencyDown', { dependency, ...labels }, 'critical');
const FOLLOWING = [
  of('EmailDeliveryFailures', { dependency: 'email' }),
  of('BlobStorageFailures', { dependency: 'blob' }),
  of('OutboundFailures', { server_address: 'pay.example' }),
] as const;
const NAMES = ['PlumblineBlobStorageFailures', 'PlumblineEmailDeliveryFailures', 'PlumblineOutboundFailures'];

const part = (alertname: string, labels: Labels, severity = 'warning'): Labels => ({
  alertname: `Plumbline${alertname}`,
  severity,
  layer: 'stack',
  ...labels,
});

describe('a real Alertmanager with the generated rules', () => {
  it.each(['postgres', 'database'])('holds back what follows from a database that is down (%s)', async (name) => {
    expect(await heldBack([down(name), ...FOLLOWING])).toEqual(NAMES);
  });

  it.each(['search', 'export-queue-age', 'postgres-replica', 'cache'])('holds back nothing for %s', async (name) => {
    expect(await heldBack([down(name), ...FOLLOWING])).toEqual([]);
  });

  it('holds back the calls of the dependency itself, and no others', async () => {
    expect(await heldBack([down('email'), ...FOLLOWING])).toEqual(['PlumblineEmailDeliveryFailures']);
    expect(await heldBack([down('blob'), ...FOLLOWING])).toEqual(['PlumblineBlobStorageFailures']);
  });

  it('holds back nothing of another service or environment', async () => {
    for (const elsewhere of [{ service_name: 'billing' }, { deployment_environment_name: 'staging' }])
      expect(await heldBack([down('postgres', elsewhere), ...FOLLOWING])).toEqual([]);
  });

  it('tells of every other part of the stack while one is down', async () => {
    const others = [
      part('GrafanaDown', { job: 'grafana' }),
      part('LokiDown', { job: 'loki' }),
      part('SeriesGrowth', {}),
      part('RuleEvaluationFailures', { rule_group: 'plumbline-slo' }),
    ];
    const failing = part('CollectorExportFailing', { job: 'alloy', exporter: 'otlphttp/store' });
    const downOf = (job: string) => part('StackTargetDown', { job }, 'critical');
    expect(await heldBack([downOf('alloy'), failing, ...others])).toEqual(['PlumblineCollectorExportFailing']);
    expect(await heldBack([downOf('alertmanager'), failing, ...others])).toEqual([]);
  });
});
