import { encodeRow } from '@plumbline/core';
import { makeEvent } from '@plumbline/testkit';
import { expect, it } from 'vitest';
import { createEvents } from '../src/index.ts';
import { hold, packRows } from '../src/packed.ts';
import { createQueue } from '../src/queue.ts';
import { createRowPacker } from '../src/row-packer.ts';
import type { SealedBatch } from '../src/sealed-batch.ts';
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

it('packs behind many others while the batch grows, and keeps one that no table can store with its whole batch', () => {
  const sealed: SealedBatch[] = [];
  const queue = createQueue({
    maxQueued: 10_000,
    maxQueuedBytes: 100 * 1_048_576,
    maxBatch: 200,
    makeId: () => `batch-${sealed.length}`,
    packRows: createRowPacker(catalog),
    onSeal: (batch) => sealed.push(batch),
    onEvict: () => undefined,
  });
  const made = Array.from({ length: 700 }, (_, number) => ({
    ...makeEvent(),
    name: 'item_created',
    // The second of the batches that are packed holds one that is no row, behind some that were packed already.
    ...(number === 530 && { occurredAt: 1 }),
    payload: { feature: 'items', surface: 'api', number },
  }));
  // So large that whatever comes behind the first batch is packed.
  for (const event of made) queue.push(event, 21_000);
  expect(sealed.map(({ written = false, size }) => [written, size])).toEqual([
    [false, 200],
    [true, 200],
    [false, 200],
  ]);
  expect(sealed.flatMap((batch) => batch.events)).toEqual(made.slice(0, 600));
  expect(sealed[2]?.pieces).toBeUndefined();
  expect([queue.open(), queue.held()]).toEqual([100, 700]);
  expect(queue.drain()).toEqual(made.slice(600));
  expect([queue.open(), queue.held()]).toEqual([0, 600]);
});
