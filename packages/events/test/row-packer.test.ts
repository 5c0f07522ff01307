import { encodeRow, type OutboundEvent } from '@plumbline/core';
import { makeEvent } from '@plumbline/testkit';
import { expect, it } from 'vitest';
import { createEvents } from '../src/index.ts';
import { unpack } from '../src/packed.ts';
import { createRowPacker } from '../src/row-packer.ts';
import { catalog, shelf } from './world.ts';

it('writes a batch in memory as the spool would, and leaves one that no table can store to its events', () => {
  const packRows = createRowPacker(catalog);
  const rowsOf = (events: readonly OutboundEvent[]): readonly string[] | undefined => {
    const pieces = packRows(events);
    return pieces && unpack(pieces);
  };
  const sound = { ...makeEvent(), name: 'item_created', payload: { feature: 'items', surface: 'api', number: 3 } };
  expect(rowsOf([sound, sound])).toEqual([encodeRow(sound), encodeRow(sound)]);
  for (const wrong of [{ eventId: 'x' }, { occurredAt: 1 }, { ingestedAt: Number.NaN }]) {
    const event = { ...sound, ...wrong };
    expect([encodeRow(event), rowsOf([sound, event])]).toEqual([undefined, undefined]);
  }
});

it('hands rows to the source of truth alone', async () => {
  const truth = shelf();
  const mirror = shelf({ kind: 'mirror', role: 'mirror', allow: { item_created: [] } });
  const events = createEvents({ catalog, adapters: [truth.adapter, mirror.adapter] });
  events.capture('item_created', { number: 7 });
  await events.flush();
  expect(truth.batches[0]?.rows).toEqual(truth.batches[0]?.events.map((event) => encodeRow(event)));
  expect(mirror.batches[0]?.rows).toBeUndefined();
  await events.shutdown();
});
