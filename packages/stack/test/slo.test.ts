import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Slo } from '../src/model/slo.ts';
import { expressionFaults } from '../src/promql/vocabulary.ts';
import { complement, timesComplement } from '../src/slo/decimal.ts';
import { defineSlo, type SloOptions } from '../src/slo/define-slo.ts';
import { sloAlertsOf } from '../src/slo/slo-alerts.ts';
import { sloFiles } from '../src/slo/slo-files.ts';
import { recordingsOf } from '../src/slo/slo-rules.ts';
import { model } from './model.ts';

const options: SloOptions = {
  name: 'api',
  description: 'Requests that do not fail.',
  objective: 0.995,
  indicator: { kind: 'availability' },
};

const fresh: Slo = defineSlo({
  ...options,
  name: 'digest-fresh',
  indicator: { kind: 'freshness', job: 'digest', maxAgeSeconds: 90_000 },
});

test('thresholds have the digits that people write', () => {
  expect(complement(0.9999)).toBe('0.0001');
  expect(timesComplement(14.4, 0.995)).toBe('0.072');
  expect(timesComplement(6, 0.95)).toBe('0.3');
  expect(timesComplement(3, 0.9999999)).toBe('0.0000003');
});

test('what is left out has a default', () => {
  expect(defineSlo(options)).toMatchObject({ window: '30d', minEvents: 50 });
});

test.each<[string, Partial<SloOptions>, string]>([
  ['an objective whose fastest alert could not fire', { objective: 0.93 }, 'could not fire'],
  ['an objective of all events', { objective: 1 }, 'below 1'],
  ['a time between two bounds', { indicator: { kind: 'latency', seconds: 0.6 } }, 'such as 0.5, the nearest to 0.6'],
  ['freshness of nothing', { indicator: { kind: 'freshness', maxAgeSeconds: 60 } }, 'a `job` or a `set`'],
  ['a window of hours', { window: '12h' }, '`window` must be'],
  ['no events', { minEvents: 0 }, '`minEvents` must be'],
  ['a name with blanks', { name: 'My API' }, '`name` must be'],
])('%s is refused', (_, change, message) => {
  expect(() => defineSlo({ ...options, ...change })).toThrow(
    expect.objectContaining({ code: 'PLB_STACK_OPTION', message: expect.stringContaining(message) as string }),
  );
});

test('an objective about a job that is not declared is refused', () => {
  const slo = { ...fresh, indicator: { kind: 'freshness', job: 'digets', maxAgeSeconds: 90_000 } as const };
  expect(() => sloFiles({ ...model, slos: [slo] })).toThrow('declares no `digets`');
});

test('every query of an objective is known', () => {
  const slos = [...model.slos, fresh];
  const known = { ...model, slos };
  const queries = [
    ...slos.flatMap((slo) => recordingsOf(known, slo).map(({ expr }) => String(expr))),
    ...sloAlertsOf(known).map(({ expr }) => expr),
  ];
  expect(queries.flatMap((query) => expressionFaults(query, known))).toEqual([]);
});

test('a whole bound is found on both roads', () => {
  const slo = defineSlo({ ...options, indicator: { kind: 'latency', seconds: 1 } });
  expect(JSON.stringify(recordingsOf(model, slo))).toContain(String.raw`le=~\"1|1[.]0\"`);
});

test('the documents are OpenSLO v1, one for each objective', () => {
  const text = sloFiles(model).find(({ path }) => path === 'slo/openslo.yml')?.text ?? '';
  const documents = parseAllDocuments(text).map((document): unknown => document.toJS());
  expect(documents).toMatchObject([
    { apiVersion: 'openslo/v1', kind: 'SLO', metadata: { name: 'api-availability' }, spec: { service: 'approvals' } },
    { kind: 'SLO', spec: { objectives: [{ target: 0.95 }], budgetingMethod: 'Occurrences' } },
  ]);
});

test('without objectives there is no file', () => {
  expect(sloFiles({ ...model, slos: [] })).toEqual([]);
});
