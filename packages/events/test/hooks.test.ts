import { type Log, type Meter, noopLog, retryLater, type SendOutcome } from '@plumbline/core';
import { expect, it } from 'vitest';
import { createEvents } from '../src/index.ts';
import { catalog, shelf } from './world.ts';

const fail = (): never => {
  throw new Error('the destination of the log is gone');
};
const broken: Log = { ...noopLog, info: fail, warn: fail, error: fail, child: () => broken };

it('delivers and goes on when the log throws', async () => {
  const truth = shelf({
    answer: (_batch, attempt) => (attempt === 1 ? retryLater(new Error('busy')) : { kind: 'delivered' }),
  });
  const events = createEvents({ catalog, adapters: [truth.adapter], log: broken, retry: { baseMs: 1, maxMs: 1 } });
  await events.start();
  events.capture('item_created', { number: 1 });
  Reflect.apply(events.capture, undefined, ['item_forgotten']);
  expect(await events.flush()).toEqual({ delivered: 1, lost: {}, pending: 0 });
  events.capture('item_created', { number: 2 });
  expect(await events.flush()).toEqual({ delivered: 2, lost: {}, pending: 0 });
  expect(events.snapshot().refused).toEqual({ unknown_event: 1 });
  await events.shutdown();
});

it('delivers and goes on when every instrument of the meter throws', async () => {
  const meter: Meter = {
    createCounter: () => ({ add: fail }),
    createUpDownCounter: () => ({ add: fail }),
    createHistogram: () => ({ record: fail }),
    createObservableGauge: () => ({ addCallback: fail, removeCallback: fail }),
  };
  const truth = shelf({
    answer: (_batch, attempt) => (attempt === 1 ? retryLater(new Error('busy')) : { kind: 'delivered' }),
  });
  const events = createEvents({ catalog, adapters: [truth.adapter], meter, retry: { baseMs: 1, maxMs: 1 } });
  await events.start();
  events.capture('item_created', { number: 1 });
  Reflect.apply(events.capture, undefined, ['item_forgotten']);
  expect(await events.flush()).toEqual({ delivered: 1, lost: {}, pending: 0 });
  expect(events.snapshot().refused).toEqual({ unknown_event: 1 });
  await events.shutdown();
});

it.each<[string, unknown]>([
  ['a promise', Promise.resolve(false)],
  ['a text', 'no'],
  ['a number', 1],
  ['nothing', undefined],
])('takes %s for no consent', async (_what, answer) => {
  const truth = shelf();
  const events = createEvents({ catalog, adapters: [truth.adapter], consent: () => answer as boolean });
  await events.start();
  events.capture('item_rated', { kind: 'good', surface: 'page' });
  await events.shutdown();
  expect(events.snapshot()).toMatchObject({ accepted: 0, refused: { consent: 1 } });
});

it.each([Number.NaN, 0.5, -1, Infinity])('takes an answer with %d refused events for none', async (rejectedCount) => {
  const error = new Error('some were refused');
  const odd: SendOutcome = { kind: 'partial', retry: [], rejected: [], rejectedCount, error };
  const truth = shelf({ answer: (_batch, attempt) => (attempt === 1 ? odd : { kind: 'delivered' }) });
  const events = createEvents({ catalog, adapters: [truth.adapter], retry: { baseMs: 1, maxMs: 1 } });
  await events.start();
  for (let number = 0; number < 3; number += 1) events.capture('item_created', { number });
  expect(await events.flush()).toEqual({ delivered: 3, lost: {}, pending: 0 });
  await events.shutdown();
});
