import { randomUUID } from 'node:crypto';
import { testClock } from '@plumbline/testkit';
import { count, defineCatalog, defineEvent, type Upcasters } from '@plumbline/schema';
import { expect, it } from 'vitest';
import { createEvents } from '../src/index.ts';
import { createIngest } from '../src/ingest.ts';
import { countingMeter, keptLog, shared, shelf } from './world.ts';

const now = Date.UTC(2026, 5, 1);
const clock = testClock(now);
const [OLDER, OLD, NOW] = ['2026-03-telemetry-v2', '2026-04-telemetry-v3', '2026-05-telemetry-v4'] as const;

const upcasters: Upcasters = {
  item_rated: (payload) => ({ ...payload, round: 1 }),
  item_broken: () => {
    throw new Error('secret of the payload');
  },
  item_dropped: 'drop',
};

const event = { ...shared, feature: 'items', surfaces: ['page'], sources: ['web'] } as const;

const catalog = defineCatalog({
  version: NOW,
  previous: { [OLD]: upcasters },
  events: {
    item_rated: defineEvent({ ...event, fields: { round: count() } }),
    item_broken: defineEvent({ ...event, fields: {} }),
    item_moved: defineEvent({ ...event, fields: {} }),
  },
});

const sent = (name: string, version: string, payload: object = {}): object => ({
  event_id: randomUUID(),
  name,
  schema_version: version,
  session_id: 'ses_abcdefgh',
  occurred_at: now,
  payload,
});

function rig() {
  const truth = shelf();
  const { meter, series } = countingMeter();
  const { log, lines } = keptLog();
  const events = createEvents({ catalog, adapters: [truth.adapter], clock, meter });
  const ingest = createIngest({ catalog, events, clock, meter, log });
  const post = async (...batch: readonly object[]): Promise<unknown> => {
    const headers = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' };
    const body = JSON.stringify({ v: 1, events: batch });
    return (await ingest(new Request('http://app.test/_t', { method: 'POST', body, headers }))).json();
  };
  return { truth, events, post, series, lines };
}

it('takes the version before through its upcasters, stored as the current one, and refuses and counts the rest', async () => {
  const { truth, events, post, series } = rig();
  const answer = await post(
    sent('item_rated', OLD),
    sent('item_rated', NOW, { round: 7 }),
    sent('item_moved', OLD),
    sent('item_rated', NOW),
    sent('item_dropped', OLD),
    sent('never_declared', OLD),
    sent('item_moved', OLDER),
    sent('item_moved', '2027-01-telemetry-v9'),
  );
  expect(answer).toMatchObject({
    accepted: 3,
    rejected: [
      { i: 3, reason: 'invalid_field' },
      { i: 4, reason: 'unknown_event' },
      { i: 5, reason: 'unknown_event' },
      { i: 6, reason: 'unknown_version' },
      { i: 7, reason: 'unknown_version' },
    ],
  });
  await events.flush();
  expect(truth.batches.flatMap((batch) => batch.events)).toMatchObject([
    { name: 'item_rated', schemaVersion: NOW, payload: { round: 1 } },
    { name: 'item_rated', schemaVersion: NOW, payload: { round: 7 } },
    { name: 'item_moved', schemaVersion: NOW },
  ]);
  expect(events.snapshot().refused).toEqual({ invalid_field: 1, unknown_event: 2, unknown_version: 2 });
  expect(series.get('plumbline.events.refused{reason=unknown_version}')).toBe(2);
});

it('refuses what an upcaster failed on, and says so once, without the payload', async () => {
  const { post, events, lines } = rig();
  expect(await post(sent('item_broken', OLD), sent('item_broken', OLD))).toMatchObject({
    rejected: [{ reason: 'unknown_version' }, { reason: 'unknown_version' }],
  });
  expect(events.snapshot().refused).toEqual({ unknown_version: 2 });
  expect(lines).toMatchObject([
    { fields: { event: 'item_broken' }, message: expect.stringContaining('upcaster') as string },
  ]);
  expect(JSON.stringify(lines)).not.toContain('secret');
});

it('says to the log which versions it knows where a page reports in another, once a minute and without the value', async () => {
  const { post, lines } = rig();
  const canary = '2031-09-canary-v1';
  await post(sent('item_moved', canary), sent('item_moved', canary));
  await post(sent('item_moved', canary), { ...sent('item_moved', NOW), canary: 'canary' });
  expect(lines.map(({ fields }) => fields['reason'])).toEqual(['unknown_version', 'malformed']);
  expect(lines[0]?.fields).toMatchObject({
    versions: [NOW, OLD],
    fix: expect.stringContaining('`previous` of `defineCatalog`') as unknown,
  });
  expect(JSON.stringify(lines)).not.toContain('canary');
});
