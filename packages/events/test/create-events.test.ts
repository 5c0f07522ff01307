import { randomUUID } from 'node:crypto';
import { delivered, noopMeter, type ObservableResult } from '@plumbline/core';
import { runInContext } from '@plumbline/core/context';
import { lifecycleConformance, testClock } from '@plumbline/testkit';
import { defineCatalog, defineEvent, parseEnvelope } from '@plumbline/schema';
import { expect, it } from 'vitest';
import { createEvents, type EventsOptions } from '../src/index.ts';
import { catalog, countingMeter, keptLog, pseudonymizer, requestContext, shelf, turn } from './world.ts';

const create = (options: Partial<EventsOptions<typeof catalog>> = {}) => createEvents({ catalog, ...options });

it('stamps an event with everything the request knows, hashed, and sends it', async () => {
  const clock = testClock();
  const truth = shelf();
  const events = create({ adapters: [truth.adapter], clock, context: () => requestContext() });
  await events.start();
  events.capture('item_created', { number: 7 });
  expect(events.pending).toBe(1);
  await clock.advance(1_000);
  expect(truth.batches[0]?.events).toEqual([
    {
      eventId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      name: 'item_created',
      schemaVersion: '2026-05-telemetry-v1',
      occurredAt: clock.now() - 1_000,
      ingestedAt: clock.now() - 1_000,
      source: 'api',
      sessionId: 'ses_abcdefgh',
      anonymousUserId: pseudonymizer.user('u1', 'o1'),
      orgIdHash: pseudonymizer.org('o1'),
      routePattern: '/items/:id',
      payload: { feature: 'items', surface: 'api', number: 7, role: 'admin', team: 'other' },
    },
  ]);
  expect(events.snapshot()).toEqual({
    accepted: 1,
    refused: {},
    oldestAgeMs: 0,
    destinations: { truth: { delivered: 1, lost: {}, retries: 0, recovered: 0, pending: 0, oldestAgeMs: 0 } },
  });
});

it('reads the running request unless told otherwise, and nothing of a doubtful one', async () => {
  const truth = shelf();
  const events = create({ adapters: [truth.adapter] });
  runInContext(requestContext({ routePattern: '/items/42?x=1', sessionId: 'joe@example.com', actor: undefined }), () =>
    events.capture('item_created'),
  );
  events.capture('item_created', {});
  await events.flush();
  for (const event of truth.batches[0]?.events ?? []) {
    expect(event).toMatchObject({ routePattern: 'unmatched', sessionId: '', anonymousUserId: '', orgIdHash: '' });
  }
  expect(truth.stored).toHaveLength(2);
});

it('never throws, whatever it is given, and counts each refusal by its reason', () => {
  const { meter, series } = countingMeter();
  const { log, lines } = keptLog();
  const events = create({ adapters: [shelf().adapter], meter, log });
  const untyped = events as { capture(...args: readonly unknown[]): void };
  const trap = new Proxy(
    {},
    {
      get: () => {
        throw new Error('canary');
      },
    },
  );
  const offers: [unknown, unknown?][] = [
    ['item_gone'],
    ['page_viewed', { feature: 'items' }],
    [undefined],
    [{}],
    [Symbol('x')],
    ['item_created', { canary: 1 }],
    ['item_created', null],
    ['item_created', 5],
    ['item_created', { number: 1n }],
    ['item_rated', { surface: 'page', kind: 'good', note: 'canary@example.com' }],
    ['item_created', trap],
  ];
  for (const [name, fields] of offers) expect(() => untyped.capture(name, fields)).not.toThrow();
  expect(events.snapshot().refused).toEqual({ unknown_event: 5, invalid_field: 4, pii_shape: 1, malformed: 1 });
  expect(series.get('plumbline.events.refused{reason=unknown_event}')).toBe(5);
  expect(lines.map(({ fields }) => [fields['event'], fields['reason']])).toEqual([
    ['(unknown)', 'unknown_event'],
    ['page_viewed', 'unknown_event'],
    ['item_created', 'invalid_field'],
    ['item_rated', 'pii_shape'],
  ]);
  expect(JSON.stringify(lines)).not.toContain('canary@');
});

it('names a misspelt event in strict mode, and nothing that does not look like one', () => {
  const offers = ['item_craeted', 'item_craeted', 'zebra_fed', 'joe@example.com', 'canary', `a_${'b'.repeat(64)}`, 7];
  const linesOf = (strict: boolean): unknown[] => {
    const { log, lines } = keptLog();
    const events = create({ adapters: [shelf().adapter], log, strict });
    const untyped = events as { capture(...args: readonly unknown[]): void };
    for (const name of offers) untyped.capture(name);
    events.accept([
      {
        eventId: randomUUID(),
        name: 'item_raited',
        source: 'web',
        sessionId: '',
        anonymousUserId: '',
        routePattern: '',
        occurredAt: 0,
        payload: {},
      },
    ]);
    return lines.map(({ fields }) => [fields['event'], fields['faults']]);
  };
  const hidden = ['(unknown)', ['the name is not in the catalog']];
  expect(linesOf(true)).toEqual([
    ['item_craeted', ['the name is not in the catalog', 'did you mean item_created?']],
    ['zebra_fed', ['the name is not in the catalog']],
    hidden,
  ]);
  expect(linesOf(false)).toEqual([hidden]);
});

it('shows no more than a hundred unknown names', () => {
  const { log, lines } = keptLog();
  const events = create({ adapters: [shelf().adapter], log, strict: true });
  const untyped = events as { capture(...args: readonly unknown[]): void };
  for (let index = 0; index < 200; index += 1) untyped.capture(`made_of_${index}`);
  expect(lines).toHaveLength(101);
});

it('shows every series at zero before anything happens', () => {
  const { meter, series } = countingMeter();
  create({ adapters: [shelf().adapter], meter });
  const keys = [
    'plumbline.events.accepted{source=api}',
    'plumbline.events.refused{reason=queue_full}',
    'plumbline.events.delivered{destination=truth}',
    'plumbline.events.lost{destination=truth,reason=shutdown_deadline}',
    'plumbline.events.retries{destination=truth}',
  ];
  expect(keys.map((key) => series.get(key))).toEqual([0, 0, 0, 0, 0]);
});

it('shows what waits for each destination up to the collection after its end', async () => {
  const observed: [number, unknown][] = [];
  const callbacks = new Set<(result: ObservableResult) => void>();
  const gauge = {
    addCallback: (callback: (result: ObservableResult) => void) => void callbacks.add(callback),
    removeCallback: (callback: (result: ObservableResult) => void) => void callbacks.delete(callback),
  };
  const silent = noopMeter.createObservableGauge('');
  const createObservableGauge = (name: string) => (name === 'plumbline.events.pending' ? gauge : silent);
  const events = create({ adapters: [shelf().adapter], meter: { ...noopMeter, createObservableGauge } });
  events.capture('item_created');
  const collect = (): void => {
    for (const callback of callbacks) callback({ observe: (value, labels) => observed.push([value, labels]) });
  };
  collect();
  await events.shutdown();
  collect();
  await turn();
  expect(observed).toEqual([
    [1, { destination: 'truth' }],
    [0, { destination: 'truth' }],
  ]);
  expect(callbacks.size).toBe(0);
});

it('without a destination counts `no_destination`, after validation', () => {
  const used: string[] = [];
  const events = create({ usage: (name) => used.push(name) });
  events.capture('item_created');
  expect(events.snapshot()).toMatchObject({ accepted: 0, refused: { no_destination: 1 } });
  expect(used).toEqual(['item_created']);
});

it('in debug mode prints what each destination would get, and opens and sends nothing', async () => {
  const truth = shelf();
  const mirror = shelf({ kind: 'mirror', role: 'mirror', allow: { item_created: ['surface'] } });
  const { log, lines } = keptLog();
  const events = create({ adapters: [truth.adapter, mirror.adapter], debug: true, log });
  await events.start();
  events.capture('item_created', { number: 1 });
  await events.shutdown();
  expect(lines).toMatchObject([
    {
      fields: {
        sent: [
          { destination: 'truth', event: { payload: { number: 1 } } },
          { destination: 'mirror', event: { payload: { surface: 'api' } } },
        ],
      },
    },
  ]);
  expect([truth.opened(), truth.batches.length, mirror.opened()]).toEqual([0, 0, 0]);
});

it('keeps analytics events back without consent, essential ones not, and a failing rule means no', async () => {
  const truth = shelf();
  let consent = (): boolean => false;
  const events = create({ adapters: [truth.adapter], consent: () => consent() });
  events.capture('item_rated', { surface: 'page', kind: 'good' });
  consent = () => {
    throw new Error('down');
  };
  events.capture('item_rated', { surface: 'page', kind: 'good' });
  events.capture('item_created');
  consent = () => true;
  events.capture('item_rated', { surface: 'page', kind: 'good' });
  await events.flush();
  expect(events.snapshot()).toMatchObject({ accepted: 2, refused: { consent: 2 } });
});

it('a usage hook that throws costs nothing', () => {
  const events = create({
    adapters: [shelf().adapter],
    usage: () => {
      throw new Error('down');
    },
  });
  events.capture('item_created');
  expect(events.snapshot().accepted).toBe(1);
});

it('takes events of ingest, hashes an actor that has no hash and never keeps the raw ID', async () => {
  const truth = shelf();
  const events = create({ adapters: [truth.adapter], pseudonymizer });
  const incoming = {
    eventId: '01890a5d-ac96-774b-bcce-b302099a8057',
    name: 'page_viewed',
    source: 'web',
    sessionId: 'ses_abcdefgh',
    anonymousUserId: 'anon_1234',
    routePattern: '/items/:id',
    occurredAt: 1,
    payload: { feature: 'boards' },
  } as const;
  expect(
    events.accept([
      { ...incoming, actor: { id: 'raw-user', orgId: 'raw-org', role: 'viewer' } },
      incoming,
      { ...incoming, payload: { feature: 'x' } },
    ]),
  ).toEqual([{ ok: true }, { ok: true }, { ok: false, reason: 'invalid_field' }]);
  await events.flush();
  expect(truth.batches[0]?.events).toMatchObject([
    {
      anonymousUserId: pseudonymizer.user('raw-user', 'raw-org'),
      orgIdHash: pseudonymizer.org('raw-org'),
      payload: { role: 'viewer' },
    },
    { anonymousUserId: 'anon_1234', orgIdHash: '', occurredAt: 1 },
  ]);
  expect(JSON.stringify(truth.batches)).not.toContain('raw-');
});

it('holds events captured before the start, and delivers them after it', async () => {
  const clock = testClock();
  const truth = shelf();
  const events = create({ adapters: [truth.adapter], clock, maxBatch: 2 });
  for (let i = 0; i < 5; i += 1) events.capture('item_created');
  await clock.advance(10_000);
  expect([truth.opened(), clock.pending]).toEqual([0, 0]);
  await events.start();
  await clock.advance(1_000);
  expect(truth.batches.map((batch) => batch.events.length)).toEqual([2, 2, 1]);
});

it('refuses what is offered after the shutdown', async () => {
  const truth = shelf();
  const events = create({ adapters: [truth.adapter] });
  await events.start();
  expect(await events.shutdown()).toEqual({ delivered: 0, lost: {}, pending: 0 });
  events.capture('item_created');
  expect(events.snapshot().refused).toEqual({ closed: 1 });
  expect(truth.closed()).toBe(1);
});

it('starts while a destination is unreachable, but not with a wrong option', async () => {
  const { PlumblineError } = await import('@plumbline/core');
  const { log, lines } = keptLog();
  let reachable = false;
  const truth = shelf({ open: () => (reachable ? Promise.resolve() : Promise.reject(new Error('ECONNREFUSED'))) });
  const clock = testClock();
  const events = create({ adapters: [truth.adapter], log, clock, retry: { random: () => 1 } });
  await events.start();
  expect(lines[0]?.message).toMatch(/not reachable yet/);
  events.capture('item_created');
  await clock.advance(1_000);
  reachable = true;
  await clock.advance(60_000);
  expect(truth.stored).toHaveLength(1);

  for (const code of ['PLB_ADAPTER_DEPENDENCY', 'PLB_REGISTRY_REFUSED'] as const) {
    const broken = shelf({ open: () => Promise.reject(new PlumblineError(code)) });
    await expect(create({ adapters: [broken.adapter] }).start()).rejects.toMatchObject({ code });
  }
  const silent = shelf({ open: () => Promise.reject(new PlumblineError('PLB_REGISTRY')) });
  await create({ adapters: [silent.adapter], log }).start();
});

it('a destination that never opens holds the start for ten seconds only', async () => {
  const clock = testClock();
  const events = create({ adapters: [shelf({ open: () => new Promise(() => undefined) }).adapter], clock });
  let started = false;
  void events.start().then(() => (started = true));
  await clock.advance(9_999);
  expect(started).toBe(false);
  await clock.advance(1);
  await turn();
  expect(started).toBe(true);
});

it.each([
  [{ maxQueued: 0 }, 'maxQueued'],
  [{ maxBatch: 1.5 }, 'maxBatch'],
  [{ adapters: [shelf().adapter, shelf().adapter] }, 'two sources'],
  [{ adapters: [shelf({ role: 'mirror', allow: {} }).adapter] }, 'no source of truth'],
  [{ adapters: [shelf().adapter, shelf({ role: 'mirror', allow: { gone: [] } }).adapter] }, 'event gone'],
  [{ adapters: [shelf().adapter, shelf({ role: 'mirror', allow: { item_rated: ['note'] } }).adapter] }, 'free text'],
  [{ retry: { baseMs: 0 } }, 'retry'],
  [{ catalog: {} as typeof catalog }, 'defineCatalog'],
])('refuses %o', (wrong, part) => {
  expect(() => create(wrong)).toThrow(part);
});

lifecycleConformance('events', () => {
  let stalled = false;
  const truth = shelf({ answer: () => (stalled ? new Promise(() => undefined) : delivered()) });
  const instance = create({ adapters: [truth.adapter] });
  return {
    instance,
    work() {
      for (let i = 0; i < 3; i += 1) instance.capture('item_created');
      return 3;
    },
    stall() {
      stalled = true;
    },
    starts: truth.opened,
  };
});

it('takes from the request what the event leaves to it and the call leaves out, as the types ask', async () => {
  const truth = shelf();
  const place = { feature: 'items', surface: 'drawer' };
  const { log, lines } = keptLog();
  const terms = { feature: ['items', 'boards'], sources: ['api'], expires: '2027-12-31' } as const;
  const rated = { ...catalog.events.item_rated, ...terms };
  const asking = defineCatalog({
    version: '2026-05-telemetry-v1',
    events: {
      item_rated: defineEvent({ ...rated, fromContext: ['surface'] }),
      item_seen: defineEvent({ ...rated, fields: {} }),
    },
  });
  const events = createEvents({
    catalog: asking,
    adapters: [truth.adapter],
    context: () => requestContext(place),
    log,
  });
  events.capture('item_rated', { feature: 'boards', kind: 'good' });
  events.capture('item_rated', { feature: 'boards', kind: 'good', surface: 'page' });
  // @ts-expect-error it leaves the surface alone to the request
  events.capture('item_rated', { kind: 'good' });
  // @ts-expect-error it leaves nothing to the request
  events.capture('item_seen', { feature: 'boards' });
  // @ts-expect-error fields are an object
  events.capture('item_rated', 'drawer');
  place.surface = 'cellar';
  events.capture('item_rated', { feature: 'boards', kind: 'good' });
  await events.flush();
  expect(truth.batches[0]?.events.map(({ payload }) => [payload['feature'], payload['surface']])).toEqual([
    ['boards', 'drawer'],
    ['boards', 'page'],
  ]);
  expect(events.snapshot().refused).toEqual({ invalid_field: 4 });
  expect(lines[0]?.fields['faults']).toEqual(['`feature`: expected one of 2 declared values, got undefined']);
  const faults = asking.check('item_rated', { feature: 'items', kind: 'good' });
  expect(faults).toMatchObject({
    faults: ['`surface`: expected one of 2 declared values, neither the call nor the running request says one'],
  });
});

it('in debug mode shows every refusal with its reason, and what each destination would miss', () => {
  const { log, lines } = keptLog();
  const mirror = shelf({ kind: 'mirror', role: 'mirror', allow: { item_created: ['surface'] } });
  const events = create({ adapters: [shelf().adapter, mirror.adapter], debug: true, log, consent: () => false });
  const untyped = events as { capture(...args: readonly unknown[]): void };
  for (let round = 0; round < 2; round += 1) untyped.capture('item_created', { colour: 1 });
  untyped.capture('item_craeted');
  untyped.capture('item_rated', { kind: 'good', surface: 'page' });
  untyped.capture('item_created', { number: 3 });
  expect(lines.slice(0, 4).map(({ fields }) => [fields['event'], fields['reason'], fields['faults']])).toEqual([
    ['item_created', 'invalid_field', ['`colour` is not declared']],
    ['item_created', 'invalid_field', ['`colour` is not declared']],
    ['item_craeted', 'unknown_event', ['the name is not in the catalog', 'did you mean item_created?']],
    ['item_rated', 'consent', ['the `consent` option did not allow it']],
  ]);
  expect(lines[4]?.fields['sent']).toMatchObject([
    { destination: 'truth', event: { payload: { number: 3 } } },
    { destination: 'mirror', event: { payload: { surface: 'api' } }, cut: expect.arrayContaining(['number']) },
  ]);
});

it('holds a burst of 200,000 with the default bounds while the destination is away', async () => {
  const events = create({ adapters: [shelf({ open: () => Promise.reject(new Error('down')) }).adapter] });
  for (let index = 0; index < 200_000; index += 1) events.capture('item_rated', { kind: 'good', surface: 'page' });
  expect(events.snapshot()).toMatchObject({ accepted: 200_000, refused: {} });
});

it.each([
  ['4111111111111111', 0],
  ['0123-4567-89012', 0],
  ['123456789', 0],
  ['ses_4111111111111111x', 1],
  ['01a20049-4c09-4c43-8678-123456789012', 1],
])('records under the session ID %s as ingest would: %d event', async (sessionId, accepted) => {
  const truth = shelf();
  const { log, lines } = keptLog();
  const events = createEvents({
    catalog,
    adapters: [truth.adapter],
    log,
    context: () => requestContext({ sessionId }),
  });
  await events.start();
  events.capture('item_created', { number: 1 });
  await events.flush();
  expect(events.snapshot()).toMatchObject({ accepted, refused: accepted === 1 ? {} : { pii_shape: 1 } });
  expect(JSON.stringify([truth.batches, lines]).includes(sessionId)).toBe(accepted === 1);
  const parsed = parseEnvelope(
    {
      event_id: '01a20049-4c09-7c43-8678-6bf11eda7d10',
      name: 'item_created',
      schema_version: catalog.version,
      session_id: sessionId,
      occurred_at: 0,
    },
    { version: catalog.version, now: 0 },
  );
  expect(parsed.ok).toBe(accepted === 1);
  await events.shutdown();
});
