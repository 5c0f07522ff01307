import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type ActionSpec, defineActions, starterActions } from '../src/index.ts';

const spec: ActionSpec = { description: 'x', owner: 'team', class: 'data', level: 'metadata' };

const faultsOf = (specs: Record<string, ActionSpec>): string[] => {
  try {
    defineActions(specs);
    return [];
  } catch (error) {
    const lines = (error as Error).message.split('\n');
    expect(lines[0]).toContain('PLB_ACTIONS_INVALID');
    return lines.slice(1, -1).map((line) => line.trim());
  }
};

describe('defineActions', () => {
  test('the starter set is valid and complete', () => {
    const { names } = defineActions(starterActions);
    expect(names).toEqual(
      [
        'login.succeeded',
        'login.failed',
        'logout.completed',
        'mfa.enrolled',
        'mfa.removed',
        'mfa.challenged',
        'role.changed',
        'entitlement.changed',
        'invite.created',
        'invite.accepted',
        'invite.revoked',
        'credential.changed',
        'user.created',
        'user.disabled',
        'admin_route.accessed',
        'export.requested',
        'bulk.executed',
        'impersonation.started',
        'impersonation.ended',
        'settings.changed',
        'data.erased',
        'dashboard.viewed',
      ].toSorted(),
    );
  });

  test('all faults are listed at once', () => {
    const faults = faultsOf({
      Login: spec,
      'a.b': { ...spec, description: ' ', owner: '', class: 'other' as 'data', level: 'none' as 'metadata' },
      'audit.refused': spec,
      'c.d': { ...spec, subject: 'User' },
      'e.f': { ...spec, level: 'values' },
      'g.h': { ...spec, changes: { x: z.boolean() } },
    });
    expect(faults).toEqual([
      'Login: its name is not `noun.verb` of at most 80 characters',
      'a.b: `description` is empty',
      'a.b: `owner` is empty',
      'a.b: `class` is unknown',
      'a.b: `level` is unknown',
      'a.b: level `none` needs `changes`',
      'audit.refused: its name is reserved',
      'c.d: a `subject` type is not snake_case',
      'e.f: level `values` needs `changes`',
      'g.h: `changes` needs level `change` or `values`',
    ]);
  });

  test.each([
    ['a free text', z.string(), 'string'],
    ['a long text', z.string().max(201), 'string'],
    ['an e-mail address', z.email(), 'string'],
    ['an object', z.object({ a: z.string().max(3) }), 'neither'],
    ['a record', z.record(z.string(), z.string()), 'neither'],
    ['anything', z.any(), 'neither'],
    ['a date object', z.date(), 'neither'],
    ['an unbounded array', z.array(z.boolean()), 'array'],
    ['an array of arrays', z.array(z.array(z.boolean()).max(2)).max(2), 'array of arrays'],
    ['an array of free texts', z.array(z.string()).max(2), 'string'],
    ['a union with a free text', z.union([z.literal(1), z.string()]), 'string'],
  ])('%s is refused as a field', (_, type, word) => {
    expect(faultsOf({ 'a.b': { ...spec, fields: { field: type } } })).toEqual([
      expect.stringMatching(new RegExp(`^a.b: \`fields.field\`.*${word}`)),
    ]);
  });

  test('bounded fields are accepted', () => {
    const fields = {
      a: z.enum(['x', 'y']),
      b: z.string().max(200).optional(),
      c: z.int().min(0),
      d: z.boolean().nullable(),
      e: z.uuid(),
      f: z.array(z.enum(['q'])).max(3),
      g: z.iso.datetime(),
      h: z.literal('z'),
      i: z.union([z.literal(1), z.string().max(4)]),
    };
    expect(faultsOf({ 'a.b': { ...spec, fields } })).toEqual([]);
  });

  test('fields are parsed in code unit order, however they are declared and given', () => {
    const fields = { seats: z.int(), b_2: z.boolean(), kind: z.literal('z') };
    const parsed = defineActions({ 'a.b': { ...spec, fields } })
      .find('a.b')
      ?.fields?.parse({ seats: 1, kind: 'z', b_2: true });
    expect(JSON.stringify(parsed)).toBe('{"ok":true,"data":{"b_2":true,"kind":"z","seats":1}}');
  });

  test('types of another copy of zod are declared, judged and asked like those of this one', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'plumbline-zod-'));
    cpSync(path.dirname(fileURLToPath(import.meta.resolve('zod/package.json'))), folder, { recursive: true });
    const other = (await import(pathToFileURL(path.join(folder, 'index.js')).href)) as typeof z;
    rmSync(folder, { recursive: true });
    expect(other.ZodType).not.toBe(z.ZodType);
    const fields = { kind: other.enum(['a', 'b']), note: other.string().max(5).optional() };
    expect(faultsOf({ 'a.b': { ...spec, fields: { ...fields, text: other.string() } } })).toEqual([
      expect.stringMatching(/^a.b: `fields.text` is a string without/),
    ]);
    const declared = defineActions({ 'a.b': { ...spec, fields } }).find('a.b')?.fields;
    expect(declared?.parse({ kind: 'a' })).toEqual({ ok: true, data: { kind: 'a' } });
    expect(declared?.parse({ kind: 'c', note: 'too long', more: 1 })).toEqual({
      ok: false,
      faults: [
        'kind is none of its values (one of a, b)',
        'note is too big or too long (declared as text of at most 5)',
        'more is not declared; did you mean note?',
      ],
    });
  });

  test('what is no type of zod, or of one too old to be judged, is refused by name', () => {
    const old = { _zod: {}, safeParse: () => undefined };
    for (const type of [old, {}, null, 'string']) {
      expect(faultsOf({ 'a.b': { ...spec, fields: { field: type as unknown as z.ZodType } } })).toEqual([
        'a.b: `fields.field` is not a type of zod 4.6 or newer, such as z.boolean()',
      ]);
    }
  });
});
