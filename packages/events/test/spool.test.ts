import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { delivered, type OutboundBatch, partial, retryLater, type SendOutcome, systemClock } from '@plumbline/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createEvents, type Events, type EventsOptions } from '../src/index.ts';
import { catalog, countingMeter, keptLog, observingMeter, shelf, type Shelf } from './world.ts';

let root = '';
const open: Events<typeof catalog>[] = [];

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'plumbline-spool-'));
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((events) => events.shutdown({ timeoutMs: 50 })));
  rmSync(root, { recursive: true, force: true });
});

type Given = Partial<EventsOptions<typeof catalog>>;

const down = new Error('down');

async function start(folder: string, shelves: readonly Shelf[], options: Given = {}): Promise<Events<typeof catalog>> {
  const events = createEvents({
    catalog,
    adapters: shelves.map(({ adapter }) => adapter),
    retry: { baseMs: 1, maxMs: 5 },
    flushIntervalMs: 3_600_000,
    spool: { directory: path.join(root, folder) },
    ...options,
  });
  open.push(events);
  await events.start();
  return events;
}

/** What a process that is killed now leaves behind: its files, without whoever holds them. */
function killed(from: string, to: string): void {
  const filter = (file: string): boolean => !file.endsWith('.lock');
  cpSync(path.join(root, from), path.join(root, to), { recursive: true, filter });
}

const capture = (events: Events<typeof catalog>, count: number, first = 0): void => {
  for (let index = 0; index < count; index += 1) events.capture('item_created', { number: first + index });
};

const silent = (): Promise<SendOutcome> => new Promise(() => undefined);

const numbersOf = (batches: readonly OutboundBatch[]): unknown[] =>
  batches.flatMap(({ events }) => events.map(({ payload }) => payload['number']));

const linesOf = (folder: string): string[] =>
  readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.name.endsWith('.log'))
    .flatMap(({ parentPath, name }) => readFileSync(path.join(parentPath, name), 'utf8').trimEnd().split('\n'))
    .map((line) => line.split(' ').slice(3).join(' '));

const mirrorOf = (options: Parameters<typeof shelf>[0] = {}): Shelf =>
  shelf({ kind: 'mirror', role: 'mirror', allow: { item_created: ['number'] }, ...options });

it('delivers through the disk, as rows and as events, and leaves nothing there', async () => {
  const truth = shelf();
  const mirror = mirrorOf();
  const events = await start('a', [truth, mirror], { maxBatch: 4 });
  capture(events, 10);
  expect(await events.flush()).toEqual({ delivered: 20, lost: {}, pending: 0 });
  expect(truth.batches.map((batch) => [batch.rows?.length, batch.events.length])).toEqual([
    [4, 4],
    [4, 4],
    [2, 2],
  ]);
  expect(JSON.parse(truth.batches[0]?.rows?.[3] ?? '')).toMatchObject({ name: 'item_created', source: 'api' });
  expect([numbersOf(truth.batches), numbersOf(mirror.batches)]).toEqual([
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  ]);
  // A mirror never sees a row: rows hold what its allowlist takes out.
  expect(mirror.batches.map(({ id, rows }) => [id, rows])).toEqual(truth.batches.map(({ id }) => [id, undefined]));
  await events.shutdown();
  expect(linesOf('a')).toEqual([]);
});

it('says how long the oldest event on disk has waited, of each destination and of all, and nothing of idle time', async () => {
  let now = Date.now();
  const clock = { ...systemClock, now: () => now };
  const { meter, collect } = observingMeter();
  const events = await start('a', [shelf(), mirrorOf({ answer: silent })], { clock, meter });
  const ages = (): Record<string, number> => {
    const { oldestAgeMs, destinations } = events.snapshot();
    const each = Object.entries(destinations).map(([label, one]) => [label, one.oldestAgeMs] as const);
    return { all: oldestAgeMs, ...Object.fromEntries(each) };
  };
  now += 3_600_000;
  expect(ages()).toEqual({ all: 0, truth: 0, mirror: 0 });
  capture(events, 1);
  now += 1_000;
  expect(ages()).toEqual({ all: 1_000, truth: 1_000, mirror: 1_000 });
  await events.flush({ timeoutMs: 50 });
  await expect.poll(() => events.snapshot().destinations['truth']?.pending).toBe(0);
  now += 3_600_000;
  expect(ages()).toEqual({ all: 3_601_000, truth: 0, mirror: 3_601_000 });
  capture(events, 1);
  now += 5_000;
  expect(ages()).toEqual({ all: 3_606_000, truth: 5_000, mirror: 3_606_000 });
  expect(collect('plumbline.events.oldest_age')).toEqual({ truth: 5, mirror: 3_606 });
});

it('writes an event before the call returns, and the seal before the first attempt', async () => {
  const seen: string[][] = [];
  const truth = shelf({
    answer: () => {
      seen.push(linesOf('a').map((line) => line.slice(0, 1)));
      return delivered();
    },
  });
  const events = await start('a', [truth], { maxBatch: 2 });
  capture(events, 1);
  expect(linesOf('a')).toEqual([expect.stringMatching(/^O /), expect.stringMatching(/^E \{"org_id_hash":""/)]);
  capture(events, 1);
  await events.flush();
  expect(seen).toEqual([['O', 'E', 'E', 'S']]);
  expect(linesOf('a').at(-1)).toMatch(/^D truth [0-9a-f-]{36} 2 - -$/);
});

it('gives a mirror nothing that the source has not settled, before and after a kill', async () => {
  const early = mirrorOf();
  const before = await start('a', [shelf({ answer: silent }), early], { maxBatch: 2 });
  capture(before, 5);
  await before.flush({ timeoutMs: 50 });
  killed('a', 'b');
  const late = mirrorOf();
  let answer = (): SendOutcome => retryLater(down);
  const truth = shelf({ answer: () => answer() });
  const after = await start('b', [truth, late]);
  await after.flush({ timeoutMs: 50 });
  expect([early.batches, late.batches]).toEqual([[], []]);
  answer = delivered;
  await after.flush();
  expect(numbersOf(late.batches)).toEqual([0, 1, 2, 3, 4]);
});

it('sends the same batches again after a kill, and seals what was open as it lies there', async () => {
  const first = shelf({ answer: silent });
  const before = await start('a', [first], { maxBatch: 3 });
  capture(before, 8);
  await expect.poll(() => first.batches.length).toBe(1);
  killed('a', 'b');
  const again = shelf({ answer: silent });
  const between = await start('b', [again], { maxBatch: 50 });
  expect(between.snapshot()).toMatchObject({ accepted: 0, destinations: { truth: { recovered: 8, pending: 8 } } });
  await expect.poll(() => again.batches.length).toBe(1);
  killed('b', 'c');
  const last = shelf();
  const after = await start('c', [last]);
  capture(after, 1, 8);
  expect(await after.flush()).toEqual({ delivered: 9, lost: {}, pending: 0 });
  expect(after.snapshot().destinations['truth']).toMatchObject({ recovered: 8, delivered: 9 });
  expect(numbersOf(last.batches)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  for (const [index, { id, rows }] of first.batches.concat(again.batches).entries()) {
    expect([index, id, rows]).toEqual([index, last.batches[0]?.id, last.batches[0]?.rows]);
  }
  expect(new Set(last.batches.map(({ id }) => id)).size).toBe(4);
});

it('keeps what was settled before the kill: it is neither counted nor sent twice', async () => {
  let calls = 0;
  const truth = shelf({
    answer: (batch) => {
      calls += 1;
      const ids = batch.events.map(({ eventId }) => eventId);
      if (calls === 2) return partial(down, { rejected: ids.slice(0, 1), retry: ids.slice(2) });
      return calls === 1 ? delivered() : silent();
    },
  });
  const mirror = mirrorOf({ answer: silent });
  const before = await start('a', [truth, mirror], { maxBatch: 4 });
  capture(before, 12);
  await expect.poll(() => calls).toBe(3);
  const { truth: source, mirror: behind } = before.snapshot().destinations;
  expect(source).toMatchObject({ delivered: 5, lost: { rejected: 1 }, pending: 6 });
  killed('a', 'b');
  const last = shelf();
  const lastMirror = mirrorOf();
  const after = await start('b', [last, lastMirror]);
  const { destinations } = after.snapshot();
  expect([destinations['truth']?.recovered, destinations['mirror']?.recovered]).toEqual([6, behind?.pending]);
  await after.flush();
  expect(numbersOf(last.batches)).toEqual([6, 7, 8, 9, 10, 11]);
  // The rest of a partial answer has the ID that it had before.
  expect(last.batches[0]?.id).toBe(truth.batches[2]?.id);
  expect(numbersOf(lastMirror.batches)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

it('does not repeat what was on its way to a destination that would not notice', async () => {
  const mirror = mirrorOf({ answer: (_, attempt) => (attempt === 1 ? delivered() : silent()), idempotent: false });
  const before = await start('a', [shelf(), mirror], { maxBatch: 2 });
  capture(before, 6);
  await expect.poll(() => mirror.batches.length).toBe(2);
  killed('a', 'b');
  const last = mirrorOf({ idempotent: false });
  const after = await start('b', [shelf(), last]);
  await after.flush();
  expect(numbersOf(last.batches)).toEqual([4, 5]);
  expect(after.snapshot().destinations['mirror']).toMatchObject({
    recovered: 4,
    delivered: 2,
    lost: { rejected: 2 },
    pending: 0,
  });
});

it('leaves what it cannot deliver before the deadline to the next process', async () => {
  const before = await start('a', [shelf({ answer: () => retryLater(down) })]);
  capture(before, 5);
  expect(await before.shutdown({ timeoutMs: 1_000 })).toEqual({ delivered: 0, lost: {}, pending: 5 });
  before.capture('item_created');
  const truth = shelf();
  const after = await start('a', [truth]);
  expect(await after.flush()).toEqual({ delivered: 5, lost: {}, pending: 0 });
});

it('takes what was captured before the start to disk, too', async () => {
  const truth = shelf({ answer: silent });
  const events = createEvents({
    catalog,
    adapters: [truth.adapter],
    maxBatch: 2,
    spool: { directory: path.join(root, 'a') },
  });
  open.push(events);
  capture(events, 5);
  await events.start();
  expect(linesOf('a').filter((line) => line.startsWith('E '))).toHaveLength(5);
  expect(await events.shutdown({ timeoutMs: 1_000 })).toEqual({ delivered: 0, lost: {}, pending: 5 });
});

it('refuses new events when it is full of what the source has not confirmed', async () => {
  let up = false;
  const truth = shelf({ answer: () => (up ? delivered() : retryLater(down)) });
  const events = await start('a', [truth], { spool: { directory: path.join(root, 'a'), maxBytes: 1_048_576 } });
  capture(events, 5_000);
  const { accepted, refused } = events.snapshot();
  expect(refused).toEqual({ spool_full: 5_000 - accepted });
  expect(accepted).toBeGreaterThan(2_000);
  up = true;
  expect(await events.flush()).toMatchObject({ delivered: accepted, lost: {} });
  capture(events, 1);
  expect(events.snapshot().accepted).toBe(accepted + 1);
});

it('takes the oldest from a mirror that is behind, before the source loses its room', async () => {
  const healthy = mirrorOf({ kind: 'healthy' });
  const mirror = mirrorOf({ answer: () => retryLater(down) });
  const truth = shelf();
  const options = { spool: { directory: path.join(root, 'a'), maxBytes: 4 * 1_048_576 }, maxBatch: 20 };
  const events = await start('a', [truth, mirror, healthy], options);
  for (let round = 0; round < 600; round += 1) {
    capture(events, 20, round * 20);
    await expect.poll(() => truth.stored.length, { interval: 1 }).toBe((round + 1) * 20);
    await expect.poll(() => healthy.stored.length, { interval: 1 }).toBe((round + 1) * 20);
  }
  const { refused, destinations } = events.snapshot();
  expect(refused).toEqual({});
  const { delivered: arrived = -1, lost, pending = -1 } = destinations['mirror'] ?? {};
  expect(lost?.mirror_behind).toBeGreaterThan(500);
  expect(arrived + (lost?.mirror_behind ?? 0) + pending).toBe(12_000);
  expect(pending).toBeGreaterThan(0);
});

it('delivers a row that is longer than a line may be from memory', async () => {
  const { log, lines } = keptLog();
  const truth = shelf();
  const events = await start('a', [truth], { log });
  events.accept([
    {
      eventId: '01890a5d-ac96-774b-bcce-b302099a8050',
      name: 'page_viewed',
      source: 'web',
      sessionId: 'x'.repeat(300_000),
      anonymousUserId: '',
      routePattern: '/items/:id',
      occurredAt: Date.now(),
      payload: { feature: 'items' },
    },
  ]);
  capture(events, 1);
  expect(linesOf('a').filter((line) => line.startsWith('E '))).toHaveLength(1);
  expect(await events.flush()).toEqual({ delivered: 2, lost: {}, pending: 0 });
  expect(lines).toEqual([]);
});

it('counts an event whose line was damaged, and delivers its neighbours', async () => {
  const before = await start('a', [shelf({ answer: silent })], { maxBatch: 4 });
  capture(before, 4);
  killed('a', 'b');
  const folder = path.join(root, 'b');
  const file = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((name) => name.endsWith('.log')) ?? '';
  const { writeFileSync } = await import('node:fs');
  const text = readFileSync(path.join(folder, file), 'utf8');
  writeFileSync(path.join(folder, file), text.replace('\\"number\\":2', '\\"number\\":9'));
  const truth = shelf();
  const after = await start('b', [truth]);
  await after.flush();
  expect(numbersOf(truth.batches)).toEqual([0, 1, 3]);
  expect(after.snapshot().destinations['truth']).toMatchObject({
    recovered: 4,
    delivered: 3,
    lost: { spool_corrupt: 1 },
    pending: 0,
  });
});

it('gives up what no table keeps any more, before it is sent', async () => {
  const before = await start('a', [shelf({ answer: silent })], {
    clock: { ...(await import('@plumbline/core')).systemClock, now: () => Date.now() - 174 * 86_400_000 },
  });
  capture(before, 2);
  killed('a', 'b');
  const truth = shelf();
  const after = await start('b', [truth]);
  capture(after, 1, 2);
  await after.flush();
  expect(numbersOf(truth.batches)).toEqual([2]);
  expect(after.snapshot().destinations['truth']).toMatchObject({ recovered: 2, lost: { too_old: 2 }, pending: 0 });
});

it('shows what it recovered to the meter', async () => {
  const before = await start('a', [shelf({ answer: silent })]);
  capture(before, 7);
  killed('a', 'b');
  const { meter, series } = countingMeter();
  await start('b', [shelf()], { meter });
  expect(series.get('plumbline.events.recovered{destination=truth}')).toBe(7);
});

it('refuses a folder that cannot be used at the start, and wrong options before', async () => {
  const events = createEvents({ catalog, adapters: [shelf().adapter], spool: { directory: '/dev/null/spool' } });
  await expect(events.start()).rejects.toMatchObject({ code: 'PLB_EVENTS_SPOOL' });
  expect(() => createEvents({ catalog, spool: { directory: ' ', maxBytes: 1 } })).toThrow(
    /spool\.directory[^]*spool\.maxBytes/,
  );
});
