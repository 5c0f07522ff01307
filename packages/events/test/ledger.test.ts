import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { delivered, retryLater, type SendOutcome } from '@plumbline/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createEvents, type Events, type EventsOptions } from '../src/index.ts';
import { catalog, countingMeter, keptLog, shelf, type Shelf } from './world.ts';

let root = '';
const open: Events<typeof catalog>[] = [];

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'plumbline-ledger-'));
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((events) => events.shutdown({ timeoutMs: 50 })));
  rmSync(root, { recursive: true, force: true });
});

async function start(
  folder: string,
  shelves: readonly Shelf[],
  options: Partial<EventsOptions<typeof catalog>> = {},
): Promise<Events<typeof catalog>> {
  const adapters = shelves.map(({ adapter }) => adapter);
  const ledger = { directory: path.join(root, folder) };
  const events = createEvents({ catalog, adapters, flushIntervalMs: 3_600_000, maxBatch: 10, ledger, ...options });
  open.push(events);
  await events.start();
  return events;
}

function killed(from: string, to: string): void {
  const filter = (file: string): boolean => !file.endsWith('.lock');
  cpSync(path.join(root, from), path.join(root, to), { recursive: true, filter });
}

const capture = (events: Events<typeof catalog>, count: number): void => {
  for (let index = 0; index < count; index += 1) events.capture('item_created', { number: index });
};

const silent = (): Promise<SendOutcome> => new Promise(() => undefined);

const mirrorOf = (): Shelf => shelf({ kind: 'mirror', role: 'mirror', allow: { item_created: ['number'] } });

it('counts at the next start what a killed process took with it', async () => {
  const truth = shelf({ answer: (_, attempt) => (attempt === 1 ? delivered() : silent()) });
  const mirror = mirrorOf();
  const before = await start('a', [truth, mirror]);
  capture(before, 37);
  for (const label of ['truth', 'mirror']) {
    await expect.poll(() => before.snapshot().destinations[label]?.delivered).toBe(10);
  }
  killed('a', 'b');
  const { meter, series } = countingMeter();
  const after = await start('b', [shelf(), mirrorOf()], { meter });
  // The open batch is known, too, as far as something was settled after it began.
  const counts = { delivered: 0, retries: 0, recovered: 27, pending: 0, lost: { crashed: 27 } };
  expect(after.snapshot()).toMatchObject({ accepted: 0, destinations: { truth: counts, mirror: counts } });
  expect(series.get('plumbline.events.lost{destination=truth,reason=crashed}')).toBe(27);
  killed('b', 'c');
  // Counted once.
  expect((await start('c', [shelf(), mirrorOf()])).snapshot().destinations['truth']?.lost).toEqual({});
});

it('has nothing to count after an end in good order, whatever was lost', async () => {
  const before = await start('a', [shelf({ answer: () => retryLater(new Error('down')) })]);
  capture(before, 25);
  expect((await before.shutdown({ timeoutMs: 3_000 })).lost).toEqual({ shutdown_deadline: 25 });
  expect(readdirSync(path.join(root, 'a'))).toEqual([]);
});

it('stays small, however long the process lives', async () => {
  const before = await start('a', [shelf()], { maxBatch: 1 });
  for (let round = 0; round < 12; round += 1) {
    capture(before, 500);
    await before.flush();
  }
  const files = (): string[] =>
    readdirSync(path.join(root, 'a'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.log'));
  // 12,000 lines of 30 bytes are six files; what is older than the newest thousand lines goes.
  await expect.poll(() => files().length).toBeLessThanOrEqual(2);
  killed('a', 'b');
  expect((await start('b', [shelf()])).snapshot().destinations['truth']).toMatchObject({ recovered: 0, lost: {} });
});

it('says once that the disk does not let it, and goes on', async () => {
  const { log, lines } = keptLog();
  const events = await start('a', [shelf()], { ledger: { directory: '/dev/null/ledger' }, log });
  capture(events, 3);
  expect(await events.flush()).toEqual({ delivered: 3, lost: {}, pending: 0 });
  expect(lines.map(({ fields }) => fields['code'])).toEqual(['PLB_EVENTS_SPOOL']);
});
