import { createAudit, verifyRecords } from '@plumbline/audit';
import { postgresStore } from '@plumbline/audit/postgres';
import { systemClock } from '@plumbline/core';
import { expect, test } from 'vitest';
import { actions, service } from '../src/actions.ts';
import { APP, poolOf } from '../src/database.ts';
import { NOTHING, useStage } from '../src/stage.ts';

const stage = useStage();
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What the wall clock says beyond the truth, one after the other. */
const jumps = [0, HOUR, -HOUR, 31 * DAY, -31 * DAY, 400 * DAY, -3 * 365 * DAY, 20 * 365 * DAY, 0];

test('the wall clock jumps by hours, months and years, forth and back: every record is stored once, and intact', async () => {
  let offset = 0;
  const pool = poolOf(stage.database.urlAs(APP), 2);
  const store = postgresStore(pool);
  const audit = createAudit({
    actions,
    service,
    store,
    spoolDirectory: stage.spool('clock'),
    drainIntervalMs: 5,
    clock: { ...systemClock, now: () => systemClock.now() + offset },
  });
  await audit.start();
  const ids: string[] = [];
  for (const jump of jumps) {
    offset = jump;
    const receipts = Array.from({ length: 100 }, (_, n) =>
      audit.record('user.created', { subject: { type: 'user', id: `u_${n}` } }),
    );
    expect(receipts.filter(({ accepted }) => !accepted)).toEqual([]);
    await Promise.all(receipts.map(({ durable }) => durable));
    ids.push(...receipts.map(({ id }) => id));
    await audit.flush({ timeoutMs: 60_000 });
    expect(audit.pending).toBe(0);
  }
  expect(new Set(ids).size).toBe(jumps.length * 100);
  expect(await stage.missing(ids)).toEqual(NOTHING);
  expect(await verifyRecords(store)).toMatchObject({ checked: ids.length, intact: ids.length, findings: [] });
  expect(await stage.verified()).toEqual({ faults: [], waiting: 0, checked: ids.length });
  expect(await audit.shutdown({ timeoutMs: 10_000 })).toMatchObject({ pending: 0, lost: {} });
  await pool.end();
});
