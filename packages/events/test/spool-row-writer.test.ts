import { encodeRow, type FieldValue, type OutboundEvent } from '@plumbline/core';
import { makeEvent } from '@plumbline/testkit';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRowWriter } from '../src/spool/row-writer.ts';
import { catalog } from './world.ts';

const text = fc.oneof(
  fc.constantFrom('good', 'a"b', 'a\\b', 'é 漢', '\u2028', '\n', ''),
  fc.string({ unit: 'binary' }),
);
const value: fc.Arbitrary<FieldValue> = fc.oneof(text, fc.boolean(), fc.integer(), fc.double(), fc.array(text));
const names = fc.constantFrom('item_created', 'item_rated', 'page_viewed');

const fieldsOf = (name: string): string[] => [
  'surface',
  'feature',
  'team',
  'role',
  ...Object.keys(catalog.events[name as keyof typeof catalog.events].fields),
];

it('writes what `encodeRow` writes, whatever the order of fields and whatever went before', () => {
  const write = createRowWriter(catalog, 'E ');
  const event = fc.record({
    name: names,
    shared: fc.constantFrom('same', 'other', 'q"uoted', 'é漢'),
    eventId: fc.uuid(),
    occurredAt: fc.constantFrom(1_780_000_000_000, 1_780_000_000_001, 1_780_000_000_001.5),
    source: fc.constantFrom('api', 'worker'),
    values: fc.array(fc.option(value, { nil: undefined }), { minLength: 7, maxLength: 7 }),
    order: fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6]),
  });
  const run = fc.property(fc.array(event, { minLength: 1, maxLength: 5 }), (events) => {
    for (const { name, shared, eventId, occurredAt, source, values, order } of events) {
      const fields = fieldsOf(name);
      const payload: Record<string, FieldValue> = {};
      for (const place of order) {
        const [field, given] = [fields[place], values[place]];
        if (field !== undefined && given !== undefined) payload[field] = given;
      }
      const made: OutboundEvent = {
        ...makeEvent(),
        name,
        occurredAt,
        ingestedAt: occurredAt,
        source,
        eventId,
        orgIdHash: shared,
        sessionId: shared,
        anonymousUserId: shared,
        routePattern: shared,
        payload,
      };
      const row = write(made);
      expect(row && Buffer.from(row).toString()).toBe(`E ${encodeRow(made)}`);
    }
  });
  fc.assert(run, { numRuns: 2_000 });
});
