import {
  delivered,
  type OutboundBatch,
  partial,
  rejected,
  retryLater,
  type SendOutcome,
  unknown,
} from '@plumbline/core';
import { type TestClock, testClock } from '@plumbline/testkit';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createEvents, type Events, type EventsOptions } from '../src/index.ts';
import { catalog, countingMeter, keptLog, shelf, type Shelf, turn } from './world.ts';

/** `npm run test:soak` runs the same properties on this many times the cases. */
const SCALE = Number(process.env['PLUMBLINE_WORKSPACE_SOAK'] ?? 1);

const down = new Error('down');
const idsOf = (batch: OutboundBatch | undefined): string[] => (batch?.events ?? []).map(({ eventId }) => eventId);

interface Rig {
  readonly clock: TestClock;
  readonly events: Events<typeof catalog>;
  readonly capture: (count: number) => void;
}

async function rig(shelves: readonly Shelf[], options: Partial<EventsOptions<typeof catalog>> = {}): Promise<Rig> {
  const clock = testClock();
  const adapters = shelves.map(({ adapter }) => adapter);
  const events = createEvents({ catalog, adapters, clock, retry: { random: () => 1 }, ...options });
  await events.start();
  return {
    clock,
    events,
    capture(count) {
      for (let i = 0; i < count; i += 1) events.capture('item_created', { number: i });
    },
  };
}

const mirrorOf = (options: Parameters<typeof shelf>[0] = {}): Shelf =>
  shelf({ kind: 'mirror', role: 'mirror', allow: { item_created: ['number'] }, ...options });

it('sends the same bytes again, with exponential waits, until it succeeds', async () => {
  const times: number[] = [];
  const truth = shelf({
    answer: (_, attempt) => {
      times.push(clock.now());
      return attempt < 5 ? retryLater(down) : delivered();
    },
  });
  const { clock, events, capture } = await rig([truth], { retry: { random: () => 1, baseMs: 100, maxMs: 400 } });
  capture(3);
  await clock.advance(60_000);
  expect(times.slice(1).map((time, i) => time - (times[i] ?? 0))).toEqual([100, 200, 400, 400]);
  for (const batch of truth.batches) expect(batch).toEqual(truth.batches[0]);
  expect(events.snapshot().destinations['truth']).toEqual({
    delivered: 3,
    lost: {},
    retries: 4,
    recovered: 0,
    pending: 0,
    oldestAgeMs: 0,
  });
});

it('spreads waits over the whole range', async () => {
  const truth = shelf({ answer: (_, attempt) => (attempt < 2 ? retryLater(down) : delivered()) });
  const { clock, capture } = await rig([truth], { retry: { random: () => 0.25, baseMs: 100 } });
  capture(1);
  await clock.advance(1_000 + 24);
  expect(truth.stored).toHaveLength(0);
  await clock.advance(1);
  expect(truth.stored).toHaveLength(1);
});

it('waits as long as the destination asks, even when flushed, but at most five minutes', async () => {
  const truth = shelf({ answer: (_, attempt) => (attempt === 1 ? retryLater(down, 3_600_000) : delivered()) });
  const { clock, events, capture } = await rig([truth]);
  capture(1);
  await clock.advance(1_000);
  const flushed = events.flush({ timeoutMs: 1_000 });
  await clock.advance(1_000);
  expect(await flushed).toEqual({ delivered: 0, lost: {}, pending: 1 });
  await clock.advance(297_999);
  expect(truth.batches).toHaveLength(1);
  await clock.advance(1_001);
  expect(truth.stored).toHaveLength(1);
});

it('a flush tries at once what waits after a failure', async () => {
  const truth = shelf({ answer: (_, attempt) => (attempt < 2 ? retryLater(down) : delivered()) });
  const { events, capture } = await rig([truth]);
  capture(1);
  const first = events.flush({ timeoutMs: 10 });
  await turn();
  const second = events.flush({ timeoutMs: 10 });
  await turn();
  expect(await second).toEqual({ delivered: 1, lost: {}, pending: 0 });
  await first;
});

it('repeats an unanswered send only where the destination drops repeats', async () => {
  const answer = (_: OutboundBatch, attempt: number): SendOutcome => (attempt === 1 ? unknown(down) : delivered());
  const safe = shelf({ answer });
  const unsafe = mirrorOf({ answer, idempotent: false });
  const { clock, events, capture } = await rig([safe, unsafe]);
  capture(2);
  await clock.advance(60_000);
  expect(events.snapshot().destinations).toMatchObject({
    truth: { delivered: 2, lost: {} },
    mirror: { delivered: 0, lost: { rejected: 2 } },
  });
  expect(unsafe.batches).toHaveLength(1);
});

it.each([
  ['rejects', () => Promise.reject(new Error('bug'))],
  ['answers nothing', () => Promise.resolve(undefined as unknown as SendOutcome)],
  ['answers half', () => Promise.resolve({ kind: 'partial', error: down } as unknown as SendOutcome)],
])('an adapter that %s has not answered', async (_, send) => {
  const truth = shelf();
  let calls = 0;
  const adapter = {
    ...truth.adapter,
    send: (batch: OutboundBatch) => ((calls += 1) === 1 ? send() : truth.adapter.send(batch)),
  };
  const { clock, events, capture } = await rig([{ ...truth, adapter }]);
  capture(1);
  await clock.advance(60_000);
  expect(events.snapshot().destinations['truth']).toMatchObject({ delivered: 1, lost: {} });
});

it('re-seals what a partial answer left under an ID of its own, and each repeat of that is the same again', async () => {
  const truth = shelf({
    answer(batch, attempt) {
      const [a = '', b = '', c = ''] = idsOf(batch);
      if (attempt === 1) return partial(down, { rejected: [a], retry: [b, c, b, 'stranger'] });
      return attempt === 2 ? retryLater(down) : delivered();
    },
  });
  const { clock, events, capture } = await rig([truth]);
  capture(5);
  await clock.advance(60_000);
  const [first, second, third] = truth.batches;
  expect(idsOf(second)).toEqual(idsOf(first).slice(1, 3));
  expect(second?.id).not.toBe(first?.id);
  expect(third).toEqual(second);
  expect(events.snapshot().destinations['truth']).toMatchObject({ delivered: 4, lost: { rejected: 1 }, pending: 0 });
  expect(new Set(truth.stored).size).toBe(4);
});

it('gives up after `maxAttempts` where one is set', async () => {
  const truth = shelf({ answer: () => retryLater(down) });
  const { clock, events, capture } = await rig([truth], { retry: { maxAttempts: 3 } });
  capture(2);
  await clock.advance(600_000);
  expect(truth.batches).toHaveLength(3);
  expect(events.snapshot().destinations['truth']).toMatchObject({ lost: { retries_exhausted: 2 }, pending: 0 });
});

it('gives a mirror only what the source has answered for, cut to slices that it takes', async () => {
  let up = false;
  const truth = shelf({ answer: () => (up ? delivered() : retryLater(down)) });
  const mirror = mirrorOf({ maxBatch: 2 });
  const { clock, events, capture } = await rig([truth, mirror]);
  capture(5);
  await clock.advance(10_000);
  expect(mirror.batches).toHaveLength(0);
  up = true;
  await clock.advance(60_000);
  const id = truth.batches[0]?.id;
  expect(mirror.batches.map((batch) => [batch.id, batch.events.length])).toEqual([
    [`${id}.0`, 2],
    [`${id}.1`, 2],
    [`${id}.2`, 1],
  ]);
  expect(events.snapshot().destinations['mirror']).toMatchObject({ delivered: 5 });
});

it('a mirror also gets what the source gave up', async () => {
  const mirror = mirrorOf();
  const { clock, capture } = await rig([shelf({ answer: () => rejected(down) }), mirror]);
  capture(2);
  await clock.advance(1_000);
  expect(mirror.stored).toHaveLength(2);
});

it('counts what a mirror does not list, and sends it nothing of it', async () => {
  const mirror = mirrorOf({ allow: { item_rated: ['kind'] } });
  const { clock, events, capture } = await rig([shelf(), mirror]);
  capture(3);
  events.capture('item_rated', { surface: 'page', kind: 'good' });
  await clock.advance(1_000);
  expect(mirror.batches.map(idsOf)).toEqual([[expect.any(String)]]);
  expect(events.snapshot().destinations['mirror']).toMatchObject({ delivered: 1, lost: { not_allowed: 3 } });
});

it.each([
  ['fails', () => retryLater(down)],
  ['hangs', () => new Promise<SendOutcome>(() => undefined)],
])('a mirror that %s delays and refuses nothing; what it misses is counted', async (_, answer) => {
  const truth = shelf();
  const healthy = mirrorOf({ kind: 'healthy' });
  const { clock, events, capture } = await rig([truth, mirrorOf({ answer }), healthy], { maxQueued: 20, maxBatch: 5 });
  for (let round = 0; round < 50; round += 1) {
    capture(10);
    await clock.advance(1_000);
  }
  const { refused, accepted, destinations } = events.snapshot();
  expect(refused).toEqual({});
  expect([accepted, truth.stored.length, healthy.stored.length]).toEqual([500, 500, 500]);
  const behind = destinations['mirror'];
  expect((behind?.lost.mirror_behind ?? 0) + (behind?.pending ?? 0)).toBe(500);
  // The bound, and the one batch that may be on its way.
  expect(behind?.pending).toBeLessThanOrEqual(25);
});

it('takes a batch from a mirror that waits with it, at once, and never sends it again', async () => {
  const truth = shelf();
  const mirror = mirrorOf({ answer: () => retryLater(down, 200_000) });
  const { clock, events, capture } = await rig([truth, mirror], { maxQueued: 4, maxBatch: 2 });
  capture(4);
  await clock.advance(1_000);
  const [first] = mirror.batches;
  capture(2);
  await turn();
  expect(events.snapshot().destinations['mirror']?.lost).toEqual({ mirror_behind: 2 });
  await clock.advance(600_000);
  expect(mirror.batches.filter(({ id }) => id === first?.id)).toHaveLength(1);
});

it('shows accepted events to the meter with each batch, without a flush', async () => {
  const { meter, series } = countingMeter();
  const { capture } = await rig([shelf()], { meter, maxBatch: 2 });
  capture(5);
  expect(series.get('plumbline.events.accepted{source=api}')).toBe(3);
});

it('refuses what finds no room while the source is down, and loses nothing of what it took', async () => {
  let up = false;
  const truth = shelf({ answer: () => (up ? delivered() : retryLater(down)) });
  const { clock, events, capture } = await rig([truth], { maxQueued: 20, maxBatch: 5 });
  capture(30);
  await clock.advance(600_000);
  expect(events.snapshot()).toMatchObject({ accepted: 20, refused: { queue_full: 10 } });
  up = true;
  await clock.advance(60_000);
  expect(new Set(truth.stored).size).toBe(20);
  capture(1);
  expect(events.snapshot().accepted).toBe(21);
});

it('bounds bytes where asked to', async () => {
  const { events, capture } = await rig([shelf({ answer: () => retryLater(down) })], { maxQueuedBytes: 5_000 });
  capture(100);
  const { accepted, refused } = events.snapshot();
  // 285 bytes each: 220, three fields of 16, and 17 letters.
  expect(accepted).toBe(17);
  expect(refused.queue_full).toBe(100 - accepted);
});

it('counts what the deadline of the shutdown leaves, and nothing that answers later', async () => {
  let answer: (outcome: SendOutcome) => void = () => undefined;
  const truth = shelf({
    answer: () =>
      new Promise<SendOutcome>((resolve) => {
        answer = resolve;
      }),
  });
  const mirror = mirrorOf();
  const { clock, events, capture } = await rig([truth, mirror]);
  capture(4);
  const ended = events.shutdown({ timeoutMs: 1_000 });
  await clock.advance(1_000);
  expect(await ended).toEqual({ delivered: 0, lost: { shutdown_deadline: 8 }, pending: 0 });
  answer(delivered());
  await clock.advance(60_000);
  expect(events.snapshot().destinations['truth']).toMatchObject({
    delivered: 0,
    lost: { shutdown_deadline: 4 },
    pending: 0,
  });
  expect([truth.closed(), mirror.closed(), clock.pending]).toEqual([1, 1, 0]);
});

it('says once that a destination fails and once that it works again', async () => {
  const { log, lines } = keptLog();
  const truth = shelf({ answer: (_, attempt) => (attempt < 4 ? retryLater(down) : delivered()) });
  const { clock, capture } = await rig([truth], { log });
  capture(1);
  await clock.advance(60_000);
  expect(lines.map(({ message }) => message)).toEqual(['event delivery fails', 'event delivery works again']);
});

it('tells two adapters of a kind apart', async () => {
  const { events } = await rig([shelf(), mirrorOf(), mirrorOf()]);
  expect(Object.keys(events.snapshot().destinations)).toEqual(['truth', 'mirror', 'mirror-2']);
});

/** Any answer: faults of every kind, at once, late or never, in any order. */
const fault = fc.constantFrom('delivered', 'retry', 'asked', 'rejected', 'unknown', 'partial', 'throw', 'late', 'hang');
const step = fc.record({
  capture: fc.nat(12),
  advanceMs: fc.constantFrom(0, 1, 999, 1_000, 5_000),
  flush: fc.boolean(),
});

function answerOf(kind: string, batch: OutboundBatch, clock: TestClock): SendOutcome | Promise<SendOutcome> {
  const ids = idsOf(batch);
  if (kind === 'retry') return retryLater(down);
  if (kind === 'asked') return retryLater(down, 700);
  if (kind === 'rejected') return rejected(down);
  if (kind === 'unknown') return unknown(down);
  if (kind === 'partial')
    return partial(down, { retry: ids.filter((_, i) => i % 2 === 0), rejected: ids.filter((_, i) => i % 5 === 0) });
  if (kind === 'throw') throw down;
  if (kind === 'late') return new Promise((resolve) => void clock.after(3_000, () => resolve(delivered())));
  // An adapter's own deadline turns silence into `unknown`.
  if (kind === 'hang') return new Promise((resolve) => void clock.after(10_000, () => resolve(unknown(down))));
  return delivered();
}

it('accepted = delivered + lost + pending for every destination, at every moment, under every fault', async () => {
  const run = fc.asyncProperty(
    fc.array(step, { minLength: 1, maxLength: 15 }),
    fc.array(fault, { maxLength: 30 }),
    fc.array(fault, { maxLength: 30 }),
    fc.boolean(),
    fc.boolean(),
    async (steps, sourceFaults, mirrorFaults, idempotent, healed) => {
      const clock = testClock();
      const ends = { open: true };
      const answering = (faults: string[]) => (batch: OutboundBatch) =>
        answerOf(ends.open ? (faults.shift() ?? (healed ? 'delivered' : 'retry')) : 'delivered', batch, clock);
      const truth = shelf({ answer: answering([...sourceFaults]), idempotent, maxBatch: 4 });
      const mirror = mirrorOf({ answer: answering([...mirrorFaults]), idempotent: !idempotent, maxBatch: 3 });
      const { meter, series } = countingMeter();
      const events = createEvents({
        catalog,
        adapters: [truth.adapter, mirror.adapter],
        clock,
        meter,
        maxQueued: 20,
        maxBatch: 5,
      });
      await events.start();
      let offered = 0;
      const check = (): void => {
        const { accepted, refused, destinations } = events.snapshot();
        expect(accepted + (refused.queue_full ?? 0)).toBe(offered);
        for (const [label, kept] of [
          ['truth', truth],
          ['mirror', mirror],
        ] as const) {
          const counts = destinations[label];
          const lost = Object.values(counts?.lost ?? {}).reduce((sum, n) => sum + n, 0);
          expect(counts?.pending).toBeGreaterThanOrEqual(0);
          expect((counts?.delivered ?? 0) + lost + (counts?.pending ?? 0)).toBe(accepted);
          expect(counts?.delivered).toBe(kept.stored.length);
          expect(series.get(`plumbline.events.delivered{destination=${label}}`)).toBe(kept.stored.length);
          // Nothing is stored twice: each repeat carries only what was not confirmed.
          expect(new Set(kept.stored).size).toBe(kept.stored.length);
        }
        expect(destinations['truth']?.pending).toBeLessThanOrEqual(20);
      };
      for (const { capture, advanceMs, flush } of steps) {
        for (let i = 0; i < capture; i += 1) events.capture('item_created');
        offered += capture;
        if (flush) void events.flush({ timeoutMs: 100 });
        await clock.advance(advanceMs);
        check();
      }
      await clock.advance(600_000);
      check();
      const waiting = Object.values(events.snapshot().destinations).reduce((sum, { pending }) => sum + pending, 0);
      expect(healed ? waiting : 0).toBe(0);
      const ended = events.shutdown({ timeoutMs: 2_000 });
      await clock.advance(2_000);
      expect((await ended).pending).toBe(0);
      const { accepted, destinations } = events.snapshot();
      for (const { delivered: arrived, lost } of Object.values(destinations)) {
        expect(arrived + Object.values(lost).reduce((sum, n) => sum + n, 0)).toBe(accepted);
      }
      expect(
        [...series].filter(([key]) => key.startsWith('plumbline.events.accepted')).reduce((sum, [, n]) => sum + n, 0),
      ).toBe(accepted);
    },
  );
  await fc.assert(run, { numRuns: 150 * SCALE });
});
