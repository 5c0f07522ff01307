import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Counter, Histogram, Labels, Meter, ObservableResult } from '@plumbline/core';
import { createRequestContext, runInContext, runJob } from '@plumbline/core/context';
import { describe, expect, test } from 'vitest';
import {
  type Audit,
  type AuditOptions,
  type AuditRecord,
  type AuditStore,
  createAudit,
  leafHash,
  verifyRecords,
} from '../src/index.ts';
import { sqliteStore } from '../src/sqlite.ts';
import { actions, allRows, keepLog, service, unreliable, useFolder } from './support.ts';

const folder = useFolder();
type Specs = (typeof actions)['specs'];

interface Setup {
  readonly audit: Audit<Specs>;
  readonly store: AuditStore;
  readonly log: ReturnType<typeof keepLog>;
}

function setUp(options: Partial<AuditOptions<Specs>> = {}): Setup {
  const store = options.store ?? sqliteStore({ path: path.join(folder(), 'audit.db') });
  const log = keepLog();
  const spoolDirectory = path.join(folder(), 'spool');
  const audit = createAudit({ actions, service, instance: 'host-1', log, spoolDirectory, ...options, store });
  return { audit, store, log };
}

async function recordsOf(store: AuditStore): Promise<AuditRecord[]> {
  return (await allRows(store)).map((row) => JSON.parse(row.body) as AuditRecord);
}

const BASE = Date.parse('2026-11-21T10:00:00.000Z');
const user = { type: 'user', id: 'u_7' } as const;
const context = createRequestContext({
  kind: 'request',
  requestId: 'req-1',
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  routePattern: '/orgs/:id/members',
  feature: 'members',
  surface: 'settings',
  actor: { id: 'u_1', orgId: 'o_1', role: 'owner', type: 'user', impersonatorId: 'op_9', hash: 'h', orgHash: 'oh' },
});

describe('a record', () => {
  test('carries the request context and nothing else; its text is canonical and hashed as it is stored', async () => {
    let now = Date.parse('2026-11-21T10:00:00.123Z');
    const clock = { now: () => now, monotonic: () => now, after: () => ({ cancel: () => undefined }) };
    const { audit, store, log } = setUp({ clock });
    await audit.start();
    const receipt = runInContext(context, () =>
      audit.record('entitlement.changed', {
        subject: [user, { type: 'org', id: 'o_1' }],
        metadata: { entitlement: 'exports' },
        before: { state: 'revoked' },
        after: { state: 'granted' },
        counts: { seats: 3, added: 1 },
        external: [{ service: 'billing', status: 200, requestId: 'req_abc', durationMs: 12.5 }],
        occurredAt: now - 5_000,
      }),
    );
    now += 1_000;
    await receipt.durable;
    expect(await audit.shutdown()).toEqual({ delivered: 1, lost: {}, pending: 0 });
    const [row] = await allRows(store);
    expect(row?.body).toBe(
      `{"action":"entitlement.changed","actor":{"id":"u_1","impersonator":"op_9","role":"owner","type":"user"},` +
        `"after":{"state":"granted"},"before":{"state":"revoked"},"changed":["state"],"class":"access",` +
        `"counts":{"added":1,"seats":3},"external":[{"duration_ms":12.5,"request_id":"req_abc","service":"billing","status":200}],` +
        `"feature":"members","id":"${receipt.id}","metadata":{"entitlement":"exports"},` +
        `"occurred_at":"2026-11-21T09:59:55.123Z","org":"o_1","outcome":"success","recorded_at":"2026-11-21T10:00:00.123Z",` +
        `"request_id":"req-1","route_pattern":"/orgs/:id/members","sensitivity":"high",` +
        `"source":{"instance":"host-1","service":"approvals","version":"1.4.2"},` +
        `"subjects":[{"id":"u_7","type":"user"},{"id":"o_1","type":"org"}],"surface":"settings",` +
        `"trace_id":"0af7651916cd43dd8448eb211c80319c","v":1}`,
    );
    expect(row?.leaf).toBe(leafHash(row?.body ?? ''));
    expect(row).toMatchObject({
      id: receipt.id,
      recordedAt: now - 1_000,
      action: 'entitlement.changed',
      actorId: 'u_1',
      org: 'o_1',
      subjectIds: ['u_7', 'o_1'],
      requestId: 'req-1',
    });
    expect(log.witness()).toEqual([{ audit_id: receipt.id, audit_leaf: row?.leaf, action: 'entitlement.changed' }]);
    await store.close?.();
  });

  test('the leaf is SHA-256 over a zero byte and the text', () => {
    // printf '\0{"a":"é"}' | sha256sum
    expect(leafHash('{"a":"é"}')).toBe('8197af3d9cff4a847a86248a8ff50fbbc9546c30cf5a57a784eea43215edcb56');
  });

  test('without a request the actor is anonymous, in a job the job, at a login the one it names', async () => {
    const { audit, store } = setUp();
    await audit.start();
    audit.record('login.failed', {
      subject: [],
      outcome: 'denied',
      metadata: { method: 'password', reason: 'locked' },
    });
    runJob('nightly', () => audit.record('data.erased', { subject: user, metadata: { basis: 'retention' } }));
    audit.record('login.succeeded', { subject: user, metadata: { method: 'sso' }, actor: { type: 'user', id: 'u_7' } });
    await audit.shutdown();
    expect((await recordsOf(store)).map((record) => [record.actor, record.outcome])).toEqual([
      [{ id: '', type: 'anonymous' }, 'denied'],
      [{ id: 'job:nightly', type: 'system' }, 'success'],
      [{ id: 'u_7', type: 'user' }, 'success'],
    ]);
    await store.close?.();
  });

  test('level `change` keeps names and no values', async () => {
    const { audit, store } = setUp();
    await audit.start();
    audit.record('plan.changed', {
      subject: { type: 'org', id: 'o_1' },
      before: { plan: 'free', seats: 5 },
      after: { plan: 'team', seats: 5 },
    });
    await audit.shutdown();
    const [record] = await recordsOf(store);
    expect(record?.changed).toEqual(['plan']);
    expect(record).not.toHaveProperty('before');
    expect(JSON.stringify(record)).not.toContain('free');
    await store.close?.();
  });

  test('texts pass the redactor, and one that fails refuses the record', async () => {
    const { audit, store } = setUp();
    await audit.start();
    const org = { type: 'org', id: 'o_1' } as const;
    audit.record('plan.changed', { subject: org, metadata: { note: 'asked by jane.doe@example.com' } });
    await audit.shutdown();
    const [row] = await allRows(store);
    expect(row?.body).toContain('asked by ');
    expect(row?.body).not.toContain('jane.doe');
    const other = setUp({ store });
    await other.audit.start();
    const jane = { role: 'jane.doe@example.com' };
    other.audit.record('role.changed', { subject: user, before: jane, after: jane });
    other.audit.record('user.created', {
      subject: user,
      external: [{ service: 's3', requestId: 'AKIAIOSFODNN7EXAMPLE' }],
    });
    await other.audit.shutdown();
    expect(JSON.stringify(await allRows(store))).not.toMatch(/jane\.doe|AKIA/);
    expect(await store.count()).toBe(3);
    const broken = setUp({
      redactor: {
        value() {
          throw new Error('broken');
        },
      },
    });
    await broken.audit.start();
    expect(broken.audit.record('plan.changed', { subject: org, metadata: { seats: 1 } }).accepted).toBe(false);
    await broken.audit.shutdown();
    await store.close?.();
  });
});

describe('refusals', () => {
  const loose = (audit: Audit<Specs>): Audit => audit;
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  const thrower = {
    get metadata(): never {
      throw new Error('getter');
    },
  };
  const bad: [string, string, () => unknown][] = [
    ['undeclared_action', 'nobody.knows', () => ({ subject: user })],
    ['undeclared_action', 'audit.refused', () => ({ metadata: { action: 'x', reason: 'oversized' } })],
    ['undeclared_action', 'toString', () => ({})],
    ['invalid_field', 'user.created', () => ({ subject: user, metadata: { ssn: 'secret-value' } })],
    ['invalid_field', 'user.created', () => ({})],
    ['invalid_field', 'user.created', () => ({ subject: { type: 'org', id: 'o_1' } })],
    ['invalid_field', 'user.created', () => ({ subject: { type: 'user', id: 'secret-value@example.com' } })],
    ['invalid_field', 'user.created', () => ({ subject: { type: 'user', id: 'a\u0000b' } })],
    ['invalid_field', 'user.created', () => ({ subject: { type: 'user', id: 'a\ud800b' } })],
    ['invalid_field', 'user.created', () => ({ subject: { type: 'user', id: 'x'.repeat(201) } })],
    ['invalid_field', 'user.created', () => ({ subject: Array.from({ length: 51 }, () => user) })],
    ['invalid_field', 'user.created', () => ({ subject: user, outcome: 'maybe' })],
    ['invalid_field', 'user.created', () => ({ subject: user, counts: { Rows: 1 } })],
    ['invalid_field', 'user.created', () => ({ subject: user, counts: { rows: -1 } })],
    ['invalid_field', 'user.created', () => ({ subject: user, counts: { rows: NaN } })],
    ['invalid_field', 'user.created', () => ({ subject: user, occurredAt: NaN })],
    ['invalid_field', 'user.created', () => ({ subject: user, actor: { type: 'user', id: '' } })],
    ['invalid_field', 'user.created', () => ({ subject: user, external: [{ service: 'a', status: -1 }] })],
    ['invalid_field', 'user.created', () => ({ subject: user, before: { role: 'secret-value' } })],
    ['invalid_field', 'role.changed', () => ({ subject: user, after: { role: 'x'.repeat(61) } })],
    [
      'invalid_field',
      'login.failed',
      () => ({ subject: user, metadata: { method: 'secret-value', reason: 'locked' } }),
    ],
    ['invalid_field', 'login.failed', () => ({ subject: user, metadata: circular })],
    ['invalid_field', 'user.created', () => thrower],
    ['invalid_field', 'user.created', () => null],
    [
      'oversized',
      'user.created',
      () => ({ subject: Array.from({ length: 50 }, () => ({ type: 'user', id: 'é'.repeat(200) })) }),
    ],
  ];

  test.each(bad)(
    '%s of %s is counted in production, recorded as an attempt, and thrown in development (%#)',
    async (reason, action, input) => {
      const { audit, store, log } = setUp();
      await audit.start();
      const receipt = runInContext(context, () => loose(audit).record(action, input() as never));
      expect(receipt.accepted).toBe(false);
      await expect(receipt.durable).rejects.toThrow('PLB_AUDIT_REFUSED');
      expect(audit.snapshot().refused).toEqual({ [reason]: 1 });
      await audit.shutdown();
      const [row, ...more] = await allRows(store);
      expect(more).toEqual([]);
      const record = JSON.parse(row?.body ?? '{}') as AuditRecord;
      expect(record).toMatchObject({
        id: receipt.id,
        action: 'audit.refused',
        outcome: 'failed',
        actor: { id: 'u_1' },
      });
      expect(record.metadata).toMatchObject({ reason });
      expect(JSON.stringify([log.lines, row])).not.toContain('secret-value');
      await store.close?.();

      const strict = setUp({ strict: true });
      await strict.audit.start();
      expect(() => loose(strict.audit).record(action, input() as never)).toThrow(
        /PLB_AUDIT_REFUSED(?!.*secret-value)/s,
      );
      expect(strict.audit.snapshot()).toMatchObject({ recorded: 0, refused: { [reason]: 1 } });
      await strict.audit.shutdown();
      await strict.store.close?.();
    },
  );

  test.each<[string, string, Record<string, unknown>]>([
    ['org', 'an e-mail address', { orgId: 'a@b.example' }],
    ['org', 'a number', { orgId: 7 }],
    ['org', 'null', { orgId: null }],
    ['org', 'too long', { orgId: 'o'.repeat(20_000) }],
    ['impersonator', 'too long', { impersonatorId: 'o'.repeat(20_000) }],
    ['impersonator', 'what JSON cannot hold', { impersonatorId: 7n }],
    ['role', 'too long', { role: 'r'.repeat(20_000) }],
  ])('a person whose %s is %s stays audited: the refusal keeps the usable rest', async (part, _what, fields) => {
    const { audit, store, log } = setUp();
    await audit.start();
    const odd = { ...context, actor: { ...context.actor, ...fields } } as typeof context;
    const receipt = runInContext(odd, () => audit.record('user.created', { subject: user }));
    expect(receipt.accepted).toBe(false);
    await audit.shutdown();
    const [record, ...more] = await recordsOf(store);
    expect(more).toEqual([]);
    expect(record).toMatchObject({
      id: receipt.id,
      action: 'audit.refused',
      actor: { id: 'u_1' },
      request_id: 'req-1',
      trace_id: context.traceId,
      metadata: { action: 'user.created', omitted: [part] },
    });
    expect(record?.org).toBe(part === 'org' ? undefined : 'o_1');
    expect(log.witness().map((line) => line.audit_id)).toEqual([receipt.id]);
    await store.close?.();
  });

  test('a context that cannot be read at all leaves a refusal without it', async () => {
    const { audit, store } = setUp({
      context: () => {
        throw new Error('broken');
      },
    });
    await audit.start();
    const { id } = audit.record('user.created', { subject: user });
    await audit.shutdown();
    expect(await recordsOf(store)).toMatchObject([{ id, action: 'audit.refused', actor: { type: 'anonymous' } }]);
    await store.close?.();
  });

  test('after shutdown nothing is thrown, and nothing kept', async () => {
    const { audit, store } = setUp({ strict: true });
    await audit.start();
    await audit.shutdown();
    const receipt = audit.record('user.created', { subject: user });
    expect(receipt).toMatchObject({ id: '', accepted: false });
    expect(audit.snapshot().refused).toEqual({ closed: 1 });
    expect(await store.count()).toBe(0);
    await store.close?.();
  });

  test('after shutdown a transaction is told that it is not recorded', async () => {
    const { audit, store } = setUp();
    await audit.start();
    await audit.shutdown();
    const asked: string[] = [];
    const transaction = { query: async (text: string): Promise<unknown> => asked.push(text) };
    const recording = audit.in(transaction).record('user.created', { subject: user });
    await expect(recording).rejects.toMatchObject({ code: 'PLB_AUDIT_REFUSED' });
    expect(asked).toEqual([]);
    expect(audit.snapshot().refused).toEqual({ closed: 1 });
    await store.close?.();
  });
});

describe('the way to the store', () => {
  test('what is recorded before the start waits in memory and is stored', async () => {
    const { audit, store } = setUp();
    const early = audit.record('user.created', { subject: user });
    expect(audit.snapshot()).toMatchObject({ recorded: 1, pending: 1, held: 1 });
    await audit.start();
    await early.durable;
    expect(await audit.flush()).toEqual({ delivered: 1, lost: {}, pending: 0 });
    await audit.shutdown();
    expect(await store.count()).toBe(1);
    await store.close?.();
  });

  test('a store that fails, hangs or loses its answer for a while delays records and doubles none', async () => {
    const store = unreliable(sqliteStore({ path: path.join(folder(), 'audit.db') }));
    const { audit, log } = setUp({ store, storeTimeoutMs: 20, maxBatch: 10 });
    await audit.start();
    let sent = 0;
    for (const mode of ['fail', 'hang', 'fail-after'] as const) {
      store.mode = mode;
      for (let i = 0; i < 25; i += 1, sent += 1) audit.record('user.created', { subject: user });
      const { storeFailures } = audit.snapshot();
      const { pending } = await audit.flush({ timeoutMs: 1_000 });
      expect(pending).toBe(sent);
      await expect.poll(() => audit.snapshot().storeFailures).toBeGreaterThan(storeFailures);
    }
    expect(audit.snapshot().storeFailures).toBeGreaterThanOrEqual(3);
    expect(log.lines.filter((line) => line.fields['code'] === 'PLB_AUDIT_STORE')).toHaveLength(1);
    store.mode = 'ok';
    // A disk that takes longer than 20 ms counts as a failure once more.
    await expect.poll(() => audit.flush(), { timeout: 20_000 }).toMatchObject({ delivered: sent, pending: 0 });
    expect(await store.count()).toBe(sent);
    expect(await verifyRecords(store, { witness: log.witness() })).toMatchObject({ intact: sent, findings: [] });
    await audit.shutdown();
  });

  test('what the store never took is in the spool after shutdown, and the next process stores it', async () => {
    const path1 = path.join(folder(), 'audit.db');
    const down = unreliable(sqliteStore({ path: path1 }));
    down.mode = 'fail';
    const first = setUp({ store: down });
    await first.audit.start();
    for (let i = 0; i < 30; i += 1) first.audit.record('user.created', { subject: user });
    expect(await first.audit.shutdown({ timeoutMs: 500 })).toEqual({ delivered: 0, lost: {}, pending: 30 });
    const second = setUp();
    await second.audit.start();
    expect(second.audit.pending).toBe(30);
    expect(await second.audit.shutdown()).toEqual({ delivered: 30, lost: {}, pending: 0 });
    expect(await second.store.count()).toBe(30);
    expect(readdirSync(path.join(folder(), 'spool'))).toEqual([]);
    await second.store.close?.();
  });

  test('what a dead process left is stored without any new record, at the start and a minute later', async () => {
    let now = BASE;
    const timers = new Map<() => void, number>();
    const clock = {
      now: () => now,
      monotonic: () => now,
      after(ms: number, fn: () => void) {
        timers.set(fn, now + ms);
        return { cancel: () => void timers.delete(fn) };
      },
    };
    const advance = (ms: number): void => {
      now += ms;
      for (const [fn, at] of timers) {
        if (at > now) continue;
        timers.delete(fn);
        fn();
      }
    };
    const leave = async (): Promise<void> => {
      const down = unreliable(sqliteStore({ path: path.join(folder(), 'audit.db') }));
      down.mode = 'fail';
      const { audit } = setUp({ store: down });
      await audit.start();
      audit.record('user.created', { subject: user });
      expect(await audit.shutdown({ timeoutMs: 500 })).toMatchObject({ pending: 1 });
    };
    await leave();
    const { audit, store } = setUp({ clock });
    await audit.start();
    advance(200);
    await expect.poll(() => store.count()).toBe(1);
    await leave();
    expect(audit.pending).toBe(0);
    advance(60_000);
    await expect.poll(() => audit.pending).toBe(1);
    advance(200);
    await expect.poll(() => store.count()).toBe(2);
    await audit.shutdown();
  });

  test('the metrics say what happened, and the gauges end one collection after the audit', async () => {
    const sums = new Map<string, number>();
    const gauges = new Map<string, Set<(result: ObservableResult) => void | Promise<void>>>();
    const instrument = (name: string): Counter & Histogram => {
      const add = (value: number, labels: Labels = {}): void => {
        const key = `${name}${JSON.stringify(labels)}`;
        sums.set(key, (sums.get(key) ?? 0) + value);
      };
      return { add, record: add };
    };
    const meter: Meter = {
      createCounter: instrument,
      createUpDownCounter: instrument,
      createHistogram: instrument,
      createObservableGauge(name) {
        const callbacks = new Set<(result: ObservableResult) => void | Promise<void>>();
        gauges.set(name, callbacks);
        return { addCallback: (fn) => void callbacks.add(fn), removeCallback: (fn) => void callbacks.delete(fn) };
      },
    };
    const observe = (name: string): number[] => {
      const values: number[] = [];
      for (const callback of gauges.get(name) ?? []) void callback({ observe: (value) => void values.push(value) });
      return values;
    };
    const store = unreliable(sqliteStore({ path: path.join(folder(), 'audit.db') }));
    const { audit } = setUp({ store, meter });
    await audit.start();
    store.mode = 'fail';
    audit.record('user.created', { subject: user });
    audit.record('user.created', { subject: user, outcome: 'denied' });
    audit.record('user.created', { subject: user, counts: { Bad: 1 } });
    const { pending } = await audit.flush();
    expect(observe('plumbline.audit.pending')).toEqual([pending]);
    expect(observe('plumbline.audit.oldest_age')[0]).toBeGreaterThan(0);
    store.mode = 'ok';
    await audit.flush();
    await audit.shutdown();
    // One more collection sees the final value, then the gauge is gone.
    expect(observe('plumbline.audit.pending')).toEqual([0]);
    await Promise.resolve();
    expect(observe('plumbline.audit.pending')).toEqual([]);
    const { 'plumbline.audit.store_failures{}': failures, ...rest } = Object.fromEntries(sums);
    expect(failures).toBeGreaterThanOrEqual(1);
    expect(rest).toEqual({
      'plumbline.audit.recorded{"action":"user.created","outcome":"success"}': 1,
      'plumbline.audit.recorded{"action":"user.created","outcome":"denied"}': 1,
      'plumbline.audit.recorded{"action":"audit.refused","outcome":"failed"}': 1,
      'plumbline.audit.refused{"reason":"invalid_field"}': 1,
      'plumbline.audit.stored{}': 3,
    });
  });

  test('a store that cannot be reached at the start is no reason not to start; a wrong schema is', async () => {
    const real = sqliteStore({ path: path.join(folder(), 'audit.db') });
    const unreachable: AuditStore = { ...real, check: () => Promise.reject(new Error('ECONNREFUSED')) };
    const first = setUp({ store: unreachable });
    await first.audit.start();
    expect(first.log.lines.map((line) => line.level)).toEqual(['warn']);
    await first.audit.shutdown();
    const old: AuditStore = {
      ...real,
      check: async () => [{ severity: 'error', what: 'The tables are old.', fix: 'Migrate.' }],
    };
    await expect(setUp({ store: old }).audit.start()).rejects.toThrow(/PLB_AUDIT_STORE.*old.*fix: Migrate/s);
  });

  test('a spool folder that cannot be used ends the start with the option at fault', async () => {
    const file = path.join(folder(), 'file');
    writeFileSync(file, '');
    const { audit } = setUp({ spoolDirectory: path.join(file, 'spool') });
    await expect(audit.start()).rejects.toThrow(/PLB_AUDIT_SPOOL.*spoolDirectory/s);
  });
});

describe('a spool that takes nothing more', () => {
  const full = { maxSegmentBytes: 4_096, maxBytes: 8_192 };

  test('degrade: records wait in memory, what exceeds it is counted as lost, and all is told', async () => {
    const store = unreliable(sqliteStore({ path: path.join(folder(), 'audit.db') }));
    store.mode = 'fail';
    const { audit, log } = setUp({ store, spool: full, maxHeld: 20 });
    await audit.start();
    const receipts = Array.from({ length: 60 }, () => audit.record('user.created', { subject: user }));
    const { held, pending, lost, recorded } = audit.snapshot();
    expect(held).toBe(20);
    expect(pending + (lost.memory_full ?? 0)).toBe(60);
    expect(recorded).toBe(60);
    expect(log.lines.filter((line) => line.fields['code'] === 'PLB_AUDIT_SPOOL')).toHaveLength(1);
    store.mode = 'ok';
    await audit.flush();
    const fates = await Promise.allSettled(receipts.map((receipt) => receipt.durable));
    expect(fates.filter((fate) => fate.status === 'rejected')).toHaveLength(lost.memory_full ?? 0);
    expect(await store.count()).toBe(pending);
    expect(await audit.shutdown()).toEqual({ delivered: pending, lost: { queue_full: lost.memory_full }, pending: 0 });
    const { findings } = await verifyRecords(store, { witness: log.witness() });
    expect(findings.every((finding) => finding.problem === 'missing')).toBe(true);
    expect(findings).toHaveLength(lost.memory_full ?? 0);
  });

  test('a receipt can be logged: nobody asks for its promise by that', async () => {
    const { audit } = setUp({ store: sqliteStore({ path: path.join(folder(), 'audit.db') }), strict: false });
    await audit.start();
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => void unhandled.push(error);
    process.on('unhandledRejection', note);
    expect(JSON.parse(JSON.stringify(audit.record('no.such' as never, {} as never)))).toMatchObject({
      accepted: false,
    });
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
    await audit.shutdown();
  });

  test('degrade: what is only in memory when the process ends is lost by name', async () => {
    const store = unreliable(sqliteStore({ path: path.join(folder(), 'audit.db') }));
    store.mode = 'fail';
    const { audit } = setUp({ store, spool: full });
    await audit.start();
    for (let i = 0; i < 60; i += 1) audit.record('user.created', { subject: user });
    const { held, pending } = audit.snapshot();
    expect(held).toBeGreaterThan(0);
    const tally = await audit.shutdown({ timeoutMs: 200 });
    expect(tally).toEqual({ delivered: 0, lost: { shutdown_deadline: held }, pending: pending - held });
    expect(audit.snapshot().lost).toEqual({ shutdown: held });
  });

  test('refuse: the caller gets a typed error and can refuse the mutation', async () => {
    const store = unreliable(sqliteStore({ path: path.join(folder(), 'audit.db') }));
    store.mode = 'fail';
    const { audit } = setUp({ store, spool: full, onSpoolFailure: 'refuse' });
    expect(() => audit.record('user.created', { subject: user })).toThrow('PLB_AUDIT_SPOOL');
    await audit.start();
    const fill = (): void => {
      for (;;) audit.record('user.created', { subject: user });
    };
    expect(fill).toThrow('PLB_AUDIT_SPOOL');
    const { recorded, held, pending, refused } = audit.snapshot();
    expect({ held, pending, refused }).toEqual({ held: 0, pending: recorded, refused: { spool_unwritable: 2 } });
    store.mode = 'ok';
    await audit.flush();
    expect(audit.record('user.created', { subject: user }).accepted).toBe(true);
    await audit.shutdown();
  });
});
