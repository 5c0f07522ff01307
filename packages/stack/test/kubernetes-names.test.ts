import { parseAllDocuments } from 'yaml';
import { describe, expect, it } from 'vitest';
import type { StackModel } from '../src/model/stack-model.ts';
import { kubernetesFiles } from '../src/services/kubernetes/files.ts';
import { objectName, ownName } from '../src/services/kubernetes/metadata.ts';
import { everything, textOf } from './services-support.ts';

const GIVEN = [
  { path: 'prometheus/rules/alerts.yml', text: 'groups: []\n' },
  { path: 'prometheus/rules/slo.yml', text: 'groups: []\n' },
  { path: 'grafana/dashboards/product/plumbline-usage.json', text: '{}\n' },
  { path: 'grafana/provisioning/datasources/plumbline.yml', text: 'apiVersion: 1\n' },
];

const of = (name: string, environment = 'production'): StackModel => ({
  ...everything,
  environment,
  application: { ...everything.application, service: { name } },
});

interface Named {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: { readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> } };
}

const objectsOf = (model: StackModel, isShared = false): Named[] =>
  kubernetesFiles(model, GIVEN)
    .filter(({ path }) => path.endsWith('.yml') && !path.includes('/application/'))
    .filter(({ path }) => path.startsWith('kubernetes/grafana/') === isShared)
    .flatMap(({ text }) => parseAllDocuments(text).map((document) => document.toJS() as Named));

const idsOf = (model: StackModel): string[] => objectsOf(model).map(({ kind, metadata }) => `${kind}/${metadata.name}`);

/** Services and environments whose names come close to each other. */
const CLOSE: readonly (readonly [string, string])[] = [
  ['approvals', 'production'],
  ['billing', 'production'],
  ['approvals', 'staging'],
  ['shop', 'a-b'],
  ['shop-a', 'b'],
  ['shop.a', 'b'],
  ['Shop-a', 'b'],
  ['shop--a', 'b'],
  ['secrets-shop', 'b'],
  ['node-collector', 'b'],
  ['審査', 'b'],
  ['契約', 'b'],
  [`${'long'.repeat(20)}-one`, 'production'],
  [`${'long'.repeat(20)}-two`, 'production'],
  [`${'long'.repeat(20)}-two`, 'staging'],
];

describe('the stacks of several services in one namespace', () => {
  const stacks = CLOSE.map(([name, environment]) => of(name, environment));

  it('have no object in common but the boards and data sources, which stand apart', () => {
    const ids = stacks.flatMap(idsOf);
    expect(ids.length).toBeGreaterThan(stacks.length * 12);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    const shared = objectsOf(of('billing'), true).map(({ metadata }) => metadata.name);
    expect(shared).toEqual(objectsOf(of('approvals'), true).map(({ metadata }) => metadata.name));
    expect(shared.toSorted()).toEqual(['plumbline-data-sources', 'plumbline-usage']);
  });

  it('have names and labels that Kubernetes takes', () => {
    for (const { metadata, spec } of stacks.flatMap((model) => objectsOf(model))) {
      expect(metadata.name).toMatch(/^plumbline-[a-z0-9](?:[a-z0-9-]{0,51}[a-z0-9])?$/);
      for (const value of [
        ...Object.values(metadata.labels ?? {}),
        ...Object.values(spec?.selector?.matchLabels ?? {}),
      ])
        expect(value).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/);
    }
  });

  it('select their own pods alone', () => {
    const selected = stacks.flatMap((model) =>
      objectsOf(model).flatMap(({ kind, spec }) =>
        kind === 'PodMonitor' || kind === 'Deployment' ? [JSON.stringify(spec?.selector)] : [],
      ),
    );
    expect(selected).toHaveLength(stacks.length * 2);
    expect(new Set(selected).size).toBe(selected.length);
  });

  it('send to their own collector, and refer to what is there', () => {
    const secrets = new Set<string>();
    for (const model of stacks) {
      const service = objectsOf(model).find(({ kind }) => kind === 'Service');
      const patch = textOf(kubernetesFiles(model, GIVEN), 'kubernetes/application/deployment.yml');
      expect(patch).toContain(`value: http://${service?.metadata.name}:4318`);
      const configMaps = new Set(objectsOf(model).map(({ metadata }) => metadata.name));
      const collector = textOf(kubernetesFiles(model, GIVEN), 'kubernetes/collector.yml');
      const named = [...collector.matchAll(/(?:configMapRef|configMap):\n +name: (\S+)/g)].map(([, name = '']) => name);
      expect(named).toHaveLength(4);
      expect(named.filter((name) => !configMaps.has(name))).toEqual([]);
      expect(new Set(collector.match(/serviceAccountName: \S+/g))).toHaveLength(1);
      const secret = /secretName: (\S+)/.exec(collector)?.[1];
      expect(textOf(kubernetesFiles(model, GIVEN), 'kubernetes/README.md')).toContain(`get secret ${secret}\n`);
      secrets.add(secret ?? '');
    }
    expect(secrets.size).toBe(stacks.length);
  });

  it('are told in the page what is shared, and how nothing is replaced', () => {
    const page = textOf(kubernetesFiles(of('billing'), GIVEN), 'kubernetes/README.md');
    expect(page).toContain('## What is its own, and what is shared');
    expect(page).toContain('--field-manager=plumbline-billing-production');
    expect(page).toContain('`plumbline-collector-billing-production`');
    const base = textOf(kubernetesFiles(of('billing'), GIVEN), 'kubernetes/kustomization.yaml');
    expect(base).toContain('of billing in production alone');
  });
});

describe('a name', () => {
  it('stays as it is where it can, and ends with the same hash every time where it cannot', () => {
    expect(ownName('plumbline-alerts', of('shop-api'))).toBe('plumbline-alerts-shop-api-production');
    expect(ownName('plumbline-alerts', of('Shop'))).toMatch(/^plumbline-alerts-shop-production-[0-9a-f]{8}$/);
    const long = of(`${'a'.repeat(40)}.${'b'.repeat(59)}`);
    expect(ownName('plumbline-alerts', long)).toBe(ownName('plumbline-alerts', long));
    expect(ownName('plumbline-alerts', long)).toMatch(/^plumbline-alerts-.{0,37}[a-z0-9]-[0-9a-f]{8}$/);
  });

  it('of the Deployment is that of the service, and no part of another', () => {
    expect(objectName('Shop.api')).toBe('shop-api');
    const [one, two] = [objectName(`${'a'.repeat(70)}1`), objectName(`${'a'.repeat(70)}2`)];
    expect(one).not.toBe(two);
    expect([one?.length, two?.length]).toEqual([63, 63]);
    expect(objectName('審査')).toMatch(/^service-[0-9a-f]{8}$/);
  });
});
