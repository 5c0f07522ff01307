import { noopLog, systemClock } from '@plumbline/core';
import { expect, test } from 'vitest';
import type { AuditRow, AuditStore } from '../src/index.ts';
import { createDrain } from '../src/drain.ts';
import { createSpool } from '../src/spool.ts';
import { idOf, rowOf } from './keep-support.ts';
import { sqliteStore } from '../src/sqlite.ts';
import { useFolder } from './support.ts';

const folder = useFolder();

test('a store that never answers is left with three calls, and each further attempt is one failure', async () => {
  const directory = folder();
  const spool = createSpool({
    directory,
    service: 'approvals',
    policy: 'degrade',
    maxHeld: 100,
    clock: systemClock,
    log: noopLog,
    onLost: () => undefined,
  });
  await spool.open();
  for (let n = 0; n < 5; n += 1) spool.put(String(n));
  const answers: (() => void)[] = [];
  const inner = sqliteStore({ path: ':memory:' });
  await inner.migrate();
  const store: AuditStore = {
    ...inner,
    append: (rows: readonly AuditRow[]) =>
      new Promise((resolve, reject) => answers.push(() => void inner.append(rows).then(resolve, reject))),
  };
  let failures = 0;
  let stored = 0;
  const drain = createDrain({
    spool,
    store,
    clock: systemClock,
    log: noopLog,
    intervalMs: 200,
    maxBatch: 500,
    storeTimeoutMs: 5,
    rowOfLine: (line) => rowOf(Number(line)),
    onStored: (count) => (stored += count),
    onUnreadable: () => undefined,
    onFailure: () => (failures += 1),
  });
  for (let attempt = 0; attempt < 20; attempt += 1) await expect(drain.run()).resolves.toBe(false);
  expect(answers).toHaveLength(3);
  expect({ failures, stored, pending: spool.pending }).toEqual({ failures: 20, stored: 0, pending: 5 });
  // One that answers after all makes room for the next.
  for (const answer of answers.splice(0)) answer();
  while (spool.pending > 0) {
    const run = drain.run();
    while (answers.length === 0 && spool.pending > 0) await new Promise(setImmediate);
    answers.shift()?.();
    await run;
  }
  expect(stored).toBe(5);
  expect((await inner.read({ limit: 100 })).map(({ id }) => id)).toEqual([0, 1, 2, 3, 4].map((n) => idOf(n)));
  await drain.stop();
  await spool.close();
});
