import { readFileSync } from 'node:fs';
import { parse, parseAllDocuments } from 'yaml';
import { describe, expect, it } from 'vitest';
import type { StackModel } from '../src/model/stack-model.ts';
import { toYaml } from '../src/yaml.ts';
import { kubernetesFiles } from '../src/services/kubernetes/files.ts';
import { bare, everything, textOf } from './services-support.ts';

const GROUPS = {
  groups: [
    {
      name: 'plumbline: reliability',
      rules: [{ alert: 'A', expr: 'sum(a)\n/\n\nsum(b) > 0.05', labels: { severity: 'critical' } }],
    },
  ],
};
const BOARD = `${JSON.stringify({ uid: 'plumbline-usage', title: 'Use: "all"' }, undefined, 2)}\n`;
const GIVEN = [
  { path: 'prometheus/rules/alerts.yml', text: toYaml(GROUPS, 'Rules.') },
  { path: 'prometheus/tests/alerts.test.yml', text: 'no: rule\n' },
  { path: 'grafana/dashboards/product/plumbline-usage.json', text: BOARD },
];

interface Object_ {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: Record<string, string>; readonly annotations?: object };
  readonly data?: Record<string, string>;
  readonly spec?: {
    readonly template?: {
      readonly spec: {
        readonly containers: Record<string, unknown>[];
        readonly automountServiceAccountToken?: boolean;
      };
    };
    readonly egress?: object[];
  };
}

const objectsOf = (text: string): Object_[] => parseAllDocuments(text).map((document) => document.toJS() as Object_);

describe.each(Object.entries({ everything, bare }))('the base for Kubernetes of "%s"', (_name, of) => {
  const files = kubernetesFiles(of, GIVEN);

  it('is the same bytes every time, and its two kustomizations name every file, what is shared apart', () => {
    expect(kubernetesFiles(structuredClone({ ...of, instruments: new Map() }), GIVEN)).toEqual(files);
    const resourcesOf = (folder: string): string[] => {
      const { resources } = parse(textOf(files, `${folder}/kustomization.yaml`)) as { resources: string[] };
      return resources.map((path) => `${folder}/${path}`);
    };
    const written = files
      .map(({ path }) => path)
      .filter((path) => !/kustomization[.]yaml$|\/application\/|[.]md$/.test(path));
    const isShared = (path: string): boolean => path.startsWith('kubernetes/grafana/');
    expect(resourcesOf('kubernetes')).toEqual(written.filter((path) => !isShared(path)).toSorted());
    expect(resourcesOf('kubernetes/grafana')).toEqual(written.filter(isShared).toSorted());
  });

  it('has the rules as they are, and the boards byte for byte', () => {
    expect(parse(textOf(files, 'kubernetes/rules/alerts.yml'))).toMatchObject({ kind: 'PrometheusRule', spec: GROUPS });
    expect(parse(textOf(files, 'kubernetes/grafana/boards/plumbline-usage.yml'))).toMatchObject({
      kind: 'ConfigMap',
      metadata: { labels: { grafana_dashboard: '1' }, annotations: { grafana_folder: 'product' } },
      data: { 'plumbline-usage.json': BOARD },
    });
  });

  it('confines every container, and reads the cluster only where it is asked to', () => {
    const objects = objectsOf(textOf(files, 'kubernetes/collector.yml'));
    const containers = objects.flatMap(({ spec }) => spec?.template?.spec.containers ?? []);
    expect(containers).toHaveLength(of.exporters.kubernetes ? 2 : 1);
    for (const container of containers) {
      expect(container['image']).toMatch(/:v\d+[.]\d+[.]\d+$/);
      expect(container['securityContext']).toEqual({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        readOnlyRootFilesystem: true,
      });
      expect(container['resources']).toHaveProperty('limits.memory');
    }
    expect(objects.some(({ kind }) => kind === 'ClusterRole')).toBe(of.exporters.kubernetes);
    const deployment = objects.find(({ kind }) => kind === 'Deployment');
    expect(deployment?.spec?.template?.spec.automountServiceAccountToken).toBe(of.exporters.kubernetes);
  });

  it('lets the collector speak beyond the cluster only where something is there', () => {
    const policy = objectsOf(textOf(files, 'kubernetes/monitors.yml')).find(({ kind }) => kind === 'NetworkPolicy');
    expect(policy?.spec?.egress).toHaveLength(of === bare ? 1 : 2);
    const kinds = objectsOf(textOf(files, 'kubernetes/monitors.yml')).map(({ kind }) => kind);
    expect(kinds).toEqual(
      of === bare ? ['ServiceMonitor', 'NetworkPolicy'] : ['ServiceMonitor', 'PodMonitor', 'NetworkPolicy'],
    );
  });

  it('gives the application its probes and variables', () => {
    expect(parse(textOf(files, 'kubernetes/application/deployment.yml'))).toMatchObject({
      metadata: { name: 'approvals' },
      spec: {
        template: {
          spec: {
            containers: [
              {
                name: 'approvals',
                livenessProbe: { httpGet: { path: '/livez', port: 'http' } },
                readinessProbe: { httpGet: { path: '/readyz', port: 'http' } },
              },
            ],
          },
        },
      },
    });
    expect(textOf(files, 'kubernetes/application/deployment.yml')).toContain(
      'value: http://plumbline-collector-approvals-production:4318',
    );
  });
});

describe('the patch of the application', () => {
  interface Pod {
    readonly terminationGracePeriodSeconds: number;
    readonly containers: readonly { readonly [key: string]: unknown; readonly ports?: readonly object[] }[];
  }
  const patchOf = (of: StackModel): { readonly metadata?: { readonly labels: object }; readonly spec: Pod } =>
    (
      parse(textOf(kubernetesFiles(of, GIVEN), 'kubernetes/application/deployment.yml')) as {
        spec: { template: { spec: Pod } };
      }
    ).spec.template;

  it('leaves SIGTERM the time that the configuration declares, and the wait before it', () => {
    const declared = { ...bare, application: { ...bare.application, shutdown: { drainMs: 20_000, graceMs: 45_000 } } };
    for (const [of, seconds] of [[bare, 35] as const, [declared, 50] as const]) {
      expect(patchOf(of).spec).toMatchObject({
        terminationGracePeriodSeconds: seconds,
        containers: [{ lifecycle: { preStop: { sleep: { seconds: 5 } } } }],
      });
    }
  });

  it('is what the README of @plumbline/health says, number by number', () => {
    const readme = readFileSync(new URL('../../health/README.md', import.meta.url), 'utf8');
    const written = parse(/```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? '') as Pod;
    const { terminationGracePeriodSeconds, containers } = patchOf(bare).spec;
    const { env: _env, name: _name, ...generated } = containers[0] ?? {};
    const { name: _shop, ports: _ports, ...container } = written.containers[0] ?? {};
    expect({ terminationGracePeriodSeconds: written.terminationGracePeriodSeconds, ...container }).toEqual({
      terminationGracePeriodSeconds,
      ...generated,
    });
  });

  it('opens the very port, on the very pods, that the PodMonitor scrapes', () => {
    const scraped: StackModel = {
      ...everything,
      scrapeTargets: ['approvals:9100'],
      application: { ...everything.application, prometheus: { path: '/own' } },
    };
    const { metadata, spec } = patchOf(scraped);
    const monitor = objectsOf(textOf(kubernetesFiles(scraped, GIVEN), 'kubernetes/monitors.yml')).find(
      ({ kind }) => kind === 'PodMonitor',
    ) as unknown as {
      spec: { selector: { matchLabels: object }; podMetricsEndpoints: { port: string; path?: string }[] };
    };
    expect(spec.containers[0]?.ports).toEqual([
      { name: monitor.spec.podMetricsEndpoints[0]?.port, containerPort: 9_100 },
    ]);
    expect(spec.containers[0]?.['env']).toContainEqual({ name: 'OTEL_EXPORTER_PROMETHEUS_PORT', value: '9100' });
    expect(metadata?.labels).toEqual(monitor.spec.selector.matchLabels);
    expect(monitor.spec.podMetricsEndpoints[0]?.path).toBe('/own');
    expect(patchOf(bare).metadata).toBeUndefined();
    expect(patchOf(bare).spec.containers[0]?.ports).toBeUndefined();
  });
});

describe('the page for a cluster', () => {
  const SOURCES = {
    path: 'grafana/provisioning/datasources/plumbline.yml',
    text: 'apiVersion: 1\nprune: true\ndatasources:\n  - uid: plumbline-metrics\n    url: http://prometheus:9090\n    isDefault: true\n  - uid: plumbline-logs\n    url: http://loki:3100\n',
  };
  const read = (of: StackModel): string => textOf(kubernetesFiles(of, GIVEN), 'kubernetes/README.md');

  it('names what has to be there, each with a command', () => {
    expect(read(everything)).toContain(
      'kubectl get crd prometheusrules.monitoring.coreos.com servicemonitors.monitoring.coreos.com podmonitors.monitoring.coreos.com\n',
    );
    expect(read(bare)).not.toContain('podmonitors');
    expect(read(everything)).toContain(
      'create secret generic plumbline-secrets-approvals-production --from-file=signoz=FILE',
    );
    const needs = read(bare).match(/^\d+\. /gm) ?? [];
    expect(needs.length).toBeGreaterThan(6);
    expect(read(bare).match(/^ {3}kubectl /gm)).toHaveLength(needs.length);
    expect(read(bare)).toContain('[service.name service.namespace service.version deployment.environment.name]');
  });

  it('shows an overlay whose paths lead to what is written, from the folder of its environment', () => {
    const staging = { ...bare, environment: 'staging', folder: 'observability/staging' };
    const overlay = parse(/```yaml\n([\s\S]*?)```/.exec(read(staging))?.[1] ?? '') as Record<string, string[]>;
    expect(overlay['resources']?.slice(0, 2)).toEqual([
      '../../observability/staging/kubernetes',
      '../../observability/staging/kubernetes/grafana',
    ]);
    expect(overlay['components']).toEqual(['../../observability/staging/kubernetes/application']);
    expect(read(staging)).toContain(
      'kubectl apply --server-side --field-manager=plumbline-approvals-staging -k deploy/staging',
    );
  });

  it('gives the boards their data sources, none of which takes the place of the default one', () => {
    const files = kubernetesFiles(bare, [...GIVEN, SOURCES]);
    expect(parse(textOf(files, 'kubernetes/grafana/data-sources.yml'))).toMatchObject({
      metadata: { labels: { grafana_datasource: '1' } },
      data: {
        'plumbline.yml':
          'apiVersion: 1\ndatasources:\n  - uid: plumbline-metrics\n    url: http://prometheus-operated:9090\n  - uid: plumbline-logs\n    url: http://loki:3100\n',
      },
    });
    expect(textOf(files, 'kubernetes/grafana/kustomization.yaml')).toContain('  - data-sources.yml\n');
  });
});
