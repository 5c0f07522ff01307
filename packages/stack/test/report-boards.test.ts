import type { MetricLike } from '@plumbline/core';
import { describe, expect, it } from 'vitest';
import { boardsOf } from '../src/boards/boards-of.ts';
import { dashboardJson } from '../src/boards/grafana/dashboard-json.ts';
import { pictureFiles } from '../src/boards/picture-files.ts';
import type { Board, Panel } from '../src/model/board.ts';
import { resolveStack } from '../src/resolve-stack.ts';
import { stackFiles } from '../src/stack-files.ts';
import { application, model } from './model.ts';

const metric = (given: Partial<MetricLike>): MetricLike => ({
  id: 'active_people',
  version: 2,
  fingerprint: '0'.repeat(64),
  title: 'Active people',
  question: 'How many people used the product?',
  owner: '@product',
  audience: ['product', 'leadership'],
  unit: 'people',
  query: 'SELECT 1 AS value\nFROM product_telemetry_events',
  caveats: ['A person is an anonymous ID.'],
  validFrom: '2026-01-01',
  periods: ['day', 'week', 'month', 'quarter'],
  slices: '',
  minPeople: 5,
  ...given,
});

const metrics: readonly MetricLike[] = [
  metric({}),
  metric({ id: 'active_people_by_role', title: 'Active people by role', slices: 'role', audience: ['leadership'] }),
  metric({
    id: 'approval_cycle_time_median',
    title: 'Approval cycle time',
    unit: 'milliseconds',
    periods: ['week', 'quarter'],
  }),
  metric({
    id: 'offline_recovery_rate',
    title: 'Offline *recovery* rate',
    unit: 'share',
    audience: ['operator'],
    minPeople: 0,
  }),
];

const options = { reporting: { metrics } };
const reporting = { metrics, table: 'plumbline.product_telemetry_reports' };
const of = (boards: readonly Board[]): readonly Board[] =>
  boards.filter(({ uid }) => uid.startsWith('plumbline-reports'));
const boards = of(boardsOf({ ...model, reporting }));
const panels: readonly Panel[] = boards.flatMap(({ rows }) => rows.flatMap((row) => row.panels));

describe('boards of reported numbers', () => {
  it('are there for those who read one, where definitions are named', () => {
    expect(of(boardsOf(model))).toEqual([]);
    expect(boards.map(({ audience, uid }) => [uid, audience])).toEqual([
      ['plumbline-reports', 'leadership'],
      ['plumbline-reports-product', 'product'],
      ['plumbline-reports-operator', 'operator'],
    ]);
    expect(of(boardsOf({ ...model, boards: 'own', reporting })).map(({ uid }) => uid)).toEqual([
      'plumbline-reports-approvals',
      'plumbline-reports-product-approvals',
      'plumbline-reports-operator-approvals',
    ]);
  });

  it('ask for finished numbers alone, and in the words of the definitions', () => {
    const queries = panels.flatMap((panel) => panel.queries);
    expect(new Set(queries.map(({ source }) => source))).toEqual(new Set(['reports']));
    expect(queries.filter(({ expr }) => expr.includes('product_telemetry_events'))).toEqual([]);
    const text = panels.find(({ kind }) => kind === 'text')?.markdown;
    expect(text).toContain(
      '- **Active people** (active\\_people, version 2, @product): How many people used the product?\n  - A person',
    );
  });

  it('have panels that Grafana tells apart, each with a title, a unit and a description', () => {
    for (const { rows } of boards) {
      const titles = rows.flatMap((row) => row.panels.map(({ title }) => title));
      expect(titles.filter((title, index) => titles.indexOf(title) !== index || title.length > 70)).toEqual([]);
      expect(rows[0]?.panels.map(({ kind }) => kind)).toContain('stat');
    }
    expect(panels.filter(({ description, unit }) => unit === '' || !/^[A-Z0-9].+[.:]$/.test(description))).toEqual([]);
    expect(panels.filter(({ kind, noValue }) => kind === 'stat' && !noValue)).toEqual([]);
  });

  it('are JSON with the queries that the plugin knows: SQL, as a time series or as a table', () => {
    const all = boardsOf({ ...model, reporting });
    const targets = boards
      .flatMap((board) => dashboardJson(board, all, model).panels)
      .flatMap((panel) => ('targets' in panel ? panel.targets : [])) as readonly Record<string, unknown>[];
    expect(targets.length).toBe(16);
    for (const target of targets) {
      expect(Object.keys(target).toSorted()).toEqual(['datasource', 'editorType', 'format', 'rawSql', 'refId']);
      expect(target['datasource']).toEqual({ type: 'grafana-clickhouse-datasource', uid: 'plumbline-reports' });
      expect(target['format']).toBe(/AS time/.test(String(target['rawSql'])) ? 0 : 1);
      // The only macro, and only where the time that is shown counts.
      expect([...String(target['rawSql']).matchAll(/\$\w+/g)].every(([macro]) => macro === '$__dateFilter')).toBe(true);
    }
  });

  it('ask what the tests of the dashboard run on a real ClickHouse', async () => {
    const statements = boards
      .find(({ audience }) => audience === 'leadership')
      ?.rows.flatMap((row) => row.panels)
      .flatMap(({ queries, title }) => queries.map(({ expr }) => ({ title, sql: expr })));
    await expect(`${JSON.stringify(statements, undefined, 2)}\n`).toMatchFileSnapshot('golden/report-statements.json');
  });

  it('are drawn before anything runs, and written with the rest', () => {
    const pictures = pictureFiles({ ...model, reporting }, { until: 1_780_000_000 });
    expect(pictures.filter(({ path }) => path.includes('plumbline-reports'))).toHaveLength(3);
    const paths = stackFiles(resolveStack(application, options)).map(({ path }) => path);
    expect(paths).toContain('grafana/dashboards/leadership/plumbline-reports.json');
  });
});

describe('the option `reporting`', () => {
  it.each([
    ['no object', 1, /`reporting` must be an object/],
    ['no definitions', { metrics: [{}] }, /`reporting.metrics` must list what `defineMetric`/],
    ['one title twice', { metrics: [metric({}), metric({ id: 'b' })] }, /two metrics of one title/],
    ['a name with a quote', { metrics: [metric({ id: "x' OR '" })] }, /`reporting.metrics` must list/],
    ['another table than a table', { metrics, table: 'a b' }, /`reporting.table` must be the name of a table/],
    ['an unknown name', { metrics, tabel: 'a' }, /`reporting.tabel` is no option; did you mean `table`\?/],
  ])('is refused with %s', (_what, wrong, words) => {
    expect(() => resolveStack(application, { reporting: wrong } as never)).toThrow(words);
  });
});
