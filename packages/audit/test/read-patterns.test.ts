import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AuditRecord } from '../src/index.ts';
import { createBurst } from '../src/read/burst.ts';
import { findInRecords, findPatterns, type PatternFinding, type PatternOptions } from '../src/read.ts';
import { sqliteStore } from '../src/sqlite.ts';
import { leafHash, toRow } from '../src/index.ts';

/** Monday. */
const START = Date.parse('2026-11-16T09:00:00.000Z');
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let made = 0;

const idAt = (at: number): string => {
  const time = at.toString(16).padStart(12, '0');
  made += 1;
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${made.toString(16).padStart(12, '0')}`;
};

const record = (at: number, more: Partial<AuditRecord>): AuditRecord => ({
  action: 'role.changed',
  actor: { id: 'u_1', type: 'user' },
  class: 'access',
  id: idAt(at),
  occurred_at: new Date(at).toISOString(),
  outcome: 'success',
  recorded_at: new Date(at).toISOString(),
  source: { instance: 'i', service: 's' },
  subjects: [],
  v: 1,
  ...more,
});

async function gather<T>(from: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of from) all.push(one);
  return all;
}

async function collect(
  records: readonly AuditRecord[],
  options: PatternOptions = {},
  before: readonly AuditRecord[] = [],
): Promise<PatternFinding[]> {
  return gather(findInRecords(records, options, before));
}

const brief = (findings: readonly PatternFinding[]): string[] =>
  findings.map(({ pattern, actor, count }) => `${pattern} ${actor} ${count}`);

it('names a burst of role changes once, with all of its records, and not four changes', async () => {
  const changes = (start: number, n: number) =>
    Array.from({ length: n }, (_, index) => record(start + index * MINUTE, {}));
  const burst = changes(START, 7);
  const findings = await collect([...burst, ...changes(START + DAY, 4)]);
  expect(findings).toEqual([
    {
      pattern: 'role_change_burst',
      actor: 'u_1',
      records: burst.map(({ id }) => id),
      count: 7,
      since: burst[0]?.recorded_at,
      until: burst[6]?.recorded_at,
    },
  ]);
});

it('counts changes that were refused as denied and not as changes', async () => {
  const changes = Array.from({ length: 10 }, (_, n) => record(START + n, { outcome: 'denied' }));
  expect(brief(await collect(changes))).toEqual(['denied_burst u_1 10']);
});

it('finds failed logins to one account by nobody known, whatever their outcome', async () => {
  const tries = Array.from({ length: 12 }, (_, n) =>
    record(START + n * 1_000, {
      action: 'login.failed',
      actor: { id: '', type: 'anonymous' },
      subjects: [{ type: 'user', id: n % 6 === 5 ? 'u_other' : 'u_victim' }],
    }),
  );
  expect(brief(await collect(tries))).toEqual(['denied_burst u_victim 10']);
});

it('takes an operator in the name of a user for the operator', async () => {
  const changes = Array.from({ length: 5 }, (_, n) =>
    record(START + n, { actor: { id: `u_${n}`, impersonator: 'op_1', type: 'user' } }),
  );
  expect(brief(await collect(changes))).toEqual(['role_change_burst op_1 5']);
});

it('names the first use of a route for administrators, and none that was used before or refused', async () => {
  const use = (at: number, route_pattern: string, more: Partial<AuditRecord> = {}) =>
    record(at, { action: 'admin_route.accessed', route_pattern, ...more });
  const known = use(START - DAY, '/admin/users');
  const news = use(START + 1, '/admin/keys');
  const other = use(START + 3, '/admin/users', { actor: { id: 'u_2', type: 'user' } });
  const records = [
    use(START, '/admin/users'),
    news,
    use(START + 2, '/admin/keys'),
    other,
    use(START + 4, '/admin/x', { outcome: 'denied' }),
  ];
  expect((await collect(records, {}, [known])).map(({ actor, route, records: ids }) => [actor, route, ids])).toEqual([
    ['u_1', '/admin/keys', [news.id]],
    ['u_2', '/admin/users', [other.id]],
  ]);
});

it('judges the hour of an export by the clock of the time zone that is given, and weekends too', async () => {
  const at = (time: string) => record(Date.parse(time), { action: 'export.requested' });
  const exports = [
    at('2026-07-13T15:59:00Z'), // Monday, 17:59 in Berlin in summer
    at('2026-07-13T16:00:00Z'), // 18:00
    at('2026-11-16T16:59:00Z'), // Monday, 17:59 in Berlin in winter
    at('2026-11-16T06:59:00Z'), // 07:59
    at('2026-11-21T10:00:00Z'), // Saturday
  ];
  const hours = { timeZone: 'Europe/Berlin', start: 8, end: 18 };
  const findings = await collect(exports, { hours });
  expect(findings.map(({ since }) => since.slice(0, 16))).toEqual([
    '2026-07-13T16:00',
    '2026-11-16T06:59',
    '2026-11-21T10:00',
  ]);
  expect(await collect(exports)).toEqual([]);
});

it('finds an impersonation without a ticket, and many reads of the trail', async () => {
  const start = (metadata: Record<string, unknown>) =>
    record(START, { action: 'impersonation.started', metadata, actor: { id: 'op_1', type: 'user' } });
  const reads = Array.from({ length: 30 }, (_, n) => record(START + n * MINUTE, { action: 'audit.read' }));
  const findings = await collect([start({ ticket: 'T-1' }), start({ reason: 'support' }), ...reads]);
  expect(brief(findings)).toEqual(['impersonation_without_ticket op_1 1', 'many_trail_reads u_1 30']);
});

it.each([
  [{ hours: { timeZone: 'Mars/Olympus', start: 8, end: 18 } }, /timeZone/],
  [{ hours: { timeZone: 'UTC', start: 18, end: 8 } }, /hours\.start/],
  [{ denied: { count: 1, windowMs: 1 } }, /`denied`/],
  [{ patterns: ['off_hours_export'] as const }, /needs `hours`/],
  [{ patterns: ['nothing' as 'denied_burst'] }, /names none of/],
])('refuses %o', async (options, message) => {
  await expect(collect([], options)).rejects.toThrow(message);
});

/** All records that lie in some dense stretch, the slow way. */
function inBurst(times: readonly number[], count: number, windowMs: number): number[] {
  const found = new Set<number>();
  times.forEach((_, end) => {
    const start = end - count + 1;
    if (start < 0 || (times[end] ?? 0) - (times[start] ?? 0) >= windowMs) return;
    for (let index = start; index <= end; index += 1) found.add(index);
  });
  return [...found].toSorted((a, b) => a - b);
}

it('names exactly the records that a search of all windows names, for any times', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 8 }), { maxLength: 60 });
  fc.assert(
    fc.property(gaps, fc.integer({ min: 2, max: 5 }), fc.integer({ min: 1, max: 12 }), (steps, count, windowMs) => {
      let at = START;
      const records = steps.map((step) => record((at += step), {}));
      const detector = createBurst('denied_burst', { count, windowMs }, ({ actor }) => actor.id);
      const findings = [...records.flatMap((one) => detector.see(one)), ...detector.end()];
      const times = records.map((one) => Date.parse(one.recorded_at));
      const named = [...new Set(findings.flatMap((finding) => finding.records))];
      expect(named.toSorted()).toEqual(inBurst(times, count, windowMs).map((index) => records[index]?.id));
    }),
  );
});

it('tells of a burst as soon as it is over, and then forgets it', () => {
  const detector = createBurst('denied_burst', { count: 2, windowMs: MINUTE }, ({ actor }) => actor.id);
  const seen = [0, 1, MINUTE, MINUTE + 2].map((at) => {
    const quiet = at > MINUTE ? { actor: { id: 'u_2', type: 'user' as const } } : {};
    return detector.see(record(START + at, quiet)).length;
  });
  expect([...seen, detector.end().length]).toEqual([0, 0, 0, 0, 1]);
  expect(detector.see(record(START + 3 * MINUTE, { actor: { id: 'u_3', type: 'user' } }))).toHaveLength(1);
  expect(detector.end()).toEqual([]);
});

it('reads a range of a store, with the routes of the time before it', async () => {
  const store = sqliteStore({ path: ':memory:' });
  const use = (at: number) => record(at, { action: 'admin_route.accessed', route_pattern: '/admin/users' });
  const before = use(START - DAY);
  const rows = [before, use(START), ...Array.from({ length: 6 }, (_, n) => record(START + n, {}))].map((one) => {
    const body = JSON.stringify(one);
    return toRow(body, leafHash(body));
  });
  await store.append(rows);
  const find = (options: { lookbackMs?: number }) =>
    gather(findPatterns(store, { from: START, to: START + DAY, ...options }));
  expect(brief(await find({}))).toEqual(['role_change_burst u_1 6']);
  expect(brief(await find({ lookbackMs: 1 }))).toEqual(['first_admin_route u_1 1', 'role_change_burst u_1 6']);
  await expect(gather(findPatterns(store, { from: 2, to: 1 }))).rejects.toThrow(/before `to`/);
  await store.close?.();
});
