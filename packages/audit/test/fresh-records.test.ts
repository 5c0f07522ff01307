import type { RequestContext } from '@plumbline/core/context';
import { systemClock } from '@plumbline/core';
import { describe, expect, test } from 'vitest';
import { type BuiltRecord, createRecordBuilder } from '../src/build-record.ts';
import { createFreshRecords } from '../src/fresh-records.ts';
import { createIsoTime } from '../src/iso-time.ts';
import { fromSpoolLine, toSpoolLine } from '../src/spool-line.ts';
import { actions, service } from './support.ts';

interface Line {
  readonly text: string;
  readonly built: BuiltRecord;
}

function lineOf(context?: object, id = 's_1'): Line {
  const build = createRecordBuilder({
    service,
    instance: 'i',
    clock: systemClock,
    context: () => context as RequestContext | undefined,
    redactor: { value: (x) => x },
  });
  const action = actions.find('plan.changed');
  if (!action) throw new Error('the action is not declared');
  const built = build(action, { subject: { type: 'org', id }, after: { plan: 'team' } });
  if (!built.ok) throw new Error(built.fault);
  return { text: toSpoolLine(built.body, built.leaf), built };
}

const actor = { type: 'user', hash: '', orgHash: '' };

describe('the row of a fresh record is the one that its line says', () => {
  test.each<[string, object | undefined]>([
    ['nobody', undefined],
    ['everything', { kind: 'request', requestId: 'r', actor: { ...actor, id: 'u', orgId: 'o', role: 'x' } }],
    ['a job', { kind: 'job', routePattern: 'nightly \ud800 job \u0000' }],
    ['a name that no store takes', { requestId: '\ud800', actor: { ...actor, id: `é\u0000${'x'.repeat(300)}🙂` } }],
  ])('%s', (_what, context) => {
    const { text, built } = lineOf(context);
    const fresh = createFreshRecords();
    fresh.add(built);
    expect(fresh.take(text) ?? fromSpoolLine(text)).toEqual(fromSpoolLine(text));
  });

  // No input makes such a record; should one be made, its text is what counts.
  test.each<[string, object]>([
    ['a number', { request_id: 7, actor: { type: 'user', id: 7 } }],
    ['null', { request_id: null, actor: { type: 'user', id: null } }],
    ['an object that writes itself', { actor: { type: 'user', id: { toJSON: () => 'u_9' } } }],
    ['no ID', { actor: { type: 'user' } }],
    ['a time that no store takes', { recorded_at: '1969-12-31T23:59:59.999Z' }],
  ])('%s', (_what, odd) => {
    const { built } = lineOf();
    const record = { ...built.record, ...odd };
    const body = JSON.stringify(record);
    const fresh = createFreshRecords();
    fresh.add({ ...built, body, record });
    const text = toSpoolLine(body, built.leaf);
    expect(fresh.take(text)).toBeUndefined();
    fresh.add({ ...built, body, record });
    expect(fresh.take(text) ?? fromSpoolLine(text)).toEqual(fromSpoolLine(text));
  });
});

test('a line that was changed on its way is not what was added, and each is given once', () => {
  const { text, built } = lineOf();
  const fresh = createFreshRecords();
  fresh.add(built);
  expect(fresh.take(text.replace('"s_1"', '"s_2"'))).toBeUndefined();
  expect(fresh.take(text.replace('1 ', '2 '))).toBeUndefined();
  expect(fresh.take(text)).toEqual(fromSpoolLine(text));
  expect(fresh.take(text)).toBeUndefined();
});

test('lines in another order, of another process or missing are in the way of none', () => {
  const fresh = createFreshRecords();
  const lines = Array.from({ length: 40 }, (_, n) => lineOf(undefined, `s_${n}`));
  for (const { built } of lines) fresh.add(built);
  const others = Array.from({ length: 40 }, () => lineOf().text);
  expect(others.map((text) => fresh.take(text))).toEqual(Array.from({ length: 40 }));
  const [first, second, , ...rest] = lines.map(({ text }) => text) as [string, string, string, ...string[]];
  expect([fresh.take(second), fresh.take(first)]).toEqual([fromSpoolLine(second), undefined]);
  expect(rest.map((text) => fresh.take(text))).toEqual(rest.map(fromSpoolLine));
  fresh.add(lines[0]?.built as BuiltRecord);
  expect(fresh.take(first)).toEqual(fromSpoolLine(first));
});

test('what nobody asks for does not stay', () => {
  const fresh = createFreshRecords();
  const lines = Array.from({ length: 4_000 }, (_, n) => lineOf(undefined, `s_${n}`));
  for (const { built } of lines) fresh.add(built);
  expect(lines.slice(0, 100).map(({ text }) => fresh.take(text))).toEqual(Array.from({ length: 100 }));
  const kept = lines.filter(({ text }) => fresh.take(text) !== undefined);
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(1_048_576);
  expect(kept.at(-1)).toBe(lines.at(-1));
});

test('times are written as dates write them', () => {
  const isoTime = createIsoTime();
  const most = 8_640_000_000_000_000;
  const times = [
    0,
    1,
    999,
    1_000,
    -1,
    -1_000,
    -1_001,
    1.9,
    -1.9,
    Date.UTC(10_000, 0),
    -62_198_755_200_000,
    most,
    -most,
  ];
  for (const start of times) {
    for (const ms of [start, start + 1, start, start - 1].filter((near) => Math.abs(near) <= most)) {
      expect(isoTime(ms)).toBe(new Date(ms).toISOString());
    }
  }
  for (const none of [Number.NaN, Infinity, most + 1_000, Number.NaN]) expect(() => isoTime(none)).toThrow(RangeError);
  expect(isoTime(5)).toBe('1970-01-01T00:00:00.005Z');
});
