import { wait } from '@plumbline/core';
import { expect, it } from 'vitest';
import { testClock } from '../src/index.ts';

it('fires timers in order, at their moment, and those that they set', async () => {
  const clock = testClock(1_000);
  const seen: [string, number, number][] = [];
  const note = (name: string): void => void seen.push([name, clock.now(), clock.monotonic()]);
  clock.after(30, () => note('c'));
  clock.after(10, () => {
    note('a');
    clock.after(10, () => note('b'));
  });
  clock.after(31, () => note('late'));
  clock.after(5, () => note('cancelled')).cancel();
  await clock.advance(30);
  expect(seen).toEqual([
    ['a', 1_010, 10],
    ['b', 1_020, 20],
    ['c', 1_030, 30],
  ]);
  expect([clock.now(), clock.pending]).toEqual([1_030, 1]);
});

it('lets what a timer settled go on before the next timer', async () => {
  const clock = testClock();
  const order: string[] = [];
  const steps = async (): Promise<void> => {
    await wait(clock, 10);
    order.push('after 10');
    await wait(clock, 10);
    order.push('after 20');
  };
  const running = steps();
  clock.after(15, () => order.push('at 15'));
  await clock.advance(20);
  await running;
  expect(order).toEqual(['after 10', 'at 15', 'after 20']);
});
