import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { APP } from '../src/addresses.ts';
import { type Fault, pathOf, type SeenRequest } from '../src/faults.ts';
import { settled, newSteps, timesSent, toIngest } from '../src/steps.ts';
import { capture, flush, visit } from '../src/visit.ts';
import { watch } from '../src/watch.ts';
import { startWorld, type World } from '../src/world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld(['bare', 'client']);
});
afterAll(() => world[Symbol.asyncDispose]());
afterEach(() => {
  world.recorder.fault = () => undefined;
  world.recorder.unplugged = false;
});

const onIngest =
  (fault: Fault) =>
  (request: SeenRequest): Fault | undefined =>
    pathOf(request) === '/_t' ? fault : undefined;

it('stores what was captured offline as soon as there is a network again, each event once', async () => {
  const context = await world.context();
  const watched = watch(context);
  await context.clock.install();
  const page = await visit(context, '/granted/orgs/7');
  const [before, offline] = [newSteps(3), newSteps(30)];
  await capture(page, before);
  await flush(page);
  expect(await settled(world, before)).toEqual(before);
  world.recorder.unplugged = true;
  await context.setOffline(true);
  await capture(page, offline);
  await flush(page);
  expect(timesSent(world, offline)).toEqual(offline.map(() => 0));
  // No timer of the page fires from here on: it must be the network that is back.
  await page.clock.pauseAt(Date.now() + 1_000);
  world.recorder.unplugged = false;
  await context.setOffline(false);
  expect(await settled(world, [...before, ...offline])).toEqual([...before, ...offline]);
  expect(timesSent(world, offline)).toEqual(offline.map(() => 1));
  await flush(page);
  await world.application.flush();
  const recovered = (await world.store.events()).filter(({ name }) => name === 'offline_recovered');
  expect(recovered.map(({ payload_json: text }) => JSON.parse(text) as object)).toEqual([
    expect.objectContaining({ events: offline.length, dropped: 0 }),
  ]);
  expect(watched.problems).toEqual([]);
  await context.close();
});

it('stores what was captured offline in a tab that was closed offline, once a later tab opens', async () => {
  const context = await world.context();
  const page = await visit(context, '/granted/orgs/7');
  await flush(page);
  const steps = newSteps(5);
  world.recorder.unplugged = true;
  await context.setOffline(true);
  await capture(page, steps);
  await page.close();
  world.recorder.unplugged = false;
  await context.setOffline(false);
  await visit(context, '/granted/orgs/8');
  expect(await settled(world, steps)).toEqual(steps);
  await context.close();
});

it.each([
  ['the answer comes when nobody is there', 'hold-answer'],
  ['the request is held up', 'hold'],
  ['the answer is lost', 'lose-answer'],
  ['the request is lost', 'refuse'],
] as const)('stores each event once when its tab closes in mid-flight: %s', async (_what, kind) => {
  const context = await world.context();
  const page = await visit(context, '/granted/orgs/7');
  await flush(page);
  const { promise: until, resolve: release } = Promise.withResolvers<void>();
  world.recorder.fault = onIngest(
    kind.startsWith('hold') ? { kind: kind as 'hold', until } : { kind: kind as 'refuse' },
  );
  const [flying, last] = [newSteps(4), newSteps(2)];
  await capture(page, flying);
  await page.evaluate(() => void window.client.flush());
  await expect.poll(() => timesSent(world, flying).every((times) => times > 0)).toBe(true);
  await capture(page, last);
  await page.close();
  release();
  world.recorder.fault = () => undefined;
  await visit(context, '/granted/orgs/8');
  expect(await settled(world, [...flying, ...last])).toEqual([...flying, ...last]);
  await context.close();
});

it('stores the events of two tabs once, and sends none of them twice', async () => {
  const context = await world.context();
  const [one, two] = [await visit(context, '/granted/orgs/1'), await visit(context, '/granted/orgs/2')];
  const [ofOne, ofTwo] = [newSteps(25), newSteps(25)];
  await Promise.all([capture(one, ofOne), capture(two, ofTwo)]);
  await Promise.all([flush(one), flush(two), flush(one), flush(two)]);
  expect(await settled(world, [...ofOne, ...ofTwo])).toEqual([...ofOne, ...ofTwo]);
  expect(timesSent(world, [...ofOne, ...ofTwo]).filter((times) => times !== 1)).toEqual([]);
  const rows = await world.store.events();
  const mine = rows.filter(({ payload_json: text }) => {
    const { step = 0 } = JSON.parse(text) as { step?: number };
    return ofOne.includes(step) || ofTwo.includes(step);
  });
  expect(new Set(mine.map(({ session_id: session }) => session)).size).toBe(1);
  await context.close();
});

it('goes on with a page that comes back from the cache of pages', async () => {
  const context = await world.context();
  const page = await visit(context, '/granted/orgs/7');
  const [before, leaving, after] = [newSteps(2), newSteps(2), newSteps(2)];
  await page.evaluate(() => {
    window.addEventListener('pageshow', ({ persisted }) => {
      document.documentElement.dataset['persisted'] = `${persisted}`;
    });
  });
  await capture(page, before);
  await flush(page);
  await capture(page, leaving);
  await page.goto(`${APP}/bare`);
  expect(await settled(world, [...before, ...leaving])).toEqual([...before, ...leaving]);
  await page.goBack({ waitUntil: 'commit' });
  await page.waitForSelector('html[data-persisted=true]');
  await capture(page, after);
  await flush(page);
  expect(await settled(world, [...before, ...leaving, ...after])).toEqual([...before, ...leaving, ...after]);
  await context.close();
});

it('keeps what a proxy answers in the name of the server: a page, an error, a redirect', async () => {
  const context = await world.context();
  for (const [status, headers] of [
    [200, { 'content-type': 'text/html' }],
    [500, {}],
    [502, {}],
    [302, { location: 'http://vendor.example/login' }],
    [404, {}],
  ] as const) {
    const page = await visit(context, '/granted/orgs/7');
    await flush(page);
    const steps = newSteps(2);
    world.recorder.fault = onIngest({ kind: 'answer', status, headers });
    await capture(page, steps);
    await flush(page);
    expect
      .soft(
        timesSent(world, steps).every((times) => times > 0),
        `${status}`,
      )
      .toBe(true);
    world.recorder.fault = () => undefined;
    await page.close();
    const later = await visit(context, '/granted/orgs/8');
    await flush(later);
    expect(await settled(world, steps)).toEqual(steps);
    await later.close();
  }
  expect(toIngest(world).filter(({ url }) => !url.startsWith(APP))).toEqual([]);
  expect(world.recorder.seen.filter(({ url }) => url.includes('vendor.example'))).toEqual([]);
  await context.close();
});
