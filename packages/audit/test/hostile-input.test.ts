import path from 'node:path';
import { type Log, type Meter, noopMeter, systemClock } from '@plumbline/core';
import { createRequestContext, type RequestContext } from '@plumbline/core/context';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import {
  type Audit,
  type AuditActor,
  type AuditOptions,
  type AuditReceipt,
  type AuditRecord,
  type AuditStore,
  createAudit,
  defineActions,
} from '../src/index.ts';
import { sqliteStore } from '../src/sqlite.ts';
import { actions, allRows, keepLog, service, useFolder } from './support.ts';

const folder = useFolder();
const user = { type: 'user', id: 'u_7' } as const;
const SECRET = 'mia@example.com';

interface Opened {
  readonly audit: Audit;
  readonly store: AuditStore;
  readonly log: ReturnType<typeof keepLog>;
  /** Ends the audit, and gives what the store has. */
  readonly end: () => Promise<AuditRecord[]>;
}

async function open(options: Partial<AuditOptions<(typeof actions)['specs']>> = {}): Promise<Opened> {
  const store = sqliteStore({ path: path.join(folder(), 'audit.db') });
  const log = keepLog();
  const spoolDirectory = path.join(folder(), 'spool');
  const audit = createAudit({ actions, service, store, log, spoolDirectory, ...options }) as unknown as Audit;
  await audit.start();
  const end = async (): Promise<AuditRecord[]> => {
    await audit.flush({ timeoutMs: 30_000 });
    const rows = await allRows(store);
    const { lost, pending } = await audit.shutdown({ timeoutMs: 30_000 });
    expect({ lost, pending }).toEqual({ lost: {}, pending: 0 });
    return rows.map(({ body }) => JSON.parse(body) as AuditRecord);
  };
  return { audit, store, log, end };
}

const record = (audit: Audit, action: unknown, input: unknown): AuditReceipt =>
  audit.record(action as never, input as never);

/** What throws whatever is asked of it. */
const prickly = (): object =>
  new Proxy(Object.create(null), {
    get: () => {
      throw new Error(SECRET);
    },
    getPrototypeOf: () => {
      throw new Error(SECRET);
    },
  });

/** An iterator that tells how often it was asked. */
function endless<T extends object>(list: T, item: unknown): T & { asked: number } {
  return Object.assign(list, {
    asked: 0,
    *[Symbol.iterator](this: { asked: number }) {
      for (; this.asked < 100_000; this.asked += 1) yield item;
    },
  });
}

describe('what is around a record', () => {
  const fail = (): never => {
    throw new Error('down');
  };

  test('a log that throws: the record is kept, accepted and counted once', async () => {
    const log = Object.fromEntries(
      ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'child'].map((name) => [name, fail]),
    ) as unknown as Log;
    const { audit, end } = await open({ log });
    const receipt = record(audit, 'user.created', { subject: user });
    expect(receipt.accepted).toBe(true);
    await receipt.durable;
    expect(record(audit, 'no.such', {}).accepted).toBe(false);
    expect(audit.snapshot()).toMatchObject({ recorded: 2, refused: { undeclared_action: 1 } });
    expect((await end()).map(({ action }) => action)).toEqual(['user.created', 'audit.refused']);
  });

  test('a log that throws leaves a record of a transaction to its transaction', async () => {
    const { audit, end } = await open({ log: { ...keepLog(), info: fail } });
    const asked: string[] = [];
    const transaction = audit.in({ query: async (text: string) => void asked.push(text) });
    const receipt = await transaction.record('user.created' as never, { subject: user } as never);
    receipt.committed();
    expect(asked).toHaveLength(1);
    expect(audit.snapshot()).toMatchObject({ recorded: 1, stored: 1 });
    await end();
  });

  test('a meter that throws: the record is kept, and the snapshot counts it', async () => {
    const meter: Meter = { ...noopMeter, createCounter: () => ({ add: fail }) };
    const { audit, end } = await open({ meter });
    expect(record(audit, 'user.created', { subject: user }).accepted).toBe(true);
    expect(record(audit, 'no.such', {}).accepted).toBe(false);
    expect(await end()).toHaveLength(2);
    expect(audit.snapshot()).toMatchObject({ recorded: 2, stored: 2 });
  });

  test('a clock that gives no timer: the record is kept, and a flush stores it', async () => {
    let broken = false;
    const after: typeof systemClock.after = (ms, fn) => (broken ? fail() : systemClock.after(ms, fn));
    const { audit, end } = await open({ clock: { ...systemClock, after } });
    broken = true;
    expect(record(audit, 'user.created', { subject: user }).accepted).toBe(true);
    broken = false;
    expect(await end()).toHaveLength(1);
  });

  test.each([-1, 8.64e15, Date.UTC(10_000, 0), Number.NaN, Infinity])(
    'a clock at %s: refused and counted, not accepted and lost; the IDs after it are of their time',
    async (wrong) => {
      let now = Date.parse('2026-11-21T10:00:00.000Z');
      const { audit, log, end } = await open({ clock: { ...systemClock, now: () => now } });
      now = wrong;
      expect(record(audit, 'user.created', { subject: user })).toMatchObject({ accepted: false, id: '' });
      expect(log.lines.at(-1)?.fields).toMatchObject({ code: 'PLB_AUDIT_REFUSED', reason: 'invalid_field' });
      now = Date.parse('2026-11-21T10:00:01.000Z');
      const { id } = record(audit, 'user.created', { subject: user });
      expect(id.slice(0, 13).replace('-', '')).toBe(now.toString(16).padStart(12, '0'));
      expect((await end()).map((stored) => stored.id)).toEqual([id]);
    },
  );

  test.each([0, Date.UTC(10_000, 0) - 1])('a clock at %s is one of the first and last that are kept', async (now) => {
    const clock = { ...systemClock, now: () => now };
    const { audit, end } = await open({ clock });
    expect(record(audit, 'user.created', { subject: user }).accepted).toBe(true);
    expect((await end()).map(({ recorded_at }) => recorded_at)).toEqual([new Date(now).toISOString()]);
  });
});

describe('what is given to it', () => {
  test.each<[string, () => unknown]>([
    ['a symbol', () => Symbol('x')],
    ['an object whose text throws', prickly],
    ['an object without a text', () => Object.create(null) as unknown],
    ['an object with the name of an action', () => ({ toString: () => 'user.created' })],
    ['a list with the name of an action', () => ['user.created']],
    ['a long text', () => 'a.'.repeat(1_000_000)],
  ])('an action that is %s is undeclared, in record and in a transaction', async (_what, action) => {
    const { audit, end } = await open();
    const receipt = record(audit, action(), { subject: user });
    expect(receipt.accepted).toBe(false);
    await expect(receipt.durable).rejects.toThrow('unreadable: the action is not declared');
    const transaction = audit.in({ query: async () => undefined });
    await expect(transaction.record(action() as never, {})).rejects.toThrow('the action is not declared');
    expect(await end()).toMatchObject([{ metadata: { action: 'unreadable', reason: 'undeclared_action' } }]);
  });

  test('an error says no more than its name, and that only where it is one', async () => {
    const { audit, log, end } = await open();
    const named = Object.assign(new Error(SECRET), { name: SECRET });
    const unnameable = Object.defineProperty(new Error(SECRET), 'name', { get: fail });
    function fail(): never {
      throw new Error(SECRET);
    }
    for (const error of [named, unnameable, prickly(), new RangeError(SECRET)]) {
      const input = {
        get subject(): never {
          throw error;
        },
      };
      expect(record(audit, 'user.created', input).accepted).toBe(false);
    }
    const faults = log.lines.flatMap(({ fields }) => ('fault' in fields ? [fields['fault']] : []));
    const said = (name: string): string => `the input cannot be read (${name})`;
    expect(faults).toEqual([said('Error'), said('Error'), said('Error'), said('RangeError')]);
    expect(JSON.stringify(await end())).not.toContain(SECRET);
  });

  test('what is checked is what is stored: each part is read once', async () => {
    const { audit, end } = await open();
    const reads: Record<string, number> = {};
    /** Good the first time, and then something about a person. */
    const shifty = <T extends object>(good: T): T =>
      Object.defineProperties(
        {},
        Object.fromEntries(
          Object.entries(good).map(([name, value]) => {
            const get = (): unknown => {
              reads[name] = (reads[name] ?? 0) + 1;
              return reads[name] === 1 ? value : `${SECRET} ${name}`;
            };
            return [name, { enumerable: true, get }];
          }),
        ),
      ) as T;
    const actor: AuditActor = shifty({ type: 'user', id: 'u_1', role: 'owner', impersonator: 'op_9' });
    const receipt = record(
      audit,
      'plan.changed',
      shifty({
        subject: { type: 'org', id: 'o_1' },
        counts: shifty({ b: 1, a: 2 }),
        external: [shifty({ service: 'billing', status: 200, requestId: 'r_1' })],
        metadata: shifty({ note: 'n', seats: 3 }),
        after: shifty({ plan: 'team' }),
        actor,
        attempt: 'a_1',
        client: 'server',
        durationMs: 4,
        stage: 'completed',
        org: 'o_2',
        outcome: 'success',
        occurredAt: 0,
      }),
    );
    expect(receipt.accepted).toBe(true);
    expect(new Set(Object.values(reads))).toEqual(new Set([1]));
    const [stored] = await end();
    expect(JSON.stringify(stored)).not.toContain(SECRET);
    expect(Object.entries(stored?.counts ?? {})).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
    expect(stored).toMatchObject({ attempt: 'a_1', client: 'server', duration_ms: 4, stage: 'completed', org: 'o_2' });
  });

  test.each<[string, object]>([
    ['counts', { counts: null }],
    ['counts', { counts: 0 }],
    ['counts', { counts: ['a'] }],
    ['external', { external: null }],
    ['external', { external: { length: 1, 0: { service: 's' } } }],
    ['external', { external: new Set([{ service: 's' }]) }],
    ['subject', { subject: null }],
    ['subject', { subject: [] }],
    ['subject', { subject: null, outcome: 'denied' }],
    ['subject.type', { subject: { length: 0 } }],
    ['actor.type', { actor: 0 }],
    ['actor.type', { actor: '' }],
    ['occurredAt', { occurredAt: '5' }],
    ['occurredAt', { occurredAt: { valueOf: () => 5 } }],
    ['occurredAt', { occurredAt: null }],
    ['occurredAt', { occurredAt: Date.UTC(10_000, 0) }],
    ['occurredAt', { occurredAt: -62_167_219_200_001 }],
  ])('%s of another kind are refused: %o', async (part, input) => {
    const { audit, log, end } = await open();
    expect(record(audit, 'user.created', { subject: user, ...input }).accepted).toBe(false);
    expect(log.lines.find(({ level }) => level === 'warn')?.fields['fault']).toContain(`\`${part}\``);
    expect(await end()).toMatchObject([{ action: 'audit.refused' }]);
  });

  test.each<[string, object]>([
    ['a request ID that is a number', { requestId: 7 }],
    ['a route that is an object', { routePattern: { secret: SECRET } }],
    ['a feature that is a list', { feature: [SECRET] }],
    ['a surface that is long', { surface: 'x'.repeat(16_385) }],
    ['an actor whose ID is a number', { actor: { id: 7, type: 'user' } }],
    ['an actor of an unknown type', { actor: { id: 'u_1', type: SECRET } }],
    ['an actor whose role is an object', { actor: { id: 'u_1', type: 'user', role: { secret: SECRET } } }],
    ['a job whose route is a number', { kind: 'job', routePattern: 7 }],
  ])('a request context with %s: refused, and the refusal is stored', async (_what, fields) => {
    const scope = createRequestContext({ kind: 'request', requestId: 'r', traceId: 'a'.repeat(32), spanId: 'b' });
    const { audit, end } = await open({ context: () => ({ ...scope, ...fields }) });
    expect(record(audit, 'user.created', { subject: user }).accepted).toBe(false);
    const stored = await end();
    expect(stored).toMatchObject([{ action: 'audit.refused', metadata: { reason: 'invalid_field' } }]);
    expect(JSON.stringify(stored)).not.toContain(SECRET);
  });

  test('parts of a request context that are null are absent', async () => {
    const scope = { kind: 'request', requestId: null, routePattern: null, traceId: 'a'.repeat(32) };
    const { audit, end } = await open({ context: () => scope as unknown as RequestContext });
    expect(record(audit, 'user.created', { subject: user }).accepted).toBe(true);
    const [stored] = await end();
    expect(stored).not.toHaveProperty('request_id');
    expect(stored).not.toHaveProperty('route_pattern');
  });
});

describe('what is too much', () => {
  test('iterators are not asked: lists are read by their index, up to their length', async () => {
    const { audit, end } = await open();
    const subject = endless([user], user);
    const external = endless([{ service: 's' }], { service: 's' });
    expect(record(audit, 'user.created', { subject, external }).accepted).toBe(true);
    expect([subject.asked, external.asked]).toEqual([0, 0]);
    expect(await end()).toMatchObject([{ subjects: [{ id: 'u_7' }], external: [{ service: 's' }] }]);
  });

  test('counts are read up to the first that is too many', async () => {
    const { audit, end } = await open();
    let reads = 0;
    const counts: Record<string, number> = {};
    for (let n = 0; n < 1_000; n += 1) {
      const get = (): number => {
        reads += 1;
        return n;
      };
      Object.defineProperty(counts, `n${n}`, { enumerable: true, get });
    }
    expect(record(audit, 'user.created', { subject: user, counts }).accepted).toBe(false);
    expect(reads).toBeLessThanOrEqual(20);
    await end();
  });

  test('undeclared names are counted up to a hundred', async () => {
    const { audit, log, end } = await open();
    const names = (count: number): object =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`${SECRET} ${n}`, n]));
    for (const count of [100, 101, 5_000]) {
      const metadata = { seats: 1, ...names(count) };
      expect(record(audit, 'plan.changed', { subject: { type: 'org', id: 'o' }, metadata }).accepted).toBe(false);
    }
    const faults = log.lines.flatMap(({ fields }) => ('fault' in fields ? [fields['fault']] : []));
    const said = (what: string): string =>
      `\`metadata\` does not fit its declaration: ${what} undeclared (declared: note, seats)`;
    expect(faults).toEqual([said('100'), said('more than 100'), said('more than 100')]);
    expect(JSON.stringify(await end())).not.toContain(SECRET);
  });

  test('a list or text that no declaration takes is refused before its type looks at it', async () => {
    let looks = 0;
    const look = (): boolean => {
      looks += 1;
      return true;
    };
    const own = defineActions({
      'note.added': {
        description: 'A note was added.',
        owner: 'support',
        class: 'data',
        level: 'metadata',
        fields: {
          list: z.array(z.string().max(20).refine(look)).max(5).optional(),
          text: z.string().max(60).refine(look).optional(),
        },
      },
    });
    const { audit, log, end } = await open({ actions: own as never });
    const long = 'x'.repeat(16_385);
    for (const metadata of [{ list: Array.from({ length: 101 }, () => 'a') }, { list: [long] }, { text: long }]) {
      expect(record(audit, 'note.added', { metadata }).accepted).toBe(false);
    }
    expect(looks).toBe(0);
    const faults = log.lines.flatMap(({ fields }) => ('fault' in fields ? [fields['fault']] : []));
    const said = (what: string): string =>
      `\`metadata\` does not fit its declaration: ${what.replace(' (', ' is too big or too long (declared as ')}`;
    const list = said('list (list of at most 5: text of at most 20)');
    expect(faults).toEqual([list, list, said('text (text of at most 60)')]);
    expect(record(audit, 'note.added', { metadata: { list: ['a'], text: 'b' } }).accepted).toBe(true);
    expect(looks).toBe(2);
    await end();
  });
});
