import { describe, expect, test } from 'vitest';
import { csvCell, csvHeader, toCsv, toEcs, toJsonl, toOcsf } from '../src/evidence.ts';
import { type AuditRecord, starterActions } from '../src/index.ts';

const record: AuditRecord = {
  action: 'role.changed',
  actor: { id: 'u_1', type: 'user', role: 'admin', impersonator: 'u_9' },
  after: { role: 'owner' },
  before: { role: 'member' },
  changed: ['role'],
  class: 'access',
  commitments: { name: 'ab'.repeat(32) },
  counts: { rows: 2 },
  feature: 'members',
  id: '019b7ca9-8c88-7000-8000-000000000001',
  metadata: { reason: 'asked, "twice"' },
  occurred_at: '2026-01-02T03:04:05.678Z',
  org: 'o_1',
  outcome: 'success',
  recorded_at: '2026-01-02T03:04:06.000Z',
  request_id: 'req-1',
  route_pattern: '/orgs/:id/members',
  source: { instance: 'host-1', service: 'approvals', version: '1.4.2' },
  subjects: [{ id: 'u_7', type: 'user' }],
  surface: 'web',
  trace_id: '0af7651916cd43dd8448eb211c80319c',
  v: 1,
};

/** The least that a record can say. */
const bare: AuditRecord = {
  action: 'login.failed',
  actor: { id: '', type: 'anonymous' },
  class: 'security',
  id: record.id,
  occurred_at: record.occurred_at,
  outcome: 'failed',
  recorded_at: record.recorded_at,
  source: { instance: 'host-1', service: 'approvals' },
  subjects: [],
  v: 1,
};

const actionsOf = (): AuditRecord[] =>
  Object.keys(starterActions).flatMap((action) => [
    { ...record, action },
    { ...bare, action },
  ]);

/** Every undefined member would be lost in JSON, and says that a field was thought to be there. */
const holes = (value: unknown, path = ''): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, part]) =>
        part === undefined ? [`${path}.${name}`] : holes(part, `${path}.${name}`),
      )
    : [];

describe('CSV', () => {
  test('is as RFC 4180 says, with as many cells as the header has', () => {
    expect(csvHeader()).toMatch(/^id,recorded_at,.*,details\r\n$/);
    expect(toCsv(record)).toBe(
      '019b7ca9-8c88-7000-8000-000000000001,2026-01-02T03:04:06.000Z,2026-01-02T03:04:05.678Z,role.changed,success,access,' +
        'user,u_1,admin,u_9,o_1,user:u_7,approvals,req-1,0af7651916cd43dd8448eb211c80319c,/orgs/:id/members,members,web,role,' +
        '"{""after"":{""role"":""owner""},""before"":{""role"":""member""},""counts"":{""rows"":2},' +
        '""metadata"":{""reason"":""asked, \\""twice\\""""}}"\r\n',
    );
    expect(toCsv(bare).split(',')).toHaveLength(csvHeader().split(',').length);
  });

  test.each([
    ['=1+1', "'=1+1"],
    ['\n=1+1', '"\'\n=1+1"'],
    ['\uFF1D1+1', "'\uFF1D1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', `"'\r=1"`],
    ['=HYPERLINK("x","y")', `"'=HYPERLINK(""x"",""y"")"`],
    ['a,b', '"a,b"'],
    ['a\nb', '"a\nb"'],
    ['a"b', '"a""b"'],
    ['a-b', 'a-b'],
    ['', ''],
  ])('writes %j as %j', (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });
});

test('JSON lines are records', () => {
  expect(toJsonl(record)).toMatch(/^\{.*\}\n$/);
  expect(JSON.parse(toJsonl(record))).toEqual(record);
});

describe('OCSF', () => {
  test('a change of rights is an account change of the user it is about', () => {
    expect(toOcsf(record)).toEqual({
      class_uid: 3001,
      class_name: 'Account Change',
      category_uid: 3,
      category_name: 'Identity & Access Management',
      activity_id: 99,
      activity_name: 'Rights Change',
      type_uid: 300_199,
      type_name: 'Account Change: Rights Change',
      severity_id: 1,
      severity: 'Informational',
      status_id: 1,
      status: 'Success',
      time: Date.parse(record.occurred_at),
      message: 'role.changed',
      actor: {
        user: { uid: 'u_1', type_id: 1, type: 'User', groups: [{ name: 'admin', type: 'role' }], org: { uid: 'o_1' } },
      },
      user: { uid: 'u_7' },
      metadata: {
        version: '1.3.0',
        uid: record.id,
        event_code: 'role.changed',
        correlation_uid: record.trace_id,
        logged_time: Date.parse(record.recorded_at),
        original_time: record.occurred_at,
        product: { name: 'Plumbline audit', vendor_name: 'Plumbline', feature: { name: 'approvals' } },
      },
      unmapped: expect.objectContaining({ before: record.before, after: record.after, request_id: 'req-1' }),
    });
  });

  test.each([
    ['login.succeeded', 'success', 300_201, 'service'],
    ['login.failed', 'failed', 300_201, 'service'],
    ['logout.completed', 'success', 300_202, 'service'],
    ['user.created', 'success', 300_101, 'user'],
    ['user.disabled', 'success', 300_105, 'user'],
    ['mfa.enrolled', 'success', 300_110, 'user'],
    ['mfa.removed', 'success', 300_111, 'user'],
    ['export.requested', 'denied', 300_401, 'entity'],
    ['admin_route.accessed', 'success', 300_402, 'entity'],
    ['settings.changed', 'success', 300_403, 'entity'],
    ['data.erased', 'success', 300_404, 'entity'],
    ['plan.pondered', 'success', 300_499, 'entity'],
  ] as const)('%s, %s, is %d', (action, outcome, type, object) => {
    const event = toOcsf({ ...record, action, outcome });
    expect(event).toMatchObject({ type_uid: type, status_id: outcome === 'success' ? 1 : 2 });
    expect(event['status_detail']).toBe(outcome === 'success' ? undefined : outcome);
    expect(event).toHaveProperty(object);
  });

  test('what a class requires is there for each action, also where nobody is known', () => {
    for (const one of actionsOf()) {
      const event = JSON.parse(JSON.stringify(toOcsf(one))) as Record<string, Record<string, unknown>>;
      const needed = { 3001: ['user'], 3002: ['user', 'service'], 3004: ['entity'] }[Number(event['class_uid'])] ?? [
        '?',
      ];
      for (const name of needed) expect([one.action, name, typeof event[name]]).toEqual([one.action, name, 'object']);
      expect(event['actor']?.['user']).toSatisfy((user: object) => 'uid' in user || 'name' in user);
    }
  });
});

describe('ECS', () => {
  test('has the fields of the schema, and the rest under plumbline.audit', () => {
    expect(toEcs(record)).toEqual({
      '@timestamp': record.occurred_at,
      ecs: { version: '8.11.0' },
      event: {
        id: record.id,
        kind: 'event',
        action: 'role.changed',
        category: ['iam'],
        type: ['user', 'change'],
        outcome: 'success',
        created: record.recorded_at,
        dataset: 'plumbline.audit',
        module: 'plumbline',
      },
      user: { id: 'u_1', roles: ['admin'], target: { id: 'u_7' } },
      organization: { id: 'o_1' },
      service: { name: 'approvals', version: '1.4.2', node: { name: 'host-1' } },
      trace: { id: record.trace_id },
      http: { request: { id: 'req-1' } },
      plumbline: { audit: expect.objectContaining({ actor_type: 'user', impersonator: 'u_9', outcome: 'success' }) },
    });
  });

  test('where nobody is known there is no user, and a failure is one', () => {
    const document = toEcs(bare);
    expect(document).not.toHaveProperty('user');
    expect(document).toMatchObject({ event: { category: ['authentication'], type: ['start'], outcome: 'failure' } });
    expect(toEcs({ ...record, outcome: 'denied' })).toMatchObject({
      event: { outcome: 'failure' },
      plumbline: { audit: { outcome: 'denied' } },
    });
  });

  /** Types that ECS 8.11 expects in a category, as far as they are written here. */
  const expected: Readonly<Record<string, readonly string[]>> = {
    authentication: ['start', 'end', 'info'],
    configuration: ['access', 'change', 'creation', 'deletion', 'info'],
    database: ['access', 'change', 'info', 'error'],
    iam: ['admin', 'change', 'creation', 'deletion', 'group', 'info', 'user'],
    session: ['start', 'end', 'info'],
    web: ['access', 'error', 'info'],
  };

  test('each action has a category and a type that belong together', () => {
    const own = ['audit.pruned', 'audit.personal_erased', 'audit.exported', 'audit.key_rotated', 'audit.hold_placed'];
    for (const one of [...actionsOf(), ...own.map((action) => ({ ...record, action }))]) {
      const { category, type } = toEcs(one)['event'] as { category: string[]; type: string[] };
      for (const name of category)
        expect({ action: one.action, types: expected[name] }).toEqual({
          action: one.action,
          types: expect.arrayContaining(type),
        });
    }
  });
});

test('no format has a member without a value', () => {
  for (const one of actionsOf()) expect([...holes(toEcs(one)), ...holes(toOcsf(one))]).toEqual([]);
});
