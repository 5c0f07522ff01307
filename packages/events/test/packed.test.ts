import { encodeRow } from '@plumbline/core';
import { makeEvent } from '@plumbline/testkit';
import { expect, it } from 'vitest';
import { createEvents } from '../src/index.ts';
import { hold, packRows } from '../src/packed.ts';
import { catalog, shelf } from './world.ts';

const events = Array.from({ length: 150 }, (_, number) => ({
  ...makeEvent(),
  name: 'item_created',
  routePattern: number % 2 === 0 ? '/items/:id' : '/é\u2028漢/\ud800/"\n',
  payload: { feature: 'items', surface: 'api', number },
}));
const rows = events.map((event) => encodeRow(event) ?? '');

it('gives back the rows and the events that were packed', () => {
  const packed = hold(packRows(rows));
  expect(packed.rows).toEqual(rows);
  expect(Buffer.concat(packed.pieces ?? []).toString()).toBe(`${rows.join('\n')}\n`);
  expect(packed.events.map((event) => encodeRow(event))).toEqual(rows);
  expect(packed.events).toEqual(events);
});

it('delivers what waited in packed batches, to the source as rows and to mirrors as events, once each', async () => {
  const truth = shelf();
  const mirror = shelf({ kind: 'mirror', role: 'mirror', allow: { item_created: ['number'] } });
  const client = createEvents({ catalog, adapters: [truth.adapter, mirror.adapter], maxBatch: 500 });
  const count = 40_000;
  // One turn: no batch can leave before all are there, so that the later ones are packed.
  for (let number = 0; number < count; number += 1) client.capture('item_created', { number: number % 100 });
  await client.flush({ timeoutMs: 15_000 });
  for (const { batches } of [truth, mirror]) {
    const seen = batches.flatMap((batch) => batch.events);
    expect(new Set(seen.map(({ eventId }) => eventId)).size).toBe(count);
    expect(seen.map(({ payload }) => payload['number'])).toEqual(Array.from({ length: count }, (_, at) => at % 100));
  }
  expect(truth.batches.at(-1)?.rows).toEqual(truth.batches.at(-1)?.events.map((event) => encodeRow(event)));
  await client.shutdown();
});
