import { expect, it } from 'vitest';
import { type Clock, systemClock, wait } from '../src/index.ts';

function manual(): { clock: Clock; fire: () => void; set: number } {
  const state = { set: 0, fire: (): void => undefined };
  const clock: Clock = {
    ...systemClock,
    after(_ms, fn) {
      state.set += 1;
      state.fire = fn;
      return { cancel: () => (state.set -= 1) };
    },
  };
  return Object.assign(state, { clock });
}

it('waits until its timer fires, and clears it', async () => {
  const time = manual();
  const waiting = wait(time.clock, 10);
  time.fire();
  await waiting;
  expect(time.set).toBe(0);
});

it('ends at once when the signal aborts, before or while waiting', async () => {
  const time = manual();
  const abort = new AbortController();
  const waiting = wait(time.clock, 10, { signal: abort.signal });
  abort.abort();
  await waiting;
  await wait(time.clock, 10, { signal: abort.signal });
  expect(time.set).toBe(0);
});
