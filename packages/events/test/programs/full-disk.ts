import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { defineAdapter, delivered, noopLog } from '@plumbline/core';
import { createEvents } from '../../src/index.ts';
import { catalog } from '../world.ts';

// Captures while no file may grow, as on a disk that is full, and again once files may. Prints one line of JSON.
const [directory = ''] = process.argv.slice(2);
process.on('SIGXFSZ', () => undefined);

const HALF = 40;
/** A disk that refused is asked again after a second. */
const ASKED_AGAIN_MS = 1_200;

/** Sends wait while it is closed. */
const gate = { closed: true };
const stored: number[] = [];
const said: unknown[] = [];
const define = defineAdapter({
  kind: 'truth',
  role: 'source',
  capabilities: { maxBatch: 1_000, idempotent: true },
  destinations: () => [],
  open: async () => ({}),
  async send(_client, batch) {
    while (gate.closed) await sleep(5);
    stored.push(...batch.events.map(({ payload }) => Number(payload['number'])));
    return delivered();
  },
});
const events = createEvents({
  catalog,
  adapters: [define({ allow: 'catalog' })],
  maxBatch: 100,
  flushIntervalMs: 60_000,
  spool: { directory },
  log: { ...noopLog, error: (fields) => void said.push((fields as { code?: unknown }).code) },
});

/** Numbers of the events that stand in the files of the spool. */
const onDisk = (): number[] =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.log'))
    .flatMap((file) => readFileSync(path.join(directory, file), 'utf8').split('\n').slice(0, -1))
    .flatMap((line) => /\\"number\\":(\d+)/.exec(line)?.slice(1).map(Number) ?? []);
const capture = (from: number): void => {
  for (let number = from; number < from + HALF; number += 1) events.capture('item_created', { number });
};
const state = () => {
  const { accepted, refused, destinations } = events.snapshot();
  return { accepted, refused, ...destinations['truth'], stored: [...stored] };
};

await events.start();
capture(0);
const full = { onDisk: onDisk(), pending: events.pending };
gate.closed = false;
await events.flush({ timeoutMs: 500 });
const fromMemory = state();
gate.closed = true;
// Only this soft limit is lifted: the disk takes bytes again.
execFileSync('prlimit', ['--pid', String(process.pid), '--fsize=unlimited:unlimited']);
await sleep(ASKED_AGAIN_MS);
capture(HALF);
const again = { onDisk: onDisk().filter((number) => number >= HALF) };
gate.closed = false;
await events.flush({ timeoutMs: 10_000 });
const end = state();
await events.shutdown();
process.stdout.write(`${JSON.stringify({ full, fromMemory, again, end, said, left: readdirSync(directory) })}\n`);
