import { prometheusName } from '@plumbline/core';
import { describe, expect, it } from 'vitest';
import { boardsOf } from '../src/boards/boards-of.ts';
import type { Board, Panel, PanelQuery } from '../src/model/board.ts';
import { instrumentsOf } from '../src/model/instruments.ts';
import type { StackModel } from '../src/model/stack-model.ts';
import { expressionFaults } from '../src/promql/vocabulary.ts';
import { application, model } from './model.ts';

const boards = boardsOf(model);
const panelsOf = (of: readonly Board[]): readonly Panel[] =>
  of.flatMap(({ rows }) => rows.flatMap(({ panels }) => panels));
const queriesOf = (of: readonly Board[], source: PanelQuery['source']): readonly string[] =>
  panelsOf(of).flatMap(({ queries }) => queries.flatMap((query) => (query.source === source ? [query.expr] : [])));

/** An application with nothing but requests. */
const bare: StackModel = (() => {
  const nothing = {
    ...application,
    jobs: [],
    queues: [],
    syncs: [],
    connections: [],
    pools: [],
    dependencies: {},
    usage: [],
    actions: [],
    gauges: [],
    adapters: [],
  };
  return {
    ...model,
    application: nothing,
    instruments: instrumentsOf(nothing),
    slos: [],
    bugReport: undefined,
    roles: { email: undefined, blob: undefined },
    usage: { ...model.usage, core: [] },
    exporters: { host: false, containers: false, kubernetes: false, postgres: false },
  };
})();

describe('the queries of boards', () => {
  it.each([
    ['an application with one of everything', model],
    ['an application with nothing but requests', bare],
    ['the same in Mimir', { ...model, metricsStore: 'mimir' as const }],
  ])('ask only for what is emitted: %s', (_, of) => {
    const found = queriesOf(boardsOf(of), 'metrics');
    expect(found.length).toBeGreaterThan(50);
    expect(found.flatMap((expr) => expressionFaults(expr, of).map((fault) => `${fault} in ${expr}`))).toEqual([]);
  });

  it('would be caught with a name that nothing emits', () => {
    const planted = queriesOf(boards, 'metrics').map((expr) =>
      expr.replace('plumbline_job_runs_total', 'plumbline_job_run_total'),
    );
    expect(planted.flatMap((expr) => expressionFaults(expr, model))).toContainEqual(
      expect.stringContaining('plumbline_job_run_total'),
    );
  });

  it('look back by the rate interval of the panel, by the time that is shown, or by a time that the title says', () => {
    const faults = panelsOf(boards).flatMap(({ queries, title }) =>
      queries.flatMap(({ expr }) =>
        [...expr.matchAll(/\[(\d+)([mhdw])\]/g)]
          .filter(([, amount, unit]) => !title.includes(`${amount} ${unit === 'm' ? 'min' : unit}`))
          .map(([window]) => `${title}: ${window}`),
      ),
    );
    expect(faults).toEqual([]);
  });
});

describe('the panels of boards', () => {
  it('have a title of their own, a description and a unit', () => {
    for (const { rows, title } of boards) {
      const titles = rows.flatMap(({ panels }) => panels.map((panel) => panel.title));
      expect(titles.filter((text, index) => titles.indexOf(text) !== index || text.length > 70)).toEqual([]);
      const vague = rows
        .flatMap(({ panels }) => panels)
        .filter(({ description }) => !/^[A-Z0-9].+[.:]$/.test(description));
      expect([title, vague.map((panel) => panel.title)]).toEqual([title, []]);
    }
    expect(panelsOf(boards).filter(({ kind, queries }) => (queries.length === 0) !== (kind === 'text'))).toEqual([]);
    expect(panelsOf(boards).filter(({ unit }) => unit === '')).toEqual([]);
    // A number that is missing says so: nothing in its place would look like a fault of the board.
    expect(panelsOf(boards).filter(({ kind, noValue }) => kind === 'stat' && !noValue)).toEqual([]);
  });

  it('show each metric that is emitted', () => {
    const all = queriesOf(boards, 'metrics').join('\n');
    const unseen = [...model.instruments.values()].filter((instrument) => !all.includes(prometheusName(instrument)));
    // The canary is no use of the service: whoever sends it reads the answer.
    expect(unseen.map(({ name }) => name)).toEqual(['plumbline.canary']);
  });

  it('say what is fine before what happened: stats stand in the first row', () => {
    for (const { rows, uid } of boards) {
      if (uid === 'plumbline-request') continue;
      const kinds = new Set(rows[0]?.panels.map(({ kind }) => kind));
      expect([uid, kinds.has('stat')]).toEqual([uid, true]);
    }
  });
});

describe('boards', () => {
  it('offer values of labels that their metric has', () => {
    const offered = boards.flatMap(({ labelVariables = [] }) => labelVariables);
    expect(offered.length).toBe(3);
    expect(offered.flatMap(({ metric, of }) => expressionFaults(`count by (${of}) (${metric})`, model))).toEqual([]);
  });

  it('are those that the alerts name, and only what the application has', () => {
    expect(boards.map(({ uid }) => uid)).toEqual([
      'plumbline-reliability',
      'plumbline-usage',
      'plumbline-audit',
      'plumbline-executive',
      'plumbline-workflow',
      'plumbline-slo',
      'plumbline-request',
      'plumbline-stack',
      'plumbline-infrastructure',
      'plumbline-database',
      'plumbline-cost',
    ]);
    expect(boardsOf(bare).map(({ uid }) => uid)).toEqual([
      'plumbline-reliability',
      'plumbline-audit',
      'plumbline-executive',
      'plumbline-request',
      'plumbline-stack',
      'plumbline-cost',
    ]);
    const titles = panelsOf(boardsOf(bare)).map(({ title }) => title);
    expect(titles.filter((title) => /job|queue|sync|reconnect|dependenc/i.test(title))).toEqual(['Dependencies down']);
    expect(boardsOf(bare).flatMap(({ related = [] }) => related)).not.toContain('plumbline-slo');
    expect(
      boardsOf(bare)
        .flatMap(({ rows }) => rows)
        .filter((row) => row.panels.length === 0),
    ).toEqual([]);
  });
});
