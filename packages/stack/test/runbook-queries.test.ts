import { expect, it } from 'vitest';
import { alertsOf } from '../src/alerts/alerts-of.ts';
import { boardsOf } from '../src/boards/boards-of.ts';
import { expressionFaults } from '../src/promql/vocabulary.ts';
import { model } from './model.ts';

const definitions = alertsOf(model);
const lines = definitions.flatMap(({ name, runbook }) =>
  [...runbook.diagnosis, ...runbook.mitigation].map((text) => ({ name, text })),
);

/** Queries to paste: what stands in backticks and looks back over a time. */
const queries = lines.flatMap(({ name, text }) =>
  [...text.matchAll(/`([^`]*\[\d+[smhd]\][^`]*)`/g)].map(([, expr = '']) => ({ name, expr })),
);

it('a query in a runbook asks for what is emitted, and for this service in this environment alone', () => {
  expect(queries.length).toBeGreaterThan(12);
  expect(
    queries.flatMap(({ name, expr }) => expressionFaults(expr, model).map((fault) => `${name}: ${fault}`)),
  ).toEqual([]);
  const own = queries.filter(({ expr }) => /plumbline_|http_/.test(expr));
  const wide = own.filter(({ expr }) => !/service_name="[^"]+",deployment_environment_name="/.test(expr));
  expect(wide).toEqual([]);
});

it('a query tells apart what the alert tells apart', () => {
  const named: Readonly<Record<string, string>> = {
    PlumblineJobFailed: 'plumbline_job_name',
    PlumblineJobStale: 'plumbline_job_name',
    PlumblineQueueStalled: 'queue',
    PlumblineSyncFailing: 'sync',
    PlumblineReconnectsFailing: 'connection',
    PlumblineOutboundFailures: 'server_address',
    PlumblineGaugesStale: 'set',
  };
  for (const [name, label] of Object.entries(named)) {
    const asked = queries.filter((query) => query.name === name);
    expect([
      name,
      asked.length,
      asked.filter(({ expr }) => !new RegExp(`by \\([^)]*\\b${label}\\b`).test(expr)),
    ]).toEqual([name, 1, []]);
  }
});

it('a panel or board that a runbook names is there, and no page of a repository that the reader may not have', () => {
  const boards = boardsOf(model);
  const titles = boards.flatMap(({ title, rows }) => [
    title,
    ...rows.flatMap(({ panels }) => panels.map((panel) => panel.title)),
  ]);
  const read = lines.flatMap(({ text }) => [
    ...[...text.matchAll(/Read "([^"]+)" on the board/g)].map(([, title = '']) => title),
    ...[...text.matchAll(/board "([^"]+)"/g)].map(([, title = '']) => title),
  ]);
  expect(read.length).toBeGreaterThan(3);
  expect(read.filter((one) => !titles.some((title) => title.startsWith(one)))).toEqual([]);
  expect(lines.filter(({ text }) => text.includes('docs/') && !text.includes('of Plumbline'))).toEqual([]);
});

it('an alert on a first event says that it may be an old one, told for the first time', () => {
  const first = definitions.filter(({ expr }) => expr.includes(' unless ') && expr.includes('last_over_time('));
  expect(first.map(({ name }) => name)).toContain('PlumblineAuditLost');
  expect(first.length).toBeGreaterThan(5);
  expect(first.filter(({ runbook }) => !runbook.diagnosis.some((step) => step.startsWith('Is it news?')))).toEqual([]);
});
