import { systemClock } from '@plumbline/core';
import { describe, expect, test } from 'vitest';
import { createRecordBuilder, type RecordBuilder } from '../src/build-record.ts';
import { type AuditRecord, clientClass } from '../src/index.ts';
import { actions, service } from './support.ts';

const build = createRecordBuilder({
  service,
  instance: 'i',
  clock: systemClock,
  context: () => undefined,
  redactor: { value: (x) => x },
});

function buildExport(input: object): ReturnType<RecordBuilder> {
  const action = actions.find('export.requested');
  if (!action) throw new Error('the action is not declared');
  return build(action, { subject: { type: 'export', id: 'e_1' }, metadata: { format: 'csv' }, ...input });
}

describe('what every record may say', () => {
  test('is in its body, where it was given', () => {
    const built = buildExport({ stage: 'completed', attempt: 'id-1', client: 'browser', durationMs: 12.5 });
    const record = JSON.parse(built.ok ? built.body : '{}') as AuditRecord;
    expect(record).toMatchObject({ stage: 'completed', attempt: 'id-1', client: 'browser', duration_ms: 12.5 });
    expect(record.sensitivity).toBe('high');
    const without = buildExport({});
    const names = Object.keys(JSON.parse(without.ok ? without.body : '{}') as AuditRecord);
    expect(names).not.toEqual(expect.arrayContaining(['stage']));
    expect(names.filter((name) => ['attempt', 'client', 'duration_ms', 'stage'].includes(name))).toEqual([]);
  });

  test.each([
    ['stage', { stage: 'begun' }],
    ['client', { client: 'Mozilla/5.0 (X11)' }],
    ['attempt', { attempt: '' }],
    ['attempt', { attempt: 'ada@example.org' }],
    ['durationMs', { durationMs: -1 }],
    ['durationMs', { durationMs: Number.NaN }],
    ['durationMs', { durationMs: '5' }],
  ])('`%s` is refused where it does not fit: %o', (name, input) => {
    expect(buildExport(input)).toEqual({
      ok: false,
      reason: 'invalid_field',
      fault: expect.stringContaining(`\`${name}\``) as string,
    });
  });
});

test.each([
  ['browser', 'Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0'],
  ['mobile', 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1'],
  ['mobile', 'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36'],
  ['bot', 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'],
  ['bot', 'Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/130.0'],
  ['server', 'curl/8.5.0'],
  ['server', 'node'],
  ['server', 'Go-http-client/1.1'],
  ['unknown', 'something else'],
  ['unknown', ''],
  ['unknown', undefined],
])('a user agent is of class %s: %s', (expected, userAgent) => {
  expect(clientClass(userAgent)).toBe(expected);
});
