import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AuditRow, leafHash, toRow } from '../src/index.ts';
import { agreesPlainly, plainRow } from '../src/plain-body.ts';
import { judgeRow } from '../src/verify.ts';

const ID = '019b8d62-7a80-7003-8000-000000000003';
const AT = '2026-01-05T09:00:00.000Z';

/** Every member that a record may have, in the order in which bodies have them. */
const whole = {
  action: 'role.changed',
  actor: { id: 'u_1', impersonator: 'u_9', role: 'admin', type: 'user' },
  after: { role: 'admin', seats: 12, share: 0.5, open: true, gone: null },
  attempt: '019b8d62-7a80-7003-8000-000000000001',
  before: { role: 'viewer' },
  changed: ['role', 'seats'],
  class: 'access',
  client: 'browser',
  counts: { rows: 3 },
  duration_ms: 12.5,
  external: [{ duration_ms: 8, request_id: 'req_1', service: 'stripe', status: 200 }],
  feature: 'billing',
  id: ID,
  metadata: { reason: 'asked', "it's": 'ünïcode' },
  occurred_at: AT,
  org: 'o_1',
  outcome: 'success',
  recorded_at: AT,
  request_id: 'r_1',
  route_pattern: '/accounts/:id/role',
  sensitivity: 'high',
  source: { instance: 'i_1', service: 'api', version: '1.4.2' },
  stage: 'completed',
  subjects: [
    { id: 'u_2', type: 'user' },
    { id: 'u_3', type: 'user' },
    { id: 'a_1', type: 'account' },
  ],
  surface: 'admin',
  trace_id: 't_1',
  v: 1,
};

const MUST = new Set([
  'action',
  'actor',
  'class',
  'id',
  'occurred_at',
  'outcome',
  'recorded_at',
  'source',
  'subjects',
  'v',
]);
const OPTIONAL = Object.keys(whole).filter((key) => !MUST.has(key));

const rowOf = (record: object): AuditRow => {
  const body = JSON.stringify(record);
  return toRow(body, leafHash(body));
};

const body = fc
  .record({ without: fc.subarray(OPTIONAL), subjects: fc.integer({ min: 0, max: 3 }) })
  .map(({ subjects, without }) => {
    const left = Object.entries(whole).filter(([key]) => !without.includes(key));
    return { ...Object.fromEntries(left), subjects: whole.subjects.slice(0, subjects) };
  });

test('a record of any members is known by its text, whether they are there or not', () => {
  fc.assert(
    fc.property(body, (record) => {
      expect(agreesPlainly(rowOf(record), false)).toBe(true);
      expect(agreesPlainly(rowOf(record), true)).toBe(true);
    }),
  );
});

test('the row of a plain body is the one that parsing it gives', () => {
  fc.assert(
    fc.property(body, (record) => {
      const row = rowOf(record);
      expect(plainRow(row.body, row.leaf)).toEqual(row);
    }),
  );
});

test.each([
  ['no time', { ...whole, recorded_at: 'yesterday' }],
  ['a time that no store takes', { ...whole, recorded_at: '+010000-01-01T00:00:00.000Z' }],
])('a plain body with %s is no record', (_what, record) => {
  const text = JSON.stringify(record);
  expect(() => plainRow(text, leafHash(text))).toThrow(TypeError);
  expect(() => toRow(text, leafHash(text))).toThrow(TypeError);
});

test.each([
  ['a commitment', { ...whole, commitments: { email: 'a'.repeat(64) } }],
  ['an escape', { ...whole, metadata: { reason: 'a "word"' } }],
  ['something nested', { ...whole, metadata: { reason: { a: 1 } } }],
  ['an unknown member', { ...whole, w: 1 }],
])('a body with %s is left to be parsed, and is intact', (_what, record) => {
  expect(agreesPlainly(rowOf(record), false)).toBe(false);
  expect(plainRow(rowOf(record).body, rowOf(record).leaf)).toBeUndefined();
  expect(judgeRow(rowOf(record)).findings).toEqual([]);
});

const changed: Readonly<Record<string, Partial<AuditRow>>> = {
  id: { id: '019b8d62-7a80-7003-8000-000000000004' },
  action: { action: 'role.change' },
  outcome: { outcome: 'denied' },
  class: { class: 'other' },
  actorId: { actorId: 'u_9' },
  org: { org: null },
  requestId: { requestId: 'r_2' },
  recordedAt: { recordedAt: Date.parse(AT) + 1 },
  'the first subject': { subjectIds: ['u_9', 'u_3', 'a_1'] },
  'a later subject': { subjectIds: ['u_2', 'u_9', 'a_1'] },
  'the subjects, one short': { subjectIds: ['u_2', 'u_3'] },
  'the subjects, one more': { subjectIds: ['u_2', 'u_3', 'a_1', 'a_2'] },
  'the subjects, none': { subjectIds: [] },
};

test.each(Object.keys(changed))('a column that says something else is named: %s', (what) => {
  const row = { ...rowOf(whole), ...changed[what] };
  expect(agreesPlainly(row, false)).toBe(false);
  const [column] = Object.keys(changed[what] ?? {});
  expect(judgeRow(row).findings).toEqual([{ id: row.id, problem: 'column_mismatch', column }]);
});

test('a column is named where the body has nothing of it', () => {
  const { org, request_id, ...rest } = whole;
  const row = rowOf({ ...rest, subjects: [] });
  expect(agreesPlainly(row, false)).toBe(true);
  for (const more of [{ org }, { requestId: request_id }, { subjectIds: ['u_2'] }]) {
    const findings = judgeRow({ ...row, ...more }).findings;
    expect(findings).toEqual([{ id: ID, problem: 'column_mismatch', column: Object.keys(more)[0] }]);
  }
});

const PIECES = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  ' ',
  '\n',
  '\0',
  '1',
  '-',
  '.',
  'e',
  'null',
  '"org":"o_2",',
  '"id":"x",',
];

test('whatever is done to a text, the short way never says yes where the long way says no', () => {
  const edit = fc.record({
    at: fc.nat(),
    cut: fc.integer({ min: 0, max: 40 }),
    put: fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 3, unit: 'binary' })),
  });
  fc.assert(
    fc.property(body, fc.array(edit, { minLength: 1, maxLength: 3 }), (record, edits) => {
      const before = rowOf(record);
      let text = before.body;
      for (const { at, cut, put } of edits) {
        const from = at % text.length;
        text = text.slice(0, from) + put + text.slice(from + cut);
      }
      const row = { ...before, body: text, leaf: leafHash(text) };
      expect(!agreesPlainly(row, false) || isDeepStrictEqual(toRow(text, row.leaf), row)).toBe(true);
      expect(!agreesPlainly(row, true) || (JSON.parse(text) as AuditRow).id === row.id).toBe(true);
    }),
    { numRuns: 3_000 },
  );
});
