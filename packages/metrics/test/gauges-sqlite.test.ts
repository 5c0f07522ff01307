import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { testClock } from '@plumbline/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { createGaugeSampler, defineGauges, sqliteGauges } from '../src/gauges.ts';
import { endingRoad } from './gauges-support.ts';

/** Two connections to one file, as two processes have them. */
function twoConnections(): readonly [DatabaseSync, DatabaseSync] {
  const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-gauges-'));
  const file = path.join(folder, 'app.sqlite');
  const both = [new DatabaseSync(file), new DatabaseSync(file)] as const;
  onTestFinished(() => {
    for (const one of both) if (one.isOpen) one.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return both;
}

it('a lease is taken, kept from others, renewed, given back and taken over after its end', async () => {
  const [one, two] = twoConnections();
  const [first, second] = [sqliteGauges(one), sqliteGauges(two)];
  const taken = await first.bid('a/w', 'one', 60_000);
  expect(taken).toMatchObject({ held: true });
  expect(Math.abs(('at' in taken ? taken.at : 0) - Date.now() / 1_000)).toBeLessThan(60);
  const refused = await second.bid('a/w', 'two', 60_000);
  expect('waitMs' in refused && refused.waitMs > 0 && refused.waitMs <= 60_000).toBe(true);
  expect(await first.bid('a/w', 'one', 60_000)).toMatchObject({ held: true });
  await second.release('a/w', 'two');
  expect(await second.bid('a/w', 'two', 60_000)).toMatchObject({ held: false });
  await first.release('a/w', 'one');
  expect(await second.bid('a/w', 'two', 60_000)).toMatchObject({ held: true });
  one.exec("UPDATE plumbline_gauge_lease SET until = unixepoch('subsec') - 1");
  expect(await first.bid('a/w', 'one', 60_000)).toMatchObject({ held: true });
  // The longest there may be, and one that a clock left which was far ahead.
  expect(await first.bid('a/w', 'one', 259_200_000)).toMatchObject({ held: true });
  expect(await second.bid('a/w', 'two', 60_000)).toMatchObject({ held: false });
  one.exec("UPDATE plumbline_gauge_lease SET until = unixepoch('subsec') + 5 * 86400");
  expect(await second.bid('a/w', 'two', 60_000)).toMatchObject({ held: true });
});

it('a bid waits while another process writes, and fails where that takes too long', async () => {
  const [one, two] = twoConnections();
  await sqliteGauges(one).bid('a/w', 'one', 1);
  two.exec('BEGIN IMMEDIATE');
  const clock = testClock();
  let answer: unknown;
  const bidding = async (): Promise<void> => {
    answer = await sqliteGauges(one, clock)
      .bid('a/w', 'one', 60_000)
      .catch((error: unknown) => error);
  };
  const first = bidding();
  await clock.advance(100);
  expect(answer).toBeUndefined();
  two.exec('COMMIT');
  await clock.advance(100);
  await first;
  expect(answer).toMatchObject({ held: true });
  two.exec('BEGIN IMMEDIATE');
  const second = bidding();
  await clock.advance(1_000);
  await second;
  expect(answer).toMatchObject({ errcode: 5 });
});

it('two samplers on one file: one exports, and the other one after it', async () => {
  const databases = twoConnections();
  databases[0].exec("CREATE TABLE item (status TEXT); INSERT INTO item VALUES ('draft'), ('draft'), ('gone')");
  const set = defineGauges({
    name: 'workflow',
    everySeconds: 1,
    gauges: { items: { help: 'x', labels: { status: ['draft', 'approved'] } } },
    sample: 'SELECT status, count(*) AS items FROM item GROUP BY status',
  });
  const clock = testClock();
  const replicas = databases.map((database) => {
    const road = endingRoad();
    const store = sqliteGauges(database);
    const sampler = createGaugeSampler({ sets: [set], store, scope: 'a', openMeter: road.open, clock });
    return { road, sampler };
  });
  for (const { sampler } of replicas) sampler.start();
  await clock.advance(100);
  const [one, two] = replicas.toSorted((a, b) => b.road.opened - a.road.opened);
  expect(await one?.road.read('plumbline.workflow.items')).toEqual({
    'status=draft': 2,
    'status=approved': 0,
    'status=other': 1,
  });
  expect(two?.road.isOpen()).toBe(false);
  await one?.sampler.shutdown();
  await clock.advance(1_000);
  expect([one?.road.isOpen(), two?.road.isOpen()]).toEqual([false, true]);
  await two?.sampler.shutdown();
});
