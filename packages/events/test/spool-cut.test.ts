import {
  closeSync,
  cpSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { delivered, retryLater, type SendOutcome } from '@plumbline/core';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createEvents, type Events } from '../src/index.ts';
import { catalog, shelf, type Shelf } from './world.ts';

let root = '';
const open: Events<typeof catalog>[] = [];

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'plumbline-cut-'));
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((events) => events.shutdown({ timeoutMs: 50 })));
  rmSync(root, { recursive: true, force: true });
});

async function start(folder: string, shelves: readonly Shelf[]): Promise<Events<typeof catalog>> {
  const events = createEvents({
    catalog,
    adapters: shelves.map(({ adapter }) => adapter),
    retry: { baseMs: 1, maxMs: 5 },
    maxBatch: 50,
    flushIntervalMs: 3_600_000,
    spool: { directory: path.join(root, folder) },
  });
  open.push(events);
  await events.start();
  return events;
}

const capture = (events: Events<typeof catalog>, count: number): void => {
  for (let number = 0; number < count; number += 1) events.capture('item_created', { number });
};

const filesOf = (folder: string): readonly string[] =>
  readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && file.name.endsWith('.log'))
    .map(({ name, parentPath }) => path.join(parentPath, name));

/** What somebody does who makes room on a disk in the wrong place. */
function cut(folder: string, share: number): void {
  for (const file of filesOf(folder)) truncateSync(file, Math.floor(statSync(file).size * share));
}

/** Writes something else into the middle of the files. */
function garble(folder: string, share: number): void {
  for (const file of filesOf(folder)) {
    const fd = openSync(file, 'r+');
    writeSync(fd, 'XX', Math.floor(statSync(file).size * share));
    closeSync(fd);
  }
}

const mirrorOf = (): Shelf => shelf({ kind: 'mirror', role: 'mirror', allow: { item_created: ['number'] } });

/** What became of the events at the source; at each destination nothing waits, and the numbers add up. */
function settledOf(events: Events<typeof catalog>): readonly [delivered: number, corrupt: number] {
  const { accepted, destinations } = events.snapshot();
  for (const { delivered: done, lost, pending, recovered } of Object.values(destinations)) {
    const { spool_corrupt: corrupt = 0, ...others } = lost;
    expect([pending, others, done + corrupt]).toEqual([0, {}, accepted + recovered]);
  }
  const { delivered: stored = 0, lost } = destinations['truth'] ?? {};
  return [stored, lost?.spool_corrupt ?? 0];
}

const CUTS = [0, 0.1, 0.3, 0.5, 0.9, 0.99];
const cases = CUTS.flatMap((share) => [0, 1, 49, 120].map((more) => [share, more] as const));

it.each(cases)(
  'counts what a file has lost that was cut to %d while it was in use, with %d events after',
  async (share, more) => {
    let answer = (): SendOutcome => retryLater(new Error('down'));
    const truth = shelf({ answer: () => answer() });
    const mirror = mirrorOf();
    const events = await start('a', [truth, mirror]);
    capture(events, 130);
    await events.flush({ timeoutMs: 20 });
    capture(events, 120);
    cut('a', share);
    capture(events, more);
    answer = delivered;
    await events.flush();
    const [stored, corrupt] = settledOf(events);
    expect([stored, corrupt > 0]).toEqual([truth.stored.length, true]);
  },
);

it.each(CUTS)(
  'counts it at the next start, where a process was killed behind a file that was cut to %d',
  async (share) => {
    const before = await start('a', [shelf({ answer: () => new Promise<SendOutcome>(() => undefined) }), mirrorOf()]);
    capture(before, 130);
    await before.flush({ timeoutMs: 20 });
    cut('a', share);
    capture(before, 100);
    await before.flush({ timeoutMs: 20 });
    const filter = (file: string): boolean => !file.endsWith('.lock');
    cpSync(path.join(root, 'a'), path.join(root, 'b'), { recursive: true, filter });
    const truth = shelf();
    const after = await start('b', [truth, mirrorOf()]);
    expect(after.snapshot().destinations['truth']).toMatchObject({ recovered: 230 });
    await after.flush();
    const [stored, corrupt] = settledOf(after);
    expect([stored, stored + corrupt]).toEqual([truth.stored.length, 230]);
  },
);

const step = fc.record({
  count: fc.nat(120),
  share: fc.double({ min: 0, max: 0.99, noNaN: true }),
  harm: fc.constantFrom('none', 'none', cut, garble),
  answers: fc.constantFrom('down', 'every other', 'all'),
  flushes: fc.boolean(),
});

it('counts every event once, delivered or lost, whatever is done to its files meanwhile', async () => {
  let folder = 0;
  const scenario = fc.array(step, { minLength: 2, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(scenario, async (steps) => {
      folder += 1;
      let mode: 'down' | 'every other' | 'all' = 'down';
      const answer = (_batch: unknown, attempt: number): SendOutcome =>
        mode === 'all' || (mode === 'every other' && attempt % 2 === 0) ? delivered() : retryLater(new Error('down'));
      const truth = shelf({ answer });
      const mirror = shelf({
        kind: 'mirror',
        role: 'mirror',
        allow: { item_created: ['number'] },
        answer,
        maxBatch: 7,
      });
      const events = await start(`${folder}`, [truth, mirror]);
      for (const { count, share, harm, answers, flushes } of steps) {
        capture(events, count);
        if (typeof harm === 'function') harm(`${folder}`, share);
        mode = answers;
        if (flushes) await events.flush({ timeoutMs: 10 });
      }
      mode = 'all';
      await events.flush();
      settledOf(events);
      const { destinations } = events.snapshot();
      expect([destinations['truth']?.delivered, destinations['mirror']?.delivered]).toEqual([
        truth.stored.length,
        mirror.stored.length,
      ]);
      await events.shutdown();
    }),
    { numRuns: 100 },
  );
}, 300_000);
