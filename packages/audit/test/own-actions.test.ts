import path from 'node:path';
import type { Clock } from '@plumbline/core';
import { createRequestContext } from '@plumbline/core/context';
import { describe, expect, expectTypeOf, test } from 'vitest';
import type { AuditRecord, OwnSpecs } from '../src/index.ts';
import { type AuditReceipt, createAudit, createOwnRecords, defineActions, leafHash } from '../src/index.ts';
import { ownSpecs } from '../src/own-specs.ts';
import { checkShape } from '../src/check-shape.ts';
import { sqliteStore } from '../src/sqlite.ts';
import { actions, allRows, service, useFolder } from './support.ts';

const folder = useFolder();

const recordOf = ({ body }: { readonly body: string }): AuditRecord => JSON.parse(body) as AuditRecord;

/** One input for each of the trail's own actions, with every field it has. */
const inputs = {
  'audit.refused': { metadata: { action: 'a.b', reason: 'oversized', omitted: ['org'] } },
  'audit.read': {
    metadata: {
      purpose: 'investigation',
      question: 'denied',
      actor: 'u_1',
      action: 'role.changed',
      subject: 'u_2',
      outcome: 'denied',
      org: 'o_1',
      from: '2026-01-01T00:00:00.000Z',
      to: '2026-02-01T00:00:00.000Z',
    },
    counts: { records: 3 },
  },
  'audit.exported': { metadata: { format: 'ocsf', first_seal: 1, last_seal: 9 }, counts: { records: 100 } },
  'audit.verified': {
    metadata: { result: 'findings', first_seal: 1, last_seal: 12, anchored_up_to: 0 },
    counts: { findings: 2, records: 30, checked: 29, seals: 12 },
  },
  'audit.pruned': { metadata: { before: '2026-01-01T00:00:00.000Z', classes: ['access'], seal: 12 } },
  'audit.personal_erased': { metadata: { basis: 'request' }, counts: { records: 4, values: 6 } },
  'audit.hold_placed': { metadata: { hold: 'case-17', org: 'o_1', reason: 'Dispute 17' } },
  'audit.hold_released': { metadata: { hold: 'case-17' } },
  'audit.key_rotated': { metadata: { from_key: '0011223344556677', to_key: '8899aabbccddeeff', seal: 40 } },
} as const;

describe('records of the trail about itself', () => {
  test.each(Object.keys(ownSpecs) as (keyof OwnSpecs)[])('%s is a row as every other', (action) => {
    const ownRecord = createOwnRecords({ service, instance: 'host-1', clock: fixedClock(1_767_225_600_000) });
    const row = (ownRecord as (name: string, input: object) => ReturnType<typeof ownRecord>)(action, inputs[action]);
    expect(row).toMatchObject({ action, class: 'security', leaf: leafHash(row.body), recordedAt: 1_767_225_600_000 });
    expect(recordOf(row)).toMatchObject({
      metadata: inputs[action].metadata,
      actor: { id: 'plumbline-audit', type: 'system' },
      source: { service: service.name, version: service.version, instance: 'host-1' },
      outcome: 'success',
    });
  });

  test('their IDs ascend, and their fields could all be declared by an application', () => {
    const ownRecord = createOwnRecords({ service });
    const ids = Array.from({ length: 50 }, () => ownRecord('audit.read', { metadata: {} }).id);
    expect(ids).toEqual([...new Set(ids)].toSorted());
    for (const spec of Object.values(ownSpecs)) expect(checkShape('fields', spec.fields)).toEqual([]);
  });

  test('who acts: the input, else the context, else the one given, else the tool', () => {
    const actor = { type: 'user', id: 'u_tool' } as const;
    const context = createRequestContext({
      kind: 'request',
      requestId: 'req-1',
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      actor: { id: 'u_page', type: 'user', hash: '', orgHash: '' },
    });
    const input = { metadata: {} };
    const within = createOwnRecords({ service, actor, context: () => context });
    expect(within('audit.read', { ...input, actor: { type: 'service', id: 's_1' } }).actorId).toBe('s_1');
    expect(recordOf(within('audit.read', input))).toMatchObject({ actor: { id: 'u_page' }, request_id: 'req-1' });
    expect(createOwnRecords({ service, actor })('audit.read', input).actorId).toBe('u_tool');
    expect(createOwnRecords({ service })('audit.read', input).actorId).toBe('plumbline-audit');
  });

  test('what is not declared is refused, by name and without its value', () => {
    const ownRecord = createOwnRecords({ service });
    const metadata = { hold: 'case-17', email: 'ada@example.org' };
    expect(() => ownRecord('audit.hold_released', { metadata })).toThrow(
      /PLB_AUDIT_REFUSED.*audit\.hold_released.*1 undeclared(?!.*ada)/s,
    );
    expectTypeOf(ownRecord<'audit.hold_released'>)
      .parameter(1)
      .not.toExtend<{ metadata: { email: string } }>();
  });

  test('an application records that its own pages read or exported the trail, and none of the others', async () => {
    const store = sqliteStore({ path: path.join(folder(), 'audit.sqlite') });
    const spoolDirectory = path.join(folder(), 'spool');
    const audit = createAudit({ actions, service, store, spoolDirectory });
    await audit.start();
    expect(audit.record('audit.read', { metadata: { question: 'denied' } }).accepted).toBe(true);
    expect(audit.record('audit.exported', { metadata: { format: 'csv' } }).accepted).toBe(true);
    const loose = audit as { record(action: string, input: object): AuditReceipt };
    for (const action of Object.keys(ownSpecs).filter((name) => !/read|exported/.test(name))) {
      expect(loose.record(action, inputs[action as keyof OwnSpecs]).accepted).toBe(false);
    }
    expect(audit.snapshot().refused).toEqual({ undeclared_action: 7 });
    await audit.flush();
    const rows = await allRows(store);
    expect(rows.map(({ action }) => action)).toEqual([
      'audit.read',
      'audit.exported',
      ...Array(7).fill('audit.refused'),
    ]);
    await audit.shutdown();
  });

  test('no application declares one of these names', () => {
    for (const action of Object.keys(ownSpecs)) {
      const spec = { description: 'x', owner: 'team', class: 'data', level: 'metadata' } as const;
      expect(() => defineActions({ [action]: spec })).toThrow(`${action}: its name is reserved`);
    }
  });
});

function fixedClock(now: number): Clock {
  return { now: () => now, monotonic: () => now, after: () => ({ cancel: () => undefined }) };
}
