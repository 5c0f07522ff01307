import { createWriteStream } from 'node:fs';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { defineAdapter, delivered, type OutboundBatch } from '@plumbline/core';
import { createEvents } from '../../src/index.ts';
import { catalog } from '../world.ts';

// Captures events in one of five ends of a process. The store is a file: one line with the ID of each event.
const [end = '', directory = '', kept = '', store = '', sink = ''] = process.argv.slice(2);
const hangs = sink === 'hang';
/** A sink that works has all the time of a busy machine: only what hangs is cut off. */
const PATIENT_MS = 30_000;
const out = createWriteStream(store, { flags: 'a' });
const write = (batch: OutboundBatch): Promise<void> =>
  new Promise((resolve) => {
    out.write(batch.events.map(({ eventId }) => `${eventId}\n`).join(''), () => resolve());
  });

const define = defineAdapter({
  kind: 'truth',
  role: 'source',
  capabilities: { maxBatch: 1_000, idempotent: true },
  destinations: () => [],
  open: async () => ({}),
  async send(_client, batch) {
    if (hangs) await new Promise(() => undefined);
    await sleep(5);
    await write(batch);
    return delivered();
  },
  async close() {
    if (hangs) await new Promise(() => undefined);
  },
});
const where = kept === 'spool' ? { spool: { directory } } : { ledger: { directory } };
const events = createEvents({
  catalog,
  adapters: [define({ allow: 'catalog', sendTimeoutMs: hangs ? 500 : PATIENT_MS })],
  maxBatch: 20,
  ...where,
});
await events.start();
const report = (): void => void process.send?.({ accepted: events.snapshot().accepted });
const stop = (): Promise<unknown> => events.shutdown({ timeoutMs: hangs ? 600 : PATIENT_MS });

if (end === 'drain') {
  await events.flush({ timeoutMs: PATIENT_MS });
  process.send?.({ accepted: 0, snapshot: events.snapshot() });
  await stop();
  process.disconnect?.();
} else {
  for (let index = 0; index < 250; index += 1) {
    events.capture('item_created', { number: index });
    if (index % 50 === 49) await sleep(3);
  }
  report();
  // What a preset does at the ends that leave it time.
  if (end === 'natural') {
    process.once('beforeExit', () => void stop());
    process.disconnect?.();
  }
  if (end === 'SIGTERM') {
    process.once('SIGTERM', () => void stop().then(() => process.exit(143)));
    process.kill(process.pid, 'SIGTERM');
    await sleep(60_000);
  }
  if (end === 'uncaught') throw new Error('nobody catches this');
  if (end === 'exit') process.exit(3);
  if (end === 'SIGKILL') {
    process.kill(process.pid, 'SIGKILL');
    await sleep(60_000);
  }
}
