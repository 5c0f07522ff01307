import { projectEvent } from '@plumbline/core';
import { expect, it } from 'vitest';
import { makeBatch, makeEvent } from '../src/index.ts';

it('makes a whole event with an ID of its own, any part replaced', () => {
  const [one, two] = [makeEvent(), makeEvent({ name: 'other', payload: { a: 1 } })];
  expect(one.eventId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(two).toMatchObject({ name: 'other', payload: { a: 1 } });
  expect(two.eventId).not.toBe(one.eventId);
  expect(projectEvent(one, { page_viewed: ['feature'] })?.payload).toEqual({ feature: 'reports' });
});

it('makes a batch of a size or of given events', () => {
  const events = [makeEvent()];
  expect(makeBatch(events).events).toBe(events);
  expect(new Set(makeBatch(3).events.map(({ eventId }) => eventId)).size).toBe(3);
});
