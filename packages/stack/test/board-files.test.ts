import {
  type Dashboard,
  DashboardLinkType,
  type Panel as GrafanaPanel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { boardFiles } from '../src/boards/board-files.ts';
import { boardsOf } from '../src/boards/boards-of.ts';
import { asksForService, explorePath } from '../src/boards/grafana/explore-link.ts';
import { instrumentsOf } from '../src/model/instruments.ts';
import type { Slo } from '../src/model/slo.ts';
import type { StackModel } from '../src/model/stack-model.ts';
import { expressionFaults } from '../src/promql/vocabulary.ts';
import { application, model } from './model.ts';

/** What is read of a dashboard, with the optional parts that ours always have. */
type Board = Omit<Dashboard, 'panels'> & { readonly uid: string; readonly panels: readonly GrafanaPanel[] };

const files = boardFiles(model);
const textOf = (path: string): string => files.find((file) => file.path === path)?.text ?? '';
const dashboardsOf = (of: StackModel): readonly { readonly path: string; readonly board: Board }[] =>
  boardFiles(of)
    .filter(({ path }) => path.endsWith('.json'))
    .map(({ path, text }) => ({ path, board: JSON.parse(text) as Board }));
const dashboards = dashboardsOf(model);
const uids = new Set(dashboards.map(({ board }) => board.uid));
const urlsOf = ({ fieldConfig }: GrafanaPanel): readonly string[] =>
  (fieldConfig?.defaults?.links ?? []).map(({ url = '' }) => url);

describe('dashboards', () => {
  it('are the same bytes for the same model, each in the folder of its audience', () => {
    expect(boardFiles(structuredClone({ ...model, options: {} }))).toEqual(files);
    expect(dashboards.map(({ path }) => path)).toEqual(
      boardsOf(model).map(({ audience, uid }) => `grafana/dashboards/${audience}/${uid}.json`),
    );
  });

  const few = { ...application, jobs: [], queues: [], dependencies: {}, gauges: [], pools: [] };
  const slos = ['one', 'two', 'three'].map((name) => ({ ...model.slos[0], name }) as Slo);

  it.each<[string, StackModel]>([
    ['one of everything', model],
    [
      'few declarations, three objectives, one exporter',
      {
        ...model,
        application: few,
        instruments: instrumentsOf(few),
        roles: { email: undefined, blob: undefined },
        bugReport: undefined,
        slos,
        exporters: { host: true, containers: false, kubernetes: false, postgres: false },
      },
    ],
  ])('have panels within 24 columns that neither overlap nor leave a gap: %s', (_, of) => {
    for (const { board } of dashboardsOf(of)) {
      const cells = new Set<string>();
      const lines = new Map<number, number>();
      for (const { gridPos = { x: 0, y: 0, w: 0, h: 0 }, title = '' } of board.panels) {
        for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
          for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
            expect([board.uid, title, cells.has(`${x}/${y}`)]).toEqual([board.uid, title, false]);
            cells.add(`${x}/${y}`);
          }
        }
        lines.set(gridPos.y, (lines.get(gridPos.y) ?? 0) + gridPos.w);
      }
      expect([...lines.values()].filter((columns) => columns !== 24)).toEqual([]);
    }
  });

  it('give each panel an ID that stays, a description, a source and a unit', () => {
    const reliability = dashboards.find(({ board }) => board.uid === 'plumbline-reliability')?.board;
    expect(reliability?.panels.find(({ title }) => title === 'Latency')?.id).toMatchInlineSnapshot(`652719`);
    for (const { board } of dashboards) {
      const ids = board.panels.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      const own = board.panels.filter(({ type }) => type !== 'row');
      expect(own.filter(({ description, title }) => !description || !title)).toEqual([]);
      expect(own.filter(({ fieldConfig }) => !fieldConfig?.defaults.unit)).toEqual([]);
      expect(own.filter(({ datasource, type }) => type !== 'text' && type !== 'alertlist' && !datasource?.uid)).toEqual(
        [],
      );
    }
  });

  it('link to boards that exist, and to each other within an audience', () => {
    const links = dashboards.flatMap(({ board }) => board.links ?? []);
    const targets = links
      .filter(({ type }) => type !== DashboardLinkType.Dashboards)
      .map(({ url = '' }) => url.replace('/d/', ''));
    expect(targets.length).toBeGreaterThan(8);
    expect(targets.filter((uid) => !uids.has(uid))).toEqual([]);
    expect(textOf('grafana/provisioning/datasources/plumbline.yml')).toContain('/d/plumbline-request?');
    expect(uids).toContain('plumbline-request');
    const audienceOf = new Map(boardsOf(model).map(({ audience, uid }) => [uid, audience]));
    const across = boardsOf(model).flatMap(({ audience, related = [] }) =>
      related.filter((uid) => audienceOf.get(uid) !== audience),
    );
    expect(across).toEqual([]);
  });

  it('choose service and environment where a query asks for them, and every variable that a query names', () => {
    for (const { board } of dashboards) {
      const text = JSON.stringify(board.panels);
      const named = new Set([...text.matchAll(/\$([a-z]\w*)/g)].map(([, name = '']) => name));
      const known = new Set((board.templating.list ?? []).map(({ name }) => name));
      expect([board.uid, [...named].filter((name) => !known.has(name))]).toEqual([board.uid, []]);
      expect([board.uid, [...known].filter((name) => !named.has(name))]).toEqual([board.uid, []]);
      const service = (board.templating.list ?? []).find(({ name }) => name === 'service');
      expect(['label_values(plumbline_heartbeat, service_name)', undefined]).toContain(service?.query);
    }
  });

  it('mark alerts and deployments with queries of the vocabulary', () => {
    const expressions = dashboards.flatMap(({ board }) =>
      (board.annotations.list ?? []).flatMap(({ expr }) => (expr === undefined ? [] : [expr])),
    );
    expect(expressions.length).toBeGreaterThan(15);
    expect(expressions.flatMap((expr) => expressionFaults(expr, model))).toEqual([]);
  });
});

describe('links into Explore', () => {
  it('open the lines and traces of a panel for the time that is shown', () => {
    const path = explorePath('logs', '{service_name=~"$service"} | http_route="${__field.labels.http_route}"');
    expect(path).toMatch(/^\/explore\?schemaVersion=1&orgId=1&panes=%7B/);
    const panes = JSON.parse(decodeURIComponent(path.split('panes=')[1] ?? '')) as Record<string, unknown>;
    expect(panes).toEqual({
      plumbline: {
        datasource: 'plumbline-logs',
        queries: [
          {
            refId: 'A',
            datasource: { type: 'loki', uid: 'plumbline-logs' },
            expr: '{service_name=~"$service"} | http_route="${__field.labels.http_route}"',
            queryType: 'range',
          },
        ],
        range: { from: '${__from}', to: '${__to}' },
      },
    });
    // Grafana finds its variables in the address: they must not be encoded.
    expect(path).toContain('${__field.labels.http_route}');
    expect(path).toContain('$service');
  });

  it('stand on the panels of operators and security, and on no other board: viewers have no right to Explore', () => {
    for (const { board, path } of dashboards) {
      const trends = board.panels.filter(({ targets = [], type }) => type === 'timeseries' && targets.length > 0);
      const linked = trends.filter((panel) => urlsOf(panel).length > 0);
      const may = path.includes('/operator/') || path.includes('/security/');
      const asks = trends.filter((panel) => JSON.stringify(panel.targets).includes('$service'));
      expect([board.uid, linked.length]).toEqual([board.uid, may ? asks.length : 0]);
    }
    expect(asksForService([{ source: 'metrics', expr: 'up' }])).toBe(false);
  });
});

describe('what Grafana is given beside boards', () => {
  it('is sources with fixed uids and the ways between them', () => {
    const { datasources } = parse(textOf('grafana/provisioning/datasources/plumbline.yml')) as {
      datasources: { uid: string; type: string; url: string; jsonData: Record<string, unknown> }[];
    };
    expect(datasources.map(({ type, uid, url }) => `${uid} ${type} ${url}`)).toEqual([
      'plumbline-metrics prometheus http://prometheus:9090',
      'plumbline-logs loki http://loki:3100',
      'plumbline-traces tempo http://tempo:3200',
      'plumbline-alerts alertmanager http://alertmanager:9093',
    ]);
    const known = new Set(datasources.map(({ uid }) => uid));
    const named = [...JSON.stringify(datasources).matchAll(/"(?:datasourceUid|alertmanagerUid)":"([^"]+)"/g)];
    expect(named.length).toBe(7);
    expect(named.filter(([, uid = '']) => !known.has(uid))).toEqual([]);
    const [metrics, logs, traces] = datasources.map(({ jsonData }) => jsonData);
    expect(metrics?.['exemplarTraceIdDestinations']).toMatchObject([{ name: 'trace_id' }, { name: 'traceID' }]);
    expect(logs?.['derivedFields']).toMatchObject([
      { matcherType: 'label', matcherRegex: 'trace_id', url: '$${__value.raw}' },
      { matcherType: 'label', matcherRegex: 'plumbline_request_id' },
    ]);
    expect(traces?.['tracesToLogsV2']).toMatchObject({
      customQuery: true,
      query: '{$${__tags}} | trace_id="$${__trace.traceId}"',
    });
  });

  it('asks Mimir where that keeps the metrics', () => {
    const text = boardFiles({ ...model, metricsStore: 'mimir' }).find(({ path }) => path.includes('datasources'))?.text;
    expect(text).toContain('url: http://mimir:8080/prometheus');
  });

  it('is a folder with a stable uid for each audience, and what a file cannot do', () => {
    const { providers } = parse(textOf('grafana/provisioning/dashboards/plumbline.yml')) as {
      providers: { folderUid: string; allowUiUpdates: boolean; options: { path: string } }[];
    };
    const folders = new Set(dashboards.map(({ path }) => path.split('/')[2]));
    expect(new Set(providers.map(({ options }) => options.path.split('/').at(-1)))).toEqual(folders);
    for (const { allowUiUpdates, folderUid } of providers) {
      expect(allowUiUpdates).toBe(false);
      expect(textOf('grafana/folder-rights.md')).toContain(`POST /api/folders/${folderUid}/permissions`);
    }
  });
});
