import { parseEnvelope } from '@plumbline/schema';
import { expect, it } from 'vitest';
import { catalog } from './catalog.ts';
import { world } from './world.ts';

const item = { kind: 'post' } as const;

it('sends what ingest takes: the eight keys, in the catalog, under its version', async () => {
  await using here = await world();
  const events = here.open();
  events.pageViewed('/items/:id');
  events.capture('item_created', item);
  await events.flush();
  const [batch] = here.server.batches;
  expect(batch?.events).toHaveLength(2);
  for (const sent of batch?.events ?? []) {
    const parsed = parseEnvelope(sent, { version: catalog.version, now: here.clock.now() });
    expect(parsed).toMatchObject({
      ok: true,
      envelope: { routePattern: '/items/:id', anonymousUserId: sent.anonymous_user_id },
    });
    expect(catalog.check(sent.name, sent.payload, 'web').ok).toBe(true);
  }
});

it.each([
  ['/items/:id', '/items/:id'],
  ['/', '/'],
  ['/files/*', '/files/*'],
  ['/items?token=secret', 'unmatched'],
  ['/items#part', 'unmatched'],
  ['/items/20481', 'unmatched'],
  ['/people/jane@example.com', 'unmatched'],
  ['https://app.example.com/items', 'unmatched'],
  ['', 'unmatched'],
])('names the page %s as %s', async (pattern, sent) => {
  await using here = await world();
  const events = here.open();
  events.pageViewed(pattern);
  await events.flush();
  expect(here.server.taken()[0]?.route_pattern).toBe(sent);
});

it('sends twenty events at once, and fewer after ten seconds', async () => {
  await using here = await world();
  const events = here.open();
  await events.flush();
  const full = here.server.next();
  for (let i = 0; i < 20; i += 1) events.capture('item_created', item);
  expect((await full).events).toHaveLength(20);
  await events.flush();
  const late = here.server.next();
  events.capture('item_created', item);
  here.clock.advance(10_000);
  expect((await late).events).toHaveLength(1);
});

it('sends at once when the page is hidden, once, however the browser says so', async () => {
  await using here = await world();
  const events = here.open();
  await events.flush();
  const left = here.server.next();
  events.capture('item_created', item);
  here.page.hide();
  here.page.fire('pagehide');
  await left;
  here.page.show();
  await events.flush();
  expect(here.server.batches).toHaveLength(1);
});

it('pauses after failures, longer each time, and says what it recovered', async () => {
  await using here = await world();
  const events = here.open();
  here.server.answer = () => 'cut';
  events.capture('item_created', item);
  for (const ms of [15_000, 30_000, 299_999]) {
    await events.flush();
    const count = here.server.batches.length;
    await events.flush();
    expect(here.server.batches).toHaveLength(count);
    here.clock.set(here.clock.now() + ms);
  }
  expect(here.server.batches).toHaveLength(3);
  await events.flush();
  expect(here.server.batches).toHaveLength(3);
  here.server.answer = () => ({ status: 202 });
  here.page.fire('online');
  await events.flush();
  await events.flush();
  expect(here.server.taken().map(({ name, payload }) => [name, payload])).toEqual([
    ['item_created', item],
    ['offline_recovered', { feature: 'items', surface: 'page', events: 1, dropped: 0, offlineMs: 344_999 }],
  ]);
});

it.each([429, 503])('waits as long as a %i says, also when the browser comes online', async (status) => {
  await using here = await world();
  const events = here.open();
  here.server.answer = () => ({ status, headers: { 'retry-after': '900' } });
  events.capture('item_created', item);
  await events.flush();
  here.clock.set(here.clock.now() + 899_999);
  here.page.fire('online');
  await events.flush();
  expect(here.server.batches).toHaveLength(1);
  here.clock.set(here.clock.now() + 1);
  await events.flush();
  expect(here.server.batches).toHaveLength(2);
});

it.each([400, 413, 415])('drops and counts what a %i refuses', async (status) => {
  await using here = await world();
  const events = here.open();
  here.server.answer = () => ({ status });
  events.capture('item_created', item);
  await events.flush();
  here.server.answer = () => ({ status: 202 });
  await events.flush();
  expect(here.server.taken().map(({ name, payload }) => [name, payload['dropped']])).toEqual([
    ['offline_recovered', 1],
  ]);
});

it('makes smaller batches after a 413', async () => {
  await using here = await world();
  const events = here.open();
  here.server.answer = ({ events: sent }) => ({ status: sent.length > 3 ? 413 : 202 });
  for (let i = 0; i < 10; i += 1) events.capture('item_created', item);
  await events.flush();
  expect(new Set(here.server.taken().map((event) => event.event_id)).size).toBe(10);
  expect(here.server.taken()).toHaveLength(10);
});

it.each([
  { status: 200, body: '<!doctype html>' },
  { status: 202, body: '<!doctype html>' },
  { status: 404 },
  { status: 403 },
])('keeps what another server answers: %o', async (answer) => {
  await using here = await world();
  const events = here.open();
  here.server.answer = () => answer;
  events.capture('item_created', item);
  await events.flush();
  const [first] = here.server.batches[0]?.events ?? [];
  here.server.answer = () => ({ status: 202 });
  here.clock.set(here.clock.now() + 600_000);
  await events.flush();
  expect(here.server.batches.at(-1)?.events[0]).toEqual(first);
});

it('does not send again what ingest refuses in a batch', async () => {
  await using here = await world();
  const events = here.open();
  const rejected = [{ i: 0, reason: 'consent' }];
  here.server.answer = () => ({ status: 202, body: JSON.stringify({ accepted: 0, rejected, now: here.clock.now() }) });
  events.capture('item_created', item);
  await events.flush();
  await events.flush();
  expect(here.server.batches).toHaveLength(1);
});

it("stamps by the server's clock once it is known, and nothing twice", async () => {
  await using here = await world();
  const events = here.open();
  const begin = here.clock.now();
  here.server.answer = () => ({ status: 202, body: JSON.stringify({ now: begin - 86_400_000 }) });
  events.capture('item_created', item);
  await events.flush();
  events.capture('item_created', item);
  await events.flush();
  expect(here.server.taken().map((event) => event.occurred_at)).toEqual([begin, begin - 86_400_000]);
});

it('keeps 500 events and counts the others, and IDs grow', async () => {
  await using here = await world();
  const events = here.open();
  here.server.answer = () => ({ status: 503 });
  for (let i = 0; i < 510; i += 1) events.capture('item_created', item);
  await events.flush();
  here.server.answer = () => ({ status: 202 });
  here.clock.set(here.clock.now() + 600_000);
  await events.flush();
  await events.flush();
  const sent = here.server.taken();
  expect(sent).toHaveLength(501);
  expect(sent.at(-1)?.payload).toMatchObject({ events: 500, dropped: 10 });
  const ids = sent.map((event) => event.event_id);
  expect(ids).toEqual([...new Set(ids)].sort());
});

it('never throws, whatever it is given', async () => {
  await using here = await world();
  const events = here.open();
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  for (const payload of [circle, { big: 1n }, null, 7]) events.capture('item_created', payload as never);
  const broken = here.open({
    route() {
      throw new Error('no router');
    },
  });
  broken.capture('item_created', item);
  expect(broken.consent).toBe('granted');
});

it('is silent once it is closed', async () => {
  await using here = await world();
  const events = here.open();
  await events.flush();
  events.close();
  events.capture('item_created', item);
  events.setConsent('granted');
  here.page.hide();
  await events.flush();
  expect(here.server.batches).toEqual([]);
});

it('ends a session after thirty minutes without an event, once for all tabs, and begins another', async () => {
  await using here = await world();
  const first = here.open();
  const second = here.open();
  first.pageViewed('/items');
  here.clock.set(here.clock.now() + 60_000);
  second.capture('item_created', item);
  const last = here.clock.now();
  here.clock.set(last + 1_800_000);
  second.capture('item_created', item);
  first.capture('item_created', item);
  await first.flush();
  await second.flush();
  const ends = here.server.taken().filter(({ name }) => name === 'session_ended');
  expect(ends).toMatchObject([
    {
      occurred_at: last,
      payload: { durationMs: 60_000, pagesViewed: 1, interactions: 1, feature: 'items', surface: 'page' },
    },
  ]);
  expect(new Set(here.server.taken().map((event) => event.session_id)).size).toBe(2);
  expect(new Set(here.server.taken().map((event) => event.anonymous_user_id)).size).toBe(1);
});
