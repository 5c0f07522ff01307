import type { OutboundEvent } from '@plumbline/core';
import { expect, it } from 'vitest';
import { clickhouse } from '../src/index.ts';
import { makeBatch, makeEvent, stopMerges, temporaryFolder } from './support.ts';

const DAY = 86_400_000;
const NOW = Math.floor(Date.now() / 1000) * 1000;

it('reads a time range back, each event once and none that was erased, over many pages', async () => {
  using folder = temporaryFolder();
  await using adapter = clickhouse({ embedded: { directory: folder.path } });
  await adapter.open();
  const at = (index: number): number => NOW - DAY + Math.floor(index / 3);
  // Three events of each millisecond, so that a page ends amid one.
  const events = Array.from({ length: 12_000 }, (_, index) =>
    makeEvent({ occurredAt: at(index), ...(index % 4_000 === 0 && { anonymousUserId: 'gone' }) }),
  );
  await adapter.send(makeBatch(events.slice(0, 6_000)));
  await adapter.send(makeBatch(events.slice(6_000)));
  await adapter.erase({ id: 'e', anonymousUserIds: ['gone'], requestedAt: NOW });
  await stopMerges(folder.path);
  await adapter.send(makeBatch(events.filter((_, index) => index % 4_000 !== 0).slice(0, 1_000)));
  const read: OutboundEvent[] = [];
  for await (const page of adapter.read?.({ from: at(30), to: at(11_970) }) ?? []) read.push(...page);
  const expected = events.slice(30, 11_970).filter(({ anonymousUserId }) => anonymousUserId !== 'gone');
  expect(read.map(({ eventId }) => eventId).toSorted()).toEqual(expected.map(({ eventId }) => eventId).toSorted());
  expect(read.map(({ occurredAt }) => occurredAt)).toEqual(
    read.map(({ occurredAt }) => occurredAt).toSorted((a, b) => a - b),
  );
  expect(read[0]).toEqual(expected.find(({ eventId }) => eventId === read[0]?.eventId));
});

it('reads nothing where nothing happened, and says so of a server that is not there', async () => {
  using folder = temporaryFolder();
  await using empty = clickhouse({ embedded: { directory: folder.path } });
  for await (const page of empty.read?.({ from: 0, to: NOW }) ?? []) expect(page).toEqual([]);
  await using gone = clickhouse({ url: 'http://127.0.0.1:1' });
  const pages = gone.read?.({ from: 0, to: NOW })[Symbol.asyncIterator]();
  await expect(pages?.next()).rejects.toThrow(/ECONNREFUSED|cannot be/);
});
