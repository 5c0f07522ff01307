import { delivered, retryLater, type SendOutcome } from '@plumbline/core';
import { testClock } from '@plumbline/testkit';
import { expect, it } from 'vitest';
import { createEvents, type EventsOptions } from '../src/index.ts';
import { catalog, shelf, turn } from './world.ts';

const create = (options: Partial<EventsOptions<typeof catalog>>) => createEvents({ catalog, ...options });

it('hands one promise over for what a turn captures, and arms no timer', async () => {
  const clock = testClock();
  const truth = shelf();
  const works: Promise<unknown>[] = [];
  const events = create({ adapters: [truth.adapter], clock, runInBackground: (work) => void works.push(work) });
  for (let count = 0; count < 3; count += 1) events.capture('item_created');
  expect([works.length, truth.batches.length]).toEqual([1, 0]);
  await works[0];
  expect(truth.batches.map((batch) => batch.events.length)).toEqual([3]);
  expect(clock.pending).toBe(0);
  events.capture('item_created');
  await Promise.all(works);
  expect([works.length, truth.stored.length]).toEqual([2, 4]);
});

it('takes what is captured while it runs', async () => {
  const works: Promise<unknown>[] = [];
  const truth = shelf({
    answer: (_, attempt) => {
      if (attempt < 4) events.capture('item_created');
      return delivered();
    },
  });
  const events = create({ adapters: [truth.adapter], runInBackground: (work) => void works.push(work) });
  events.capture('item_created');
  await works[0];
  expect([works.length, truth.stored.length, events.pending]).toEqual([1, 4, 0]);
});

it('ends after its time where a destination hangs, and the next event tries again', async () => {
  const clock = testClock();
  let answer: (outcome: SendOutcome) => void = () => undefined;
  const truth = shelf({
    answer: () =>
      new Promise<SendOutcome>((resolve) => {
        answer = resolve;
      }),
  });
  const ended: number[] = [];
  const runInBackground = (work: Promise<unknown>): void => void work.then(() => ended.push(clock.now()));
  const events = create({ adapters: [truth.adapter], clock, runInBackground });
  const from = clock.now();
  events.capture('item_created');
  await clock.advance(5_000);
  expect(ended).toEqual([from + 2_000]);
  events.capture('item_created');
  await turn();
  answer(delivered());
  await turn();
  answer(delivered());
  await clock.advance(1);
  expect([ended.length, events.pending]).toEqual([2, 0]);
});

it('never throws and never repeats without end, whatever the platform and the destination do', async () => {
  const truth = shelf({ answer: () => retryLater(new Error('down')) });
  const events = create({
    adapters: [truth.adapter],
    backgroundTimeoutMs: 20,
    runInBackground: () => {
      throw new Error('the request has ended');
    },
  });
  expect(() => events.capture('item_created')).not.toThrow();
  await expect.poll(() => truth.batches.length).toBeGreaterThan(0);
  expect(events.snapshot()).toMatchObject({ accepted: 1, refused: {} });
  await events.shutdown({ timeoutMs: 20 });
});
