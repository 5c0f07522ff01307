import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type Adapter,
  type Allowlist,
  defineAdapter,
  delivered,
  type OutboundEvent,
  retryLater,
} from '@plumbline/core';
import { category, count, defineCatalog, defineEvent, freeText } from '@plumbline/schema';
import { collectFacts, formatLock } from '@plumbline/schema/egress';
import { makeEvent } from '@plumbline/testkit';
import { afterEach, expect, it } from 'vitest';
import { createFitCatalog } from '../src/egress/fit-catalog.ts';
import { createEvents, type EventsOptions } from '../src/index.ts';
import { describe as replayInChild } from '../src/replay/describer.ts';

const terms = {
  description: 'Something was made.',
  owner: '@team-items',
  purpose: 'How many are made?',
  review: 'docs/privacy.md',
  expires: '2027-12-31',
  feature: 'items',
  surfaces: ['page'],
} as const;

const note = freeText({ justification: 'What people look for and do not find.', maxLength: 100 });
const before = defineCatalog({
  version: '2026-05-telemetry-v1',
  events: {
    item_created: defineEvent({
      ...terms,
      consent: 'essential',
      fields: { kind: category(['a', 'gone']), note, number: count() },
    }),
  },
});
/** `note` is a closed list now, `gone` and large numbers are no more. */
const today = defineCatalog({
  version: '2026-06-telemetry-v2',
  dimensions: { plan: ['free'] },
  events: {
    item_created: defineEvent({
      ...terms,
      consent: 'essential',
      fields: { kind: category(['a']), note: category(['short', 'long']), number: count({ max: 5 }) },
    }),
    item_rated: defineEvent({ ...terms, consent: 'analytics', fields: { kind: category(['a']) } }),
  },
  previous: { '2026-05-telemetry-v1': {} },
});
const typed = 'words that a person typed';

interface Vendor {
  readonly adapter: Adapter;
  readonly got: OutboundEvent[];
}

function vendor(allow: Allowlist): Vendor {
  const got: OutboundEvent[] = [];
  const define = defineAdapter<{ allow: Allowlist }, object>({
    kind: 'vendor',
    role: 'mirror',
    capabilities: { maxBatch: 100, idempotent: true },
    destinations: () => ['https://vendor.example'],
    egress: () => ({
      party: 'third-party',
      endpoints: [{ at: 'https://vendor.example', method: 'POST', path: '/' }],
      headers: [],
      sdkAdds: [],
      envelope: [],
      payloadAs: '{field}',
      retention: 'vendor',
      erasure: 'none-kept',
    }),
    open: async () => ({}),
    async send(_client, batch) {
      got.push(...batch.events);
      return delivered();
    },
  });
  return { adapter: define({ allow }), got };
}

const truth = (stored: readonly OutboundEvent[], isUp = true): Adapter =>
  defineAdapter<{ allow: 'catalog' }, object>({
    kind: 'truth',
    role: 'source',
    capabilities: { maxBatch: 100, idempotent: true },
    destinations: () => [],
    open: async () => ({}),
    send: async () => (isUp ? delivered() : retryLater(new Error('down'))),
    async *read() {
      yield stored;
    },
  })({ allow: 'catalog' });

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const payloads = ({ got }: Vendor): readonly OutboundEvent['payload'][] => got.map(({ payload }) => payload);

it('leaves out what the catalog does not have in this form, and nothing else', () => {
  const fit = createFitCatalog(today);
  const of = (payload: OutboundEvent['payload'], name = 'item_created') => fit(makeEvent({ name, payload })).payload;
  expect(of({ kind: 'gone', note: typed, number: 6, plan: 'gold', feature: 'x', surface: 'y', odd: 1 })).toEqual({});
  const fine = { kind: 'a', note: 'short', number: 5, plan: 'other', feature: 'items', surface: 'page' };
  expect(of(fine)).toEqual(fine);
  expect(of(fine, 'item_forgotten')).toEqual({});
  expect(of({ kind: 'a' }, 'constructor')).toEqual({});
});

it('sends to a mirror of what a spool holds of another version only what today has of it', async () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'plumbline-fit-'));
  folders.push(directory);
  const run = async (options: Pick<EventsOptions, 'catalog'> & { isUp: boolean; allow: Allowlist }) => {
    const mirror = vendor(options.allow);
    const adapters = [truth([], options.isUp), mirror.adapter];
    const { catalog } = options;
    const lock = formatLock(collectFacts({ catalog, adapters }));
    return { mirror, events: createEvents({ catalog, adapters, lock, spool: { directory } }) };
  };
  const first = await run({ catalog: before, isUp: false, allow: { item_created: ['kind'] } });
  await first.events.start();
  first.events.capture('item_created', { kind: 'gone', note: typed, number: 3 });
  await first.events.shutdown({ timeoutMs: 200 });
  const second = await run({ catalog: today, isUp: true, allow: { item_created: ['kind', 'note', 'number'] } });
  await second.events.start();
  second.events.capture('item_created', { kind: 'a', note: 'long', number: 1 });
  expect(await second.events.flush()).toEqual({ delivered: 4, lost: {}, pending: 0 });
  await second.events.shutdown();
  expect(payloads(second.mirror)).toEqual([{ number: 3 }, { kind: 'a', note: 'long', number: 1 }]);
});

it('replays what today has of stored events, and nothing that the terms of the mirror withhold', async () => {
  const now = Date.now();
  const made = { occurredAt: now - 1_000, ingestedAt: now - 1_000 };
  const stored = [
    makeEvent({ ...made, name: 'item_created', payload: { kind: 'gone', note: typed, number: 3 } }),
    makeEvent({ ...made, name: 'item_rated', payload: { kind: 'a' }, schemaVersion: today.version }),
    // Stored under this version by somebody else, such as a build of a branch.
    makeEvent({ ...made, name: 'item_created', payload: { note: typed, number: 1 }, schemaVersion: today.version }),
  ];
  const order = JSON.stringify({ from: now - 2_000, to: now, into: 'vendor', dryRun: false, acceptDoubles: false });
  const run = async (consent: 'essential' | 'analytics') => {
    const mirror = vendor({ item_created: ['kind', 'note', 'number'], item_rated: ['kind'] });
    const adapters = [truth(stored), mirror.adapter];
    const gates = { vendor: { consent } };
    const lock = formatLock(collectFacts({ catalog: today, adapters: [mirror.adapter], gates }));
    const tally = await replayInChild({ catalog: today, events: { adapters }, egress: { lock, gates } }, [order]);
    return [tally, payloads(mirror)];
  };
  expect(await run('essential')).toEqual([
    { read: 3, listed: 3, delivered: 3, lost: {} },
    [{ number: 3 }, { kind: 'a' }, { number: 1 }],
  ]);
  expect(await run('analytics')).toEqual([{ read: 3, listed: 1, delivered: 1, lost: {} }, [{ kind: 'a' }]]);
});
