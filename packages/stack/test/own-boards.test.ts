import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ownUid } from '../src/boards/own-uid.ts';
import type { StackModel } from '../src/model/stack-model.ts';
import { stackFiles } from '../src/stack-files.ts';
import { application, model } from './model.ts';

const of = (name: string): StackModel => ({
  ...model,
  application: { ...application, service: { ...application.service, name } },
  boards: 'own',
  compose: { ...model.compose, service: name },
});

const uidsOf = (stack: StackModel): readonly string[] =>
  stackFiles(stack).flatMap(({ path, text }) =>
    path.startsWith('grafana/dashboards/') ? [(JSON.parse(text) as { uid: string }).uid] : [],
  );

const COMMON = ['plumbline-cost', 'plumbline-infrastructure', 'plumbline-request'];

describe("boards of a service's own", () => {
  const files = stackFiles(of('orders'));
  const boards = files.filter(({ path }) => path.startsWith('grafana/dashboards/'));

  it('are none unless they are asked for', () => {
    const uids = uidsOf({ ...of('orders'), boards: 'shared' });
    expect(uids.filter((uid) => uid.includes('orders'))).toEqual([]);
  });

  it('share no uid with those of another service, but what is that of nobody', () => {
    const both = [of('orders'), of('billing')].map(uidsOf);
    expect(both[0]?.filter((uid) => both[1]?.includes(uid)).toSorted()).toEqual(COMMON);
    expect(both[0]?.length).toBe(11);
  });

  it('say whose they are, and lead to one another', () => {
    const uids = new Set(uidsOf(of('orders')));
    for (const { path, text } of boards) {
      const { links, title, uid } = JSON.parse(text) as { links: { url?: string }[]; title: string; uid: string };
      expect([path, path.endsWith(`/${uid}.json`)]).toEqual([path, true]);
      expect(title.startsWith('orders: ')).toBe(!COMMON.includes(uid));
      const missing = [...text.matchAll(/"\/d\/([\w-]+)/g)].filter(([, to = '']) => !uids.has(to));
      expect([uid, missing.map(([, to]) => to), links.length > 0]).toEqual([uid, [], true]);
    }
  });

  it('are where links of alerts, of lines and of the README lead', () => {
    const uids = new Set(uidsOf(of('orders')));
    const linking = files.filter(
      ({ path }) => !path.startsWith('grafana/dashboards/') && !path.startsWith('pictures/'),
    );
    const linked = linking.flatMap(({ text }) => [...text.matchAll(/\/d\/([\w-]+)/g)].map(([, uid = '']) => uid));
    expect(linked.length).toBeGreaterThan(20);
    expect([...new Set(linked)].filter((uid) => !uids.has(uid))).toEqual([]);
    const readme = files.find(({ path }) => path === 'README.md')?.text ?? '';
    expect([...uids].filter((uid) => !readme.includes(`/${uid}.json`))).toEqual([]);
  });

  it('are a base of their own in a cluster, beside what is applied once', () => {
    const resources = (folder: string): readonly string[] =>
      (
        parse(files.find(({ path }) => path === `kubernetes/${folder}/kustomization.yaml`)?.text ?? '') as {
          resources: string[];
        }
      ).resources;
    expect(resources('boards')).toHaveLength(8);
    expect(resources('boards').filter((file) => !file.endsWith('-orders.yml'))).toEqual([]);
    expect(resources('grafana')).toEqual([...COMMON.map((uid) => `boards/${uid}.yml`), 'data-sources.yml']);
    const written = files.filter(({ path }) => path.startsWith('kubernetes/boards/')).map(({ path }) => path);
    expect(written).toHaveLength(9);
  });
});

it.each([
  ['orders', 'plumbline-slo-orders'],
  ['Orders', /^plumbline-slo-orders-[0-9a-f]{8}$/],
  ['or.ders', /^plumbline-slo-or-ders-[0-9a-f]{8}$/],
  ['or-ders', 'plumbline-slo-or-ders'],
  ['o'.repeat(80), /^plumbline-slo-o{17}-[0-9a-f]{8}$/],
  [`${'o'.repeat(79)}p`, /^plumbline-slo-o{17}-[0-9a-f]{8}$/],
])('a uid is as long as Grafana takes it, and of this service alone: %s', (name, uid) => {
  const made = ownUid(of(name), 'plumbline-slo');
  expect(made).toMatch(uid);
  expect(made.length).toBeLessThanOrEqual(40);
  expect(ownUid(of(`${name}x`), 'plumbline-slo')).not.toBe(made);
});
