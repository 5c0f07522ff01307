import { createHmac } from 'node:crypto';
import path from 'node:path';
import { systemClock } from '@plumbline/core';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import * as z from 'zod';
import { createRecordBuilder } from '../src/build-record.ts';
import type {
  Audit,
  AuditRecord,
  AuditRow,
  AuditStore,
  CompiledAction,
  PersonalField,
  RecordInput,
} from '../src/index.ts';
import { createAudit, createOwnRecords, defineActions, leafHash, personal } from '../src/index.ts';
import { commit } from '../src/personal/commitment.ts';
import { fromSpoolLine, toSpoolLine } from '../src/spool-line.ts';
import { sqliteStore } from '../src/sqlite.ts';
import { keepLog, service, useFolder } from './support.ts';

test('a commitment is HMAC-SHA-256 as another tool computes it', () => {
  // printf 'email\0"a@b.example"' | openssl dgst -sha256 -mac HMAC -macopt hexkey:000102030405060708090a0b0c0d0e0f
  expect(commit('000102030405060708090a0b0c0d0e0f', 'email', '"a@b.example"')).toBe(
    '97d38f7085caa40afbc839cafb1f39d4f88e276cdb271df8ac4a146bcd8cc5ca',
  );
});

test('a commitment is an HMAC of any text, and takes no other salt', () => {
  const byLibrary = (salt: string, text: string): string =>
    createHmac('sha256', Buffer.from(salt, 'hex')).update(text).digest('hex');
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 16, maxLength: 16 }),
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'binary' }),
      (bytes, field, value) => {
        const salt = Buffer.from(bytes).toString('hex');
        expect(commit(salt, field, value)).toBe(byLibrary(salt, `${field}\0${value}`));
      },
    ),
  );
  for (const salt of ['', 'a0'.repeat(15), 'a0'.repeat(17), 'zz'.repeat(16)]) {
    expect(() => commit(salt, 'email', '""')).toThrow(TypeError);
  }
});

describe('a line of the spool with personal values', () => {
  const { body } = createOwnRecords({ service })('audit.read', { metadata: {} });
  const leaf = leafHash(body);
  const salt = 'a0'.repeat(16);
  const valuesOf = (...values: string[]): PersonalField[] =>
    values.map((value, n) => ({ field: `field_${n}`, salt, value: JSON.stringify(value) }));

  test.each<[string, PersonalField[]]>([
    ['one', valuesOf('ada@example.org')],
    ['what looks like the border', valuesOf(']] {"a":1}', '] {', '"', '\\', ' ')],
    ['what no store prints', valuesOf('\u0000\n\r\u2028', '\ud800', '🙂é')],
    ['an empty text and an array', [...valuesOf(''), { field: 'tags', salt, value: '["a","b"]' }]],
  ])('is read back as it was written: %s', (_what, values) => {
    const line = toSpoolLine(body, leaf, values);
    expect(line).not.toMatch(/[\n\r]/);
    expect(fromSpoolLine(line)).toEqual({ ...fromSpoolLine(toSpoolLine(body, leaf)), personal: values });
  });

  test('has version 1 without them', () => {
    expect(toSpoolLine(body, leaf, [])).toBe(`1 ${leaf} ${body}`);
    expect(fromSpoolLine(`1 ${leaf} ${body}`)).not.toHaveProperty('personal');
  });

  test.each([
    [
      'of another length',
      (line: string) => line.replace(/^(2 \S+) (\d+)/, (_, head: string, n: string) => `${head} ${Number(n) + 1}`),
    ],
    ['of another version', (line: string) => line.replace(/^2/, '3')],
    ['with half a salt', (line: string) => line.replace(salt, 'a0'.repeat(8) + ' '.repeat(16))],
    ['with a number for a value', (line: string) => line.replace(String.raw`"\"x\""`, '1234567')],
    ['without a body', (line: string) => line.slice(0, line.indexOf(body))],
    ['with a record that is none', (line: string) => line.replace('"id":', '"no":')],
  ])('%s is no line', (_what, damage) => {
    const line = toSpoolLine(body, leaf, valuesOf('x'));
    expect(damage(line)).not.toBe(line);
    expect(fromSpoolLine(damage(line))).toBeUndefined();
  });
});

const personalActions = defineActions({
  'invite.sent': {
    description: 'Somebody was invited by e-mail.',
    owner: 'team',
    class: 'access',
    level: 'metadata',
    subject: 'invite',
    fields: {
      role: z.enum(['member', 'owner']),
      email: personal(z.string().max(200)),
      names: personal(z.array(z.string().max(50)).max(3).optional()),
    },
  },
  'email.changed': {
    description: 'An account got another address.',
    owner: 'team',
    class: 'administration',
    level: 'values',
    subject: 'user',
    changes: { email: personal(z.string().max(200)), verified: z.boolean() },
  },
  'email.touched': {
    description: 'An account got another address, and nobody keeps which.',
    owner: 'team',
    class: 'administration',
    level: 'change',
    subject: 'user',
    changes: { email: personal(z.string().max(200)) },
  },
});

const folder = useFolder();

/** What a store is given of records, by way of the spool. */
async function storedOf(
  record: (audit: Audit<(typeof personalActions)['specs']>) => void,
  { early = false, log = keepLog() } = {},
): Promise<AuditRow[]> {
  const rows: AuditRow[] = [];
  const sqlite = sqliteStore({ path: path.join(folder(), 'audit.sqlite') });
  const append: AuditStore['append'] = async (given) => void rows.push(...given);
  const store: AuditStore = { ...sqlite, append };
  const audit = createAudit({
    actions: personalActions,
    service,
    store,
    log,
    spoolDirectory: path.join(folder(), 'spool'),
  });
  if (early) record(audit);
  await audit.start();
  if (!early) record(audit);
  expect(await audit.shutdown()).toMatchObject({ lost: {}, pending: 0 });
  return rows;
}

const recordOf = (row: AuditRow | undefined): AuditRecord => JSON.parse(row?.body ?? '') as AuditRecord;

function expectCommitted(row: AuditRow | undefined, values: Readonly<Record<string, unknown>>): void {
  const fields = Object.keys(values).toSorted();
  expect(row?.personal?.map(({ field, value }) => [field, JSON.parse(value)])).toEqual(
    fields.map((field) => [field, values[field]]),
  );
  const { commitments = {} } = recordOf(row);
  expect(Object.keys(commitments)).toEqual(fields);
  for (const { field, salt, value } of row?.personal ?? []) expect(commitments[field]).toBe(commit(salt, field, value));
  expect(row?.leaf).toBe(leafHash(row?.body ?? ''));
}

describe('a personal field', () => {
  const subject = { type: 'invite', id: 'i_1' } as const;
  const email = 'ada@example.org';

  test.each([false, true])(
    'stands beside the body, which has a commitment to it (recorded early: %s)',
    async (early) => {
      const log = keepLog();
      const metadata = { role: 'member' as const, email, names: ['Ada', 'Augusta "King"'] };
      const [row] = await storedOf((audit) => audit.record('invite.sent', { subject, metadata }), { early, log });
      expectCommitted(row, { email, names: ['Ada', 'Augusta "King"'] });
      expect(recordOf(row).metadata).toEqual({ role: 'member' });
      expect(row?.body).not.toMatch(/ada@|Augusta/i);
      expect(JSON.stringify(log.lines)).not.toMatch(/ada@|Augusta/i);
    },
  );

  test('is salted anew in each record and field', async () => {
    const rows = await storedOf((audit) => {
      for (let n = 0; n < 300; n += 1) audit.record('invite.sent', { subject, metadata: { role: 'owner', email } });
    });
    const salts = rows.flatMap(({ personal: values = [] }) => values.map(({ salt }) => salt));
    expect(new Set(salts).size).toBe(300);
    expect(new Set(rows.map((row) => recordOf(row).commitments?.['email'])).size).toBe(300);
  });

  test('of a change is kept on both sides at level `values`, and on none at level `change`', async () => {
    const user = { type: 'user', id: 'u_1' } as const;
    const [values, change, same] = await storedOf((audit) => {
      audit.record('email.changed', {
        subject: user,
        before: { email: 'old@example.org', verified: true },
        after: { email, verified: true },
      });
      audit.record('email.touched', { subject: user, before: { email: 'old@example.org' }, after: { email } });
      audit.record('email.touched', { subject: user, before: { email }, after: { email } });
    });
    expectCommitted(values, { 'after.email': email, 'before.email': 'old@example.org' });
    expect(recordOf(values)).toMatchObject({
      changed: ['email'],
      before: { verified: true },
      after: { verified: true },
    });
    expect(change).not.toHaveProperty('personal');
    expect(change?.body).not.toMatch(/ada@|old@|commitments/);
    expect(recordOf(change).changed).toEqual(['email']);
    expect(recordOf(same).changed).toEqual([]);
  });

  test('is checked as it is declared, counts for the size of a record, and is in no message', async () => {
    const log = keepLog();
    const long = 'ada@'.repeat(60);
    const rows = await storedOf(
      (audit) => audit.record('invite.sent', { subject, metadata: { role: 'owner', email: long } }),
      { log },
    );
    expect(rows.map((row) => row.action)).toEqual(['audit.refused']);
    expect(JSON.stringify([rows, log.lines])).not.toContain('ada@');
    const big = defineActions({
      'a.b': {
        ...personalActions.specs['invite.sent'],
        fields: { all: personal(z.array(z.string().max(200)).max(100)) },
      },
    });
    const build = createRecordBuilder({
      service,
      instance: 'i',
      clock: systemClock,
      context: () => undefined,
      redactor: { value: (x) => x },
    });
    const of = (items: number): unknown =>
      build(big.find('a.b') as CompiledAction, {
        subject,
        metadata: { all: Array.from({ length: items }, () => 'é'.repeat(200)) },
      });
    expect(of(20)).toMatchObject({ ok: true });
    expect(of(60)).toMatchObject({ ok: false, reason: 'oversized' });
  });

  test('must be bounded as every other field', () => {
    const spec = { ...personalActions.specs['invite.sent'], fields: { email: personal(z.string()) } };
    expect(() => defineActions({ 'a.b': spec })).toThrow('`fields.email` is a string without');
    const none = { ...spec, fields: { email: personal('x' as unknown as z.ZodType) } };
    expect(() => defineActions({ 'a.b': none })).toThrow('`fields.email` is not a type of zod');
  });

  test('has the type of its value', () => {
    type Input = RecordInput<(typeof personalActions)['specs']['invite.sent']>['metadata'];
    expectTypeOf<Input>().toEqualTypeOf<{ role: 'member' | 'owner'; email: string; names?: string[] | undefined }>();
  });
});
