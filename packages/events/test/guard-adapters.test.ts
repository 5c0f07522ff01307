import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Adapter, type Allowlist, defineAdapter, delivered, type OutboundBatch } from '@plumbline/core';
import { collectFacts, formatLock } from '@plumbline/schema/egress';
import { afterEach, expect, it } from 'vitest';
import { createEvents, type EventsOptions } from '../src/index.ts';
import { catalog, keptLog, shelf } from './world.ts';

interface Vendor {
  readonly adapter: Adapter;
  readonly batches: OutboundBatch[];
  readonly opened: () => number;
}

/** A mirror that says who receives what it sends. */
function vendor(allow: Allowlist, party: 'first-party' | 'third-party' = 'third-party', kind = 'vendor'): Vendor {
  const batches: OutboundBatch[] = [];
  let opened = 0;
  const define = defineAdapter<{ allow: Allowlist }, object>({
    kind,
    role: 'mirror',
    capabilities: { maxBatch: 100, idempotent: true },
    destinations: () => ['https://vendor.example'],
    egress: () => ({
      party,
      endpoints: [{ at: 'https://vendor.example', method: 'POST', path: '/' }],
      headers: [],
      sdkAdds: [],
      envelope: [{ slot: 'name', as: 'event', transform: 'identity' }],
      payloadAs: 'properties.{field}',
      retention: 'vendor',
      erasure: 'none-kept',
    }),
    async open() {
      opened += 1;
      return {};
    },
    async send(_, batch) {
      batches.push(batch);
      return delivered();
    },
  });
  return { adapter: define({ allow }), batches, opened: () => opened };
}

const narrow = { item_created: ['number'] };
const wide = { item_created: ['number'], item_rated: ['kind'] };

const lockOf = (adapters: readonly Adapter[], gates: EventsOptions['gates'] = {}): string =>
  formatLock(collectFacts({ catalog, adapters, gates }));

const namesIn = ({ batches }: Vendor): string[] => batches.flatMap(({ events }) => events.map(({ name }) => name));

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

it('refuses a third party without a lockfile, and nobody else, before anything is opened', () => {
  const truth = shelf().adapter;
  const { adapter, opened } = vendor(narrow);
  expect(() => createEvents({ catalog, adapters: [truth, adapter] })).toThrow(
    expect.objectContaining({ code: 'PLB_EGRESS_LOCK_MISSING', message: expect.stringMatching(/vendor[^]*`lock`/) }),
  );
  expect(opened()).toBe(0);
  createEvents({ catalog, adapters: [truth, vendor(narrow, 'first-party').adapter] });
  // Where nothing is sent there is nothing to allow.
  createEvents({ catalog, adapters: [truth, adapter], debug: true });
});

it('refuses a mirror that does not say what it sends, with a lockfile and without one, and no source of truth', () => {
  const silent = defineAdapter<{ allow: Allowlist }, object>({
    kind: 'silent',
    role: 'mirror',
    capabilities: { maxBatch: 100, idempotent: true },
    destinations: () => ['https://vendor.example'],
    open: async () => ({}),
    send: async () => delivered(),
  })({ allow: narrow });
  const truth = shelf().adapter;
  expect(truth.egress).toBeUndefined();
  for (const lock of [undefined, lockOf([truth])]) {
    expect(() => createEvents({ catalog, adapters: [truth, silent], ...(lock !== undefined && { lock }) })).toThrow(
      expect.objectContaining({
        code: 'PLB_EGRESS_UNDECLARED',
        message: expect.stringMatching(/silent[^]*`egress`[^]*lockfile/),
      }),
    );
  }
  createEvents({ catalog, adapters: [truth] });
  createEvents({ catalog, adapters: [truth, silent], debug: true });
});

it('sends what the lockfile holds, given as its text or as the file', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-lock-'));
  folders.push(folder);
  const truth = shelf().adapter;
  const text = lockOf([truth, vendor(wide).adapter]);
  const file = path.join(folder, 'plumbline.egress.lock');
  writeFileSync(file, text);
  for (const lock of [text, pathToFileURL(file)]) {
    const mirror = vendor(narrow);
    const events = createEvents({ catalog, adapters: [shelf().adapter, mirror.adapter], lock });
    await events.start();
    events.capture('item_created', { number: 1 });
    expect(await events.flush()).toEqual({ delivered: 2, lost: {}, pending: 0 });
    expect(mirror.batches[0]?.events[0]?.payload).toEqual({ number: 1 });
    await events.shutdown();
  }
});

it.each(['./plumbline.egress.lock', 'plumbline.egress.lock', String.raw`C:\app\plumbline.egress.lock`])(
  'takes %s for the path that it is',
  (lock) => {
    const adapters = [shelf().adapter, vendor(wide).adapter];
    expect(() => createEvents({ catalog, adapters, lock })).toThrow(
      expect.objectContaining({
        code: 'PLB_OPTION_INVALID',
        message: expect.stringMatching(/`lock` is a path; hand over `new URL\([^`]*\)` or the text/) as string,
      }) as Error,
    );
  },
);

const wrongLocks: readonly (readonly [string, () => string | URL, string, RegExp])[] = [
  ['an event more', () => lockOf([shelf().adapter, vendor(narrow).adapter]), 'PLB_EGRESS_LOCK_DIFFERS', /item_rated/],
  ['another destination', () => lockOf([shelf().adapter]), 'PLB_EGRESS_LOCK_DIFFERS', /vendor/],
  ['a file that is damaged', () => 'no lockfile', 'PLB_EGRESS_LOCK_INVALID', /./],
  ['a file that is not there', () => new URL('file:///nowhere/lock'), 'PLB_EGRESS_LOCK_INVALID', /cannot be read/],
];

it.each(wrongLocks)('does not start with %s, and sends nothing whatever is called', async (_, lock, code, message) => {
  const truth = shelf();
  const mirror = vendor(wide);
  const events = createEvents({ catalog, adapters: [truth.adapter, mirror.adapter], lock: lock() });
  events.capture('item_created', { number: 1 });
  await expect(events.start()).rejects.toMatchObject({ code, message });
  expect(await events.flush({ timeoutMs: 30 })).toMatchObject({ delivered: 0, lost: {}, pending: 2 });
  await events.shutdown({ timeoutMs: 30 });
  expect([truth.opened(), mirror.opened(), truth.batches, mirror.batches]).toEqual([0, 0, [], []]);
});

it('gives a destination for consent no event that is recorded without it, counts it, and says so', async () => {
  const { log, lines } = keptLog();
  const truth = shelf();
  const gates = { vendor: { consent: 'analytics' }, other: { consent: 'essential' } } as const;
  const mirrors = [vendor(wide), vendor(wide, 'third-party', 'other')] as const;
  const adapters = [truth.adapter, ...mirrors.map(({ adapter }) => adapter)];
  const events = createEvents({ catalog, adapters, log, gates, lock: lockOf(adapters, gates) });
  await events.start();
  events.capture('item_created', { number: 1 });
  events.capture('item_rated', { kind: 'good', surface: 'page' });
  await events.flush();
  expect(truth.stored).toHaveLength(2);
  expect(mirrors.map(namesIn)).toEqual([['item_rated'], ['item_created', 'item_rated']]);
  expect(events.snapshot().destinations).toMatchObject({
    vendor: { delivered: 1, lost: { not_allowed: 1 }, pending: 0 },
    other: { delivered: 2, lost: {}, pending: 0 },
  });
  expect(lines.map(({ fields }) => fields)).toContainEqual({ destination: 'vendor', events: ['item_created'] });
  await events.shutdown();
});

it('asks for the terms of the lockfile, and none of other signals', async () => {
  const adapters = [shelf().adapter, vendor(narrow).adapter];
  const gates = { vendor: { owner: '@privacy', consent: 'essential' } } as const;
  const lock = lockOf(adapters, gates);
  const others = { ...gates, sentry: { owner: '@platform' } };
  const events = createEvents({ catalog, adapters, gates: others, lock });
  await events.start();
  await events.shutdown();
  const strict = lockOf(adapters, { vendor: { owner: '@privacy', consent: 'analytics' } });
  await expect(createEvents({ catalog, adapters, gates, lock: strict }).start()).rejects.toMatchObject({
    code: 'PLB_EGRESS_LOCK_DIFFERS',
  });
});
