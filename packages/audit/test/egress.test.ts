import { expect, it } from 'vitest';
import { auditEgress } from '../src/index.ts';
import type { AuditRecord } from '../src/index.ts';

/** One of everything, so that a new member of a record does not compile here before it is declared. */
const members: Readonly<Record<keyof AuditRecord, true>> = {
  action: true,
  actor: true,
  after: true,
  attempt: true,
  before: true,
  changed: true,
  class: true,
  client: true,
  commitments: true,
  counts: true,
  duration_ms: true,
  external: true,
  feature: true,
  id: true,
  metadata: true,
  occurred_at: true,
  org: true,
  outcome: true,
  recorded_at: true,
  request_id: true,
  route_pattern: true,
  sensitivity: true,
  source: true,
  stage: true,
  subjects: true,
  surface: true,
  trace_id: true,
  v: true,
};

it('declares every member of a record, and the leaf and personal values that stand beside it', () => {
  const store = auditEgress({ hasAudit: true }).find(({ signal }) => signal === 'audit-store');
  expect(store?.attributes.map(({ name }) => name).toSorted()).toEqual(
    [...Object.keys(members), 'leaf', 'personal'].toSorted(),
  );
});

it('is off without actions, and never exports', () => {
  const states = (hasAudit: boolean): unknown => auditEgress({ hasAudit }).map(({ signal, state }) => [signal, state]);
  expect(states(false)).toEqual([
    ['audit-export', 'off'],
    ['audit-store', 'off'],
  ]);
  expect(states(true)).toEqual([
    ['audit-export', 'off'],
    ['audit-store', 'on'],
  ]);
});
