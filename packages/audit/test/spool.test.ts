import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { noopLog, systemClock } from '@plumbline/core';
import { expect, test } from 'vitest';
import { createSpool, type Spool } from '../src/spool.ts';
import { keepLog, useFolder } from './support.ts';

const folder = useFolder();
const service = 'approvals';

test('lines held in memory move to the disk as soon as it takes them, before they are delivered', async () => {
  const spool = createSpool({
    directory: folder(),
    service,
    policy: 'degrade',
    maxHeld: 100,
    clock: systemClock,
    log: noopLog,
    journal: { maxSegmentBytes: 4_096, maxBytes: 8_192 },
    onLost: () => undefined,
  });
  await spool.open();
  const durable: Promise<void>[] = [];
  while (spool.held < 10) durable.push(spool.put('x'.repeat(500))());
  const total = spool.pending;
  const first = await spool.batches(12).next();
  const taken = first.done === true ? 0 : first.value.lines.length;
  if (first.done !== true) await first.value.done();
  expect(spool.pending).toBe(total - taken);
  await spool.batches(1).next();
  expect(spool.held).toBeLessThan(10);
  expect(spool.pending).toBe(total - taken);
  let delivered = 0;
  for (let rounds = 0; spool.pending > 0 && rounds < 10; rounds += 1) {
    for await (const batch of spool.batches(12)) {
      delivered += batch.lines.length;
      await batch.done();
    }
  }
  expect(delivered).toBe(total - taken);
  await Promise.all(durable);
  await spool.close();
});

async function warningsFor(directory: string): Promise<unknown[]> {
  const log = keepLog();
  const onLost = (): void => undefined;
  const spool = createSpool({ directory, service, policy: 'degrade', maxHeld: 1, clock: systemClock, log, onLost });
  await spool.open();
  await spool.close();
  return log.lines.filter((line) => line.level === 'warn').map((line) => line.fields);
}

test('a folder that others can change is used, with one warning that names the fix', async () => {
  const own = path.join(folder(), 'own');
  expect(await warningsFor(own)).toEqual([]);
  const open = path.join(folder(), 'open');
  mkdirSync(open);
  for (const mode of [0o777, 0o770, 0o702]) {
    chmodSync(open, mode);
    expect(await warningsFor(open)).toMatchObject([
      { code: 'PLB_AUDIT_SPOOL', what: expect.stringContaining('others may write') as string },
    ]);
  }
  const link = path.join(folder(), 'link');
  symlinkSync(own, link);
  for (const name of [link, `${link}/`]) {
    expect(await warningsFor(name)).toMatchObject([
      { what: expect.stringContaining('symbolic link') as string, fix: expect.stringContaining('itself') as string },
    ]);
  }
});

test('a spool folder removed while running: durable rejects, one line of the log says so, and nothing else is lost', async () => {
  const directory = path.join(folder(), 'spool');
  const log = keepLog();
  const lost: unknown[] = [];
  const onLost = (...loss: unknown[]): void => void lost.push(loss);
  const spool = createSpool({ directory, service, policy: 'refuse', maxHeld: 10, clock: systemClock, log, onLost });
  await spool.open();
  await spool.put('one')();
  rmSync(directory, { recursive: true });
  await expect(spool.put('two')()).rejects.toThrow('PLB_JOURNAL_WRITE');
  await spool.adopt();
  await spool.put('three')();
  const stored: string[] = [];
  for await (const batch of spool.batches(10)) {
    stored.push(...batch.lines);
    await batch.done();
  }
  expect(stored).toEqual(['one', 'two', 'three']);
  expect(spool.pending).toBe(0);
  expect(lost).toEqual([]);
  expect(log.lines.map((line) => line.level)).toEqual(['error']);
  await spool.close();
});

test('services with trails of their own share a folder, and each takes over what its own processes left', async () => {
  const directory = folder();
  const opened = async (name: string): Promise<Spool> => {
    const onLost = (): void => undefined;
    const options = {
      directory,
      service: name,
      policy: 'refuse',
      maxHeld: 1,
      clock: systemClock,
      log: noopLog,
    } as const;
    const spool = createSpool({ ...options, onLost });
    await spool.open();
    await spool.adopt();
    return spool;
  };
  const left = await opened('payroll');
  await left.put('of payroll')();
  await left.close();
  // A name that begins like another, and one that no file could have.
  for (const name of ['webshop', 'payroll-2', '../Löhne']) {
    const other = await opened(name);
    expect(other.pending).toBe(0);
    await other.close();
  }
  const next = await opened('payroll');
  expect(next.pending).toBe(1);
  await next.close();
});
