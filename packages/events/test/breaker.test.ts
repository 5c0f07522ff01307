import {
  delivered,
  noopMeter,
  type ObservableResult,
  type OutboundBatch,
  rejected,
  retryLater,
  type SendOutcome,
  tooLarge,
  unknown,
} from '@plumbline/core';
import { type TestClock, testClock } from '@plumbline/testkit';
import { expect, it } from 'vitest';
import { createEvents, type Events, type EventsOptions } from '../src/index.ts';
import { catalog, shelf, type Shelf } from './world.ts';

const fault = new Error('fault');
const MINUTE = 60_000;

interface Rig {
  readonly clock: TestClock;
  readonly events: Events<typeof catalog>;
  readonly capture: (first: number, count?: number) => void;
}

async function rig(shelves: readonly Shelf[], options: Partial<EventsOptions<typeof catalog>> = {}): Promise<Rig> {
  const clock = testClock();
  const adapters = shelves.map(({ adapter }) => adapter);
  const events = createEvents({ catalog, adapters, clock, retry: { random: () => 1 }, ...options });
  await events.start();
  return {
    clock,
    events,
    capture(first, count = 1) {
      for (let index = 0; index < count; index += 1) events.capture('item_created', { number: first + index });
    },
  };
}

const mirrorOf = (options: Parameters<typeof shelf>[0] = {}): Shelf =>
  shelf({ kind: 'mirror', role: 'mirror', allow: { item_created: ['number'] }, ...options });

const numbersOf = (batch: OutboundBatch | undefined): unknown[] =>
  (batch?.events ?? []).map(({ payload }) => payload['number']);

const holds = (batch: OutboundBatch, number: number): boolean => numbersOf(batch).includes(number);

it('asks a destination that is down with one parcel per wait, and not always with the same', async () => {
  let up = false;
  const truth = shelf({ answer: () => (up ? delivered() : retryLater(fault)) });
  const { clock, events, capture } = await rig([truth], { maxBatch: 1 });
  for (let number = 0; number < 6; number += 1) capture(number);
  await clock.advance(4 * MINUTE);
  expect(truth.batches.map((batch) => numbersOf(batch)[0])).toEqual([0, 0, 0, 0, 0, 1, 0, 1, 2, 0, 1, 2, 3]);
  up = true;
  await clock.advance(MINUTE);
  expect(new Set(truth.stored).size).toBe(6);
  expect(events.snapshot().destinations['truth']).toMatchObject({ delivered: 6, lost: {}, pending: 0 });
});

it('shows its state to the meter', async () => {
  let answer: () => SendOutcome = () => retryLater(fault);
  const callbacks: ((result: ObservableResult) => void)[] = [];
  const gauge = {
    addCallback: (callback: (result: ObservableResult) => void) => void callbacks.push(callback),
    removeCallback: () => undefined,
  };
  const silent = noopMeter.createObservableGauge('');
  const createObservableGauge = (name: string) => (name === 'plumbline.events.breaker' ? gauge : silent);
  const truth = shelf({ answer: () => answer() });
  const { clock, capture } = await rig([truth], { meter: { ...noopMeter, createObservableGauge } });
  const read = (): unknown[] => {
    const seen: unknown[] = [];
    for (const callback of callbacks) callback({ observe: (value, labels) => seen.push([value, labels]) });
    return seen;
  };
  capture(0);
  expect(read()).toEqual([[0, { destination: 'truth' }]]);
  await clock.advance(MINUTE);
  expect(read()).toEqual([[2, { destination: 'truth' }]]);
  answer = () => delivered();
  await clock.advance(MINUTE);
  expect(read()).toEqual([[0, { destination: 'truth' }]]);
});

it('a refusal never stops what comes after it', async () => {
  const truth = shelf({ answer: (_, attempt) => (attempt <= 10 ? rejected(fault) : delivered()) });
  const { clock, events, capture } = await rig([truth], { maxBatch: 1 });
  for (let number = 0; number < 12; number += 1) capture(number);
  await clock.advance(1);
  expect(events.snapshot().destinations['truth']).toMatchObject({ delivered: 2, lost: { rejected: 10 }, pending: 0 });
});

it('waits as long as asked, whatever else waits', async () => {
  const times: number[] = [];
  const truth = shelf({
    answer: (_, attempt) => {
      times.push(clock.now());
      return attempt <= 6 ? retryLater(fault, 45_000) : delivered();
    },
  });
  const { clock, events, capture } = await rig([truth], { maxBatch: 1 });
  capture(0, 3);
  await clock.advance(1);
  void events.flush({ timeoutMs: 1 });
  await clock.advance(10 * MINUTE);
  const waits = times.slice(1, 7).map((time, index) => time - (times[index] ?? 0));
  expect(waits).toEqual([45_000, 45_000, 45_000, 45_000, 45_000, 45_000]);
  expect(truth.stored).toHaveLength(3);
});

it('goes past a batch that alone keeps failing, and gives up only the event that is to blame', async () => {
  const truth = shelf({ answer: (batch) => (holds(batch, 13) ? unknown(fault) : delivered()) });
  const mirror = mirrorOf();
  const { clock, events, capture } = await rig([truth, mirror], { maxBatch: 8 });
  capture(8, 8);
  for (let minute = 0; minute < 60; minute += 1) {
    capture(100 + minute * 8, 8);
    await clock.advance(MINUTE);
  }
  const { accepted, destinations } = events.snapshot();
  expect(destinations['truth']).toMatchObject({ delivered: accepted - 1, lost: { rejected: 1 }, pending: 0 });
  expect(destinations['mirror']).toMatchObject({ delivered: accepted, lost: {}, pending: 0 });
  expect(new Set(truth.stored).size).toBe(accepted - 1);
  const whole = truth.batches.filter((batch) => holds(batch, 13) && batch.events.length === 8);
  expect(whole.length).toBeGreaterThanOrEqual(20);
});

it('gives nothing up while nothing arrives, however long that lasts', async () => {
  let up = false;
  const truth = shelf({ answer: () => (up ? delivered() : unknown(fault)) });
  const { clock, events, capture } = await rig([truth], { maxBatch: 4 });
  capture(0, 16);
  await clock.advance(24 * 60 * MINUTE);
  expect(events.snapshot().destinations['truth']).toMatchObject({ delivered: 0, lost: {}, pending: 16 });
  expect(truth.batches.every((batch) => batch.events.length === 4)).toBe(true);
  up = true;
  await clock.advance(MINUTE);
  expect(events.snapshot().destinations['truth']).toMatchObject({ delivered: 16, lost: {}, pending: 0 });
});

it('halves what is too large until it fits, and loses only what is too large alone', async () => {
  const truth = shelf({
    answer: (batch) => (batch.events.length > 3 || holds(batch, 5) ? tooLarge(fault) : delivered()),
  });
  const { clock, events, capture } = await rig([truth], { maxBatch: 16 });
  capture(0, 16);
  await clock.advance(1);
  expect(events.snapshot().destinations['truth']).toMatchObject({ delivered: 15, lost: { oversized: 1 }, pending: 0 });
  expect(new Set(truth.stored).size).toBe(15);
  expect(new Set(truth.batches.map(({ id }) => id)).size).toBe(truth.batches.length);
});

it('does not burn through what waits for a destination that does not answer and must not get it twice', async () => {
  let up = false;
  const mirror = mirrorOf({ idempotent: false, answer: () => (up ? delivered() : unknown(fault)) });
  const { clock, events, capture } = await rig([shelf(), mirror], { maxBatch: 1 });
  capture(0, 100);
  await clock.advance(5 * MINUTE);
  up = true;
  await clock.advance(MINUTE);
  const { delivered: arrived = 0, lost, pending } = events.snapshot().destinations['mirror'] ?? {};
  expect(lost?.rejected).toBeLessThan(20);
  expect([arrived + (lost?.rejected ?? 0), pending]).toEqual([100, 0]);
});

it('holds a bounded number of batches that fail, and then stops the line', async () => {
  const isPoison = (batch: OutboundBatch): boolean => Number(numbersOf(batch)[0]) % 2 === 0;
  const truth = shelf({ answer: (batch) => (isPoison(batch) ? unknown(fault) : delivered()) });
  const { clock, events, capture } = await rig([truth], { maxBatch: 1, retry: { random: () => 1, maxMs: 1_000 } });
  for (let number = 0; number < 60; number += 1) capture(number);
  await clock.advance(14 * MINUTE);
  expect(new Set(truth.batches.filter(isPoison).map(({ id }) => id)).size).toBe(8);
  expect(events.snapshot().destinations['truth']).toMatchObject({ lost: {} });
});
