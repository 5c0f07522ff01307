import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createEventId } from '../src/ids.ts';
import { MAX_BATCH_BYTES, MAX_QUEUED_BYTES, newest, nextBatch, type WireEvent } from '../src/wire.ts';

const bytes = (events: readonly object[]): number =>
  events.reduce((sum, event) => sum + Buffer.byteLength(JSON.stringify(event)), 0);

const queue = fc
  .array(
    fc.record({
      at: fc.nat({ max: 1_000 }),
      text: fc.string({ unit: 'grapheme', maxLength: 40 }),
      times: fc.integer({ min: 1, max: 400 }),
    }),
    { maxLength: 80 },
  )
  .map((items) =>
    items
      .toSorted((a, b) => a.at - b.at)
      .map(({ at, text, times }, index): WireEvent => ({
        event_id: `e${index}`,
        name: 'item_created',
        schema_version: 'v',
        session_id: 's',
        anonymous_user_id: 'a',
        route_pattern: 'unmatched',
        occurred_at: at,
        payload: { text: text.repeat(times) },
      })),
  );

it('keeps the newest events within count, bytes and age, in their order, and no fewer than fit', () => {
  fc.assert(
    fc.property(queue, fc.nat({ max: 1_000 }), fc.integer({ min: 1, max: 60 }), (events, since, count) => {
      const kept = newest(events, since, count);
      const young = events.filter((event) => event.occurred_at > since);
      expect(kept).toEqual(young.slice(young.length - kept.length));
      expect(kept.length).toBeLessThanOrEqual(count);
      expect(bytes(kept)).toBeLessThanOrEqual(MAX_QUEUED_BYTES);
      const more = young.slice(-kept.length - 1);
      const isFull =
        more.length === kept.length || kept.length === count || bytes(more) + more.length >= MAX_QUEUED_BYTES;
      expect(isFull).toBe(true);
    }),
  );
});

it('makes batches that a keepalive body can carry, and always one event', () => {
  fc.assert(
    fc.property(queue, fc.integer({ min: 1, max: 50 }), (events, count) => {
      const batch = nextBatch(events, count);
      expect(batch).toEqual(events.slice(0, batch.length));
      expect(batch.length).toBeLessThanOrEqual(count);
      expect(batch.length > 0).toBe(events.length > 0);
      expect(batch.length < 2 || bytes(batch) < MAX_BATCH_BYTES).toBe(true);
    }),
  );
});

it('makes UUIDs of version 7 that grow, also when the clock does not', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: Date.UTC(2005, 0), max: Date.UTC(2500, 0) }), { minLength: 2 }), (times) => {
      const next = createEventId();
      const ids = times.map((at) => next(at));
      expect(ids).toEqual(ids.toSorted());
      expect(new Set(ids).size).toBe(ids.length);
      for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }),
  );
});
