import path from 'node:path';
import { systemClock } from '@plumbline/core';
import { expect, test } from 'vitest';
import { type AuditRecord, createAudit, verifyRecords } from '../src/index.ts';
import { sqliteStore } from '../src/sqlite.ts';
import { actions, allRows, keepLog, service, useFolder } from './support.ts';

const folder = useFolder();
const HOUR = 3_600_000;
const START = Date.parse('2026-11-21T10:00:00.500Z');

test('a clock that jumps: IDs are of this order and unique, times are those that the clock showed', async () => {
  let now = START;
  const log = keepLog();
  const store = sqliteStore({ path: path.join(folder(), 'audit.sqlite') });
  const clock = { ...systemClock, now: () => now };
  const spoolDirectory = path.join(folder(), 'spool');
  const audit = createAudit({ actions, service, store, clock, log, spoolDirectory });
  await audit.start();
  const ids: string[] = [];
  const shown: number[] = [];
  const record = (occurredAt?: number): void => {
    const subject = { type: 'user', id: `u_${ids.length}` } as const;
    ids.push(audit.record('user.created', { subject, ...(occurredAt !== undefined && { occurredAt }) }).id);
    shown.push(now);
  };
  for (const jump of [0, 1, -HOUR, 0, 48 * HOUR, -47 * HOUR, -1, 0.25, HOUR]) {
    now += jump;
    for (let n = 0; n < 20; n += 1) record();
    expect(audit.snapshot().oldestAgeMs).toBeGreaterThanOrEqual(0);
  }
  record(START - 24 * HOUR);
  await audit.flush({ timeoutMs: 30_000 });
  const rows = await allRows(store);
  expect(await audit.shutdown()).toEqual({ delivered: ids.length, lost: {}, pending: 0 });
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(ids.toSorted());
  expect(rows.map(({ id }) => id)).toEqual(ids);
  expect(rows.map(({ recordedAt }) => recordedAt)).toEqual(shown.map(Math.trunc));
  const last = JSON.parse(rows.at(-1)?.body ?? '') as AuditRecord;
  expect(last.occurred_at).toBe(new Date(START - 24 * HOUR).toISOString());
  expect(last.recorded_at).toBe(new Date(now).toISOString());
  expect((await verifyRecords(rows, { witness: log.witness() })).findings).toEqual([]);
});

test('a process that starts with its clock set back leaves the records of the one before as they are', async () => {
  const file = path.join(folder(), 'audit.sqlite');
  const ids: string[] = [];
  for (const now of [START, START - HOUR, START]) {
    const clock = { ...systemClock, now: () => now };
    const store = sqliteStore({ path: file });
    const audit = createAudit({ actions, service, store, clock, spoolDirectory: path.join(folder(), 'spool') });
    await audit.start();
    for (let n = 0; n < 50; n += 1) {
      ids.push(audit.record('user.created', { subject: { type: 'user', id: `u_${n}` } }).id);
    }
    expect(await audit.shutdown()).toEqual({ delivered: 50, lost: {}, pending: 0 });
  }
  const store = sqliteStore({ path: file });
  expect((await allRows(store)).map(({ id }) => id)).toEqual(ids.toSorted());
  expect(new Set(ids).size).toBe(150);
  await store.close?.();
});
