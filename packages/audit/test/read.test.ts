import { runJob } from '@plumbline/core/context';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Audit, type AuditRecord, createAudit, queryAudit } from '../src/index.ts';
import { type AuditReader, createAuditReader } from '../src/read.ts';
import { sqliteStore } from '../src/sqlite.ts';
import { actions, keepLog, service, useFolder } from './support.ts';

const folder = useFolder();

let store: ReturnType<typeof sqliteStore>;
let audit: Audit<(typeof actions)['specs']>;
let reader: AuditReader;

beforeEach(async () => {
  store = sqliteStore({ path: `${folder()}/audit.db` });
  audit = createAudit({ actions, store, spoolDirectory: `${folder()}/spool`, service, strict: true });
  await audit.start();
  reader = createAuditReader({ store, audit, actor: () => ({ id: 'auditor_1', type: 'user' }) });
});

afterEach(async () => {
  await audit.shutdown();
  await store.close?.();
});

async function changeRoles(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    audit.record('role.changed', {
      subject: { type: 'user', id: n % 2 === 0 ? 'u_even' : 'u_odd' },
      actor: { id: 'admin_1', type: 'user' },
      outcome: n === 4 ? 'denied' : 'success',
      before: { role: 'reader' },
      after: { role: `r${n}` },
    });
  }
  await audit.flush();
}

/** Reads of the trail, as it recorded them, oldest first. */
async function reads(): Promise<AuditRecord[]> {
  await audit.flush();
  const { records } = await queryAudit(store, { limit: 1_000 });
  return records.filter(({ action }) => action === 'audit.read' || action === 'audit.exported').toReversed();
}

const said = ({ action, actor, counts, metadata, outcome }: AuditRecord): unknown => ({
  action,
  by: actor.id,
  records: counts?.['records'],
  outcome,
  searched: metadata,
});

async function gather<T>(from: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of from) all.push(one);
  return all;
}

const roles = (records: readonly AuditRecord[]): unknown[] => records.map(({ after }) => after?.['role']);

it('answers who changed something, what somebody did and what was denied, and records each question', async () => {
  await changeRoles(6);
  expect(roles((await reader.whoChanged('u_even')).records)).toEqual(['r2', 'r0']);
  expect((await reader.whatDid('admin_1', { limit: 2 })).records).toHaveLength(2);
  expect(roles((await reader.denied({ from: 0, to: Date.UTC(2999, 0) })).records)).toEqual(['r4']);
  const common = { action: 'audit.read', by: 'auditor_1', outcome: 'success' };
  expect((await reads()).map((one) => said(one))).toEqual([
    { ...common, records: 2, searched: { question: 'who_changed', subject: 'u_even', outcome: 'success' } },
    { ...common, records: 2, searched: { question: 'what_did', actor: 'admin_1' } },
    {
      ...common,
      records: 1,
      searched: {
        question: 'denied',
        outcome: 'denied',
        from: '1970-01-01T00:00:00.000Z',
        to: '2999-01-01T00:00:00.000Z',
      },
    },
  ]);
});

it('records the pages of one search once, and shows each record once', async () => {
  await changeRoles(7);
  const seen: unknown[] = [];
  let after: string | undefined;
  do {
    const page = await reader.query({ action: 'role.changed', limit: 3, ...(after !== undefined && { after }) });
    seen.push(...roles(page.records));
    after = page.next;
  } while (after !== undefined);
  expect(seen).toEqual(['r6', 'r5', 'r4', 'r3', 'r2', 'r1', 'r0']);
  expect(await reads()).toHaveLength(1);
});

it('records a page whose token is made, is of another search, or of another reader', async () => {
  await changeRoles(4);
  const { next = '' } = await reader.query({ action: 'role.changed', limit: 2 });
  const [id = ''] = next.split('.');
  await reader.query({ action: 'role.changed', after: id });
  await reader.query({ action: 'role.changed', after: `${id}.${'A'.repeat(22)}` });
  await reader.query({ actor: 'admin_1', after: next });
  const other = createAuditReader({ store, audit, actor: () => ({ id: 'auditor_2', type: 'user' }) });
  expect(roles((await other.query({ action: 'role.changed', after: next })).records)).toEqual(['r1', 'r0']);
  expect(await reads()).toHaveLength(5);
  await expect(reader.query({ after: "' OR 1=1" })).rejects.toThrow(/`after`/);
});

it('streams everything up to its own beginning, and has recorded it before the first record is out', async () => {
  await changeRoles(5);
  const stream = reader.all({ actor: 'admin_1' });
  expect(roles([(await stream.next()).value as AuditRecord])).toEqual(['r0']);
  await stream.return();
  expect((await reads()).map((one) => said(one))).toEqual([
    { action: 'audit.read', by: 'auditor_1', outcome: 'success', records: 5, searched: { actor: 'admin_1' } },
  ]);
  expect(roles(await gather(reader.export('csv', { action: 'role.changed' })))).toEqual(['r0', 'r1', 'r2', 'r3', 'r4']);
  expect(said((await reads())[1] as AuditRecord)).toMatchObject({
    action: 'audit.exported',
    searched: { format: 'csv', action: 'role.changed' },
  });
  expect(await gather(reader.all())).toHaveLength(7);
});

it('ends at the newest record of its beginning, though the trail grows meanwhile', async () => {
  await changeRoles(2);
  const growing = {
    ...store,
    async read(options: Parameters<typeof store.read>[0]) {
      if (options.order !== 'desc') await changeRoles(1);
      return store.read(options);
    },
  };
  expect(await gather(createAuditReader({ store: growing, audit }).all({ actor: 'admin_1' }))).toHaveLength(2);
  expect(await store.count({ actor: 'admin_1' })).toBe(3);
});

it('records a page that somebody else goes on with', async () => {
  await changeRoles(4);
  let id = 'auditor_1';
  const shared = createAuditReader({ store, audit, actor: () => ({ id, type: 'user' }) });
  const { next = '' } = await shared.query({ limit: 2 });
  id = 'auditor_2';
  await shared.query({ limit: 2, after: next });
  expect((await reads()).map(({ actor }) => actor.id)).toEqual(['auditor_1', 'auditor_2']);
});

it('records a search for patterns', async () => {
  await changeRoles(8);
  const now = Date.now();
  const findings = await gather(reader.patterns({ from: now - 60_000, to: now + 60_000 }));
  expect(findings.map(({ pattern, count }) => [pattern, count])).toEqual([['role_change_burst', 7]]);
  expect(said((await reads())[0] as AuditRecord)).toMatchObject({ records: 8, searched: { question: 'patterns' } });
});

it('takes who reads from the request context', async () => {
  const own = createAuditReader({ store, audit });
  await runJob('nightly-review', () => own.denied());
  expect((await reads())[0]?.actor).toEqual({ id: 'job:nightly-review', type: 'system' });
});

it('records a read that failed as failed', async () => {
  const broken = { ...store, read: () => Promise.reject(new Error('the store is down')) };
  const own = createAuditReader({ store: broken, audit });
  await expect(own.whatDid('u_1')).rejects.toThrow('the store is down');
  expect(said((await reads())[0] as AuditRecord)).toMatchObject({
    outcome: 'failed',
    records: 0,
    searched: { actor: 'u_1' },
  });
});

it.each([
  ['an e-mail address', { subject: 'mia@example.test' }],
  ['an endless text', { actor: 'x'.repeat(10_000) }],
  ['an unknown outcome', { outcome: 'maybe' }],
  ['a time that no date has', { from: -1e20, to: Number.POSITIVE_INFINITY }],
])('records a search for %s, and does not repeat it', async (_, query) => {
  await reader.query(query);
  const [read, ...more] = await reads();
  expect(more).toEqual([]);
  expect(read?.metadata).toBeDefined();
  expect(JSON.stringify(read)).not.toContain('mia@example.test');
  expect(JSON.stringify(read).length).toBeLessThan(1_000);
});

it('reads on where a read cannot be recorded, and says so', async () => {
  await changeRoles(1);
  const log = keepLog();
  const refusing = {
    record: () => {
      throw new Error('refused');
    },
  };
  const own = createAuditReader({ store, audit: refusing, log });
  expect((await own.whoChanged('u_even')).records).toHaveLength(1);
  expect(log.lines.map(({ level, message }) => `${level}: ${message}`)).toEqual([
    'warn: a read of the audit trail could not be recorded',
  ]);
});

it('names a stored text that is no record, and what to run', async () => {
  await changeRoles(1);
  const [row] = await store.read({ limit: 1 });
  const edited = { ...store, read: () => Promise.resolve(row ? [{ ...row, body: '{' }] : []) };
  const own = createAuditReader({ store: edited, audit });
  expect(await own.query()).toMatchObject({ records: [], unreadable: [row?.id] });
  await expect(own.all().next()).rejects.toThrow(new RegExp(`${row?.id}.*\\n.*plumbline audit verify`));
});
