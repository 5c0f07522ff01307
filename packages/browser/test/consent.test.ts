import { expect, it } from 'vitest';
import { type Consent, createBrowserEvents } from '../src/index.ts';
import { world } from './world.ts';

const item = { kind: 'post' } as const;

it.each(['unknown', 'denied'] as const)('sends and stores nothing while consent is %s', async (consent) => {
  await using here = await world();
  const events = here.open({ consent });
  for (let i = 0; i < 60; i += 1) events.capture('item_created', item);
  events.pageViewed('/items');
  await events.flush();
  here.page.hide();
  here.page.fire('pagehide');
  here.page.show();
  here.page.fire('online');
  here.clock.advance(3_600_000);
  await events.flush();
  expect(here.server.batches).toEqual([]);
  expect(here.page.storage).toEqual({});
  expect(events.consent).toBe(consent);
});

it('sends what was captured in the ten minutes before a yes, the latest fifty, and forgets what is older', async () => {
  await using here = await world();
  const events = here.open({ consent: 'unknown' });
  events.pageViewed('/forgotten');
  here.clock.advance(600_001);
  for (let i = 0; i < 55; i += 1) events.pageViewed(`/kept/number_${i}`);
  here.clock.advance(599_000);
  events.setConsent('granted');
  await events.flush();
  expect(here.server.taken().map((event) => event.route_pattern)).toEqual(
    Array.from({ length: 50 }, (_, i) => `/kept/number_${i + 5}`),
  );
});

it('keeps no timer once what was held is forgotten', async () => {
  await using here = await world();
  const events = here.open({ consent: 'unknown' });
  events.capture('item_created', item);
  expect(here.clock.timers()).toBe(1);
  here.clock.advance(620_000);
  expect(here.clock.timers()).toBe(0);
});

it('drops what is captured under a no, also after a yes that follows', async () => {
  await using here = await world();
  const events = here.open({ consent: 'denied' });
  events.capture('item_created', item);
  events.setConsent('granted');
  await events.flush();
  expect(here.server.taken()).toEqual([]);
});

it.each([{ globalPrivacyControl: true }, { doNotTrack: '1' }])(
  'takes %o for a no, unless the person says yes',
  async (signal) => {
    await using here = await world(signal);
    const asDefault = here.open({ consent: 'granted' });
    expect(asDefault.consent).toBe('denied');
    expect(here.open({ consent: 'unknown' }).consent).toBe('denied');
    expect(here.open({ consent: () => 'unknown' }).consent).toBe('denied');
    expect(here.open({ consent: () => 'granted' }).consent).toBe('granted');
    asDefault.setConsent('granted');
    expect(asDefault.consent).toBe('granted');
  },
);

it('does not take other values of the signals for a no', async () => {
  await using here = await world({ globalPrivacyControl: false, doNotTrack: 'unspecified' });
  expect(here.open({ consent: 'granted' }).consent).toBe('granted');
});

it('follows a consent manager', async () => {
  await using here = await world();
  let tell: (consent: Consent) => void = () => {};
  const events = here.open({
    consent(change) {
      tell = change;
      return 'unknown';
    },
  });
  events.capture('item_created', item);
  tell('granted');
  await events.flush();
  expect(here.server.taken()).toHaveLength(1);
  tell('denied');
  expect(events.consent).toBe('denied');
  expect(here.page.storage).toEqual({});
});

it.each(['denied', 'unknown'] as const)(
  'erases the queue, the IDs and the session at once when consent becomes %s',
  async (next) => {
    await using here = await world();
    const events = here.open();
    events.capture('item_created', item);
    await events.flush();
    const [before] = here.server.taken();
    events.capture('item_created', item);
    events.setConsent(next);
    expect(here.page.storage).toEqual({});
    await events.flush();
    here.page.hide();
    events.setConsent('granted');
    await events.flush();
    expect(here.server.taken()).toHaveLength(1);
    events.capture('item_created', item);
    await events.flush();
    const after = here.server.taken().at(-1);
    expect(here.server.taken()).toHaveLength(2);
    expect(after?.anonymous_user_id).not.toBe(before?.anonymous_user_id);
    expect(after?.session_id).not.toBe(before?.session_id);
  },
);

it('ends what is being sent when consent is withdrawn, and stores nothing after it', async () => {
  await using here = await world();
  const events = here.open();
  here.server.answer = () => {
    events.setConsent('denied');
    return { status: 503 };
  };
  events.capture('item_created', item);
  await events.flush();
  expect(here.server.batches).toHaveLength(1);
  expect(here.page.storage).toEqual({});
  here.clock.advance(3_600_000);
  expect(here.server.batches).toHaveLength(1);
});

it('does not take a request that withdrawal ended for a failure', async () => {
  await using here = await world();
  const events = here.open();
  here.server.answer = () => {
    events.setConsent('denied');
    events.setConsent('granted');
    return 'cut';
  };
  events.capture('item_created', item);
  await events.flush();
  here.server.answer = () => ({ status: 202 });
  events.capture('item_created', item);
  await events.flush();
  await events.flush();
  expect(here.server.taken().map(({ name }) => name)).toEqual(['item_created']);
});

it('is erased in every tab, also when another one was given consent again right after', async () => {
  await using here = await world();
  const first = here.open();
  const second = here.open();
  first.capture('item_created', item);
  second.capture('item_created', item);
  const [key = ''] = Object.keys(here.page.storage);
  first.setConsent('denied');
  first.setConsent('granted');
  // What a browser tells the other tabs, in order.
  here.page.fire('storage', { key, newValue: null });
  expect(second.consent).toBe('denied');
  await second.flush();
  expect(here.server.taken()).toEqual([]);
});

it('notices at the next call, in a page that was not told', async () => {
  await using here = await world();
  const first = here.open();
  const second = here.open();
  first.capture('item_created', item);
  second.capture('item_created', item);
  first.setConsent('denied');
  second.capture('item_created', item);
  expect(second.consent).toBe('denied');
  expect(here.page.storage).toEqual({});
  await second.flush();
  expect(here.server.batches).toEqual([]);
});

it('erases what an earlier page left when it starts under a no, and leaves it under no answer', async () => {
  await using here = await world();
  const earlier = here.open();
  earlier.capture('item_created', item);
  earlier.close();
  here.open({ consent: 'unknown' });
  expect(Object.keys(here.page.storage)).toHaveLength(1);
  here.open({ consent: 'denied' });
  expect(here.page.storage).toEqual({});
});

it('does nothing where there is no page', () => {
  const events = createBrowserEvents({
    endpoint: '/_t',
    version: '2026-05-telemetry-v1',
    consent: 'granted',
    automatic: false,
  });
  events.setConsent('granted');
  events.capture('item_created', item);
  expect(events.consent).toBe('denied');
});
