import { noopLog, systemClock } from '@plumbline/core';
import { expect, test } from 'vitest';
import { createSpool } from '../src/spool.ts';
import { useFolder } from './support.ts';

const folder = useFolder();

test('lines held in memory move to the disk as soon as it takes them, before they are delivered', async () => {
  const spool = createSpool({
    directory: folder(),
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
